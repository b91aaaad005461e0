import {existsSync, readFileSync} from 'node:fs';
import {writeFileDurably} from '@holdfast/platform-node';
import {PrinterBook} from '@holdfast/printing';
import {Fault} from '@holdfast/std';

/** The store's printers, as a file of the hub. Throws `store/unreadable`. */
export function openPrinterBook(file: string): PrinterBook {
  try {
    return new PrinterBook({
      read: () => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined),
      write: printers => writeFileDurably(file, `${JSON.stringify(printers)}\n`),
    });
  } catch (cause) {
    const reason = 'is not as this hub wrote it';
    throw new Fault('store/unreadable', {document: 'printers', file, reason}, {cause});
  }
}
