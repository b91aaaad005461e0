import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

const LENGTHS = [13, 14, 15, 16, 17, 18, 19];

/**
 * Looks for planted numbers in bytes and texts, whatever stands between their digits: blanks,
 * dashes, dots, escapes, full-width forms, the zero bytes of UTF-16.
 */
export class CardSearch {
  readonly #planted: ReadonlySet<string>;
  /** Where each number was found that was found. */
  readonly found = new Map<string, string>();
  bytesSearched = 0;

  constructor(planted: Iterable<string>) {
    this.#planted = new Set(planted);
  }

  text(place: string, text: string): void {
    this.bytes(place, Buffer.from(text, 'utf8'));
  }

  bytes(place: string, bytes: Uint8Array): void {
    this.bytesSearched += bytes.length;
    const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    this.#digits(place, raw);
    this.#digits(place, plainDigits(raw));
  }

  /** Every file below a folder, and the names of files. */
  folder(folder: string): void {
    for (const entry of readdirSync(folder, {withFileTypes: true, recursive: true})) {
      const path = join(entry.parentPath, entry.name);
      this.text(`name of ${path}`, entry.name);
      if (entry.isFile()) this.bytes(path, readFileSync(path));
    }
  }

  #digits(place: string, text: string): void {
    for (const {0: run} of text.matchAll(/\d{13,}/g)) {
      for (const length of LENGTHS) {
        for (let at = 0; at + length <= run.length; at++) {
          const number = run.slice(at, at + length);
          if (this.#planted.has(number)) this.found.set(number, place);
        }
      }
    }
  }
}

/** UTF-8 that was read as Latin-1: a full-width digit is three characters of it. */
function plainDigits(text: string): string {
  return text
    .replaceAll('\0', '')
    .replace(/\\+u00(3\d)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\u00ef\u00bc([\u0090-\u0099])/g, (_, digit: string) =>
      String(digit.charCodeAt(0) - 0x90),
    )
    .replace(/\\+u003/g, '')
    .replace(/\u00c2\u00a0|[ .\-\u00a0]/g, '');
}
