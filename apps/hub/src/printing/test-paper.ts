import {type Printer, printerPlace} from '@holdfast/printing';
import type {PaperDocument} from '@holdfast/wire';

/** A page that shows whether a printer has our letters, our columns, and the yen sign. */
export function testPaper(printer: Printer, now: Date): PaperDocument {
  const {name, columns, encoding, tills} = printer;
  const ruler = Array.from({length: columns}, (_, at) => String((at + 1) % 10)).join('');
  return {
    blocks: [
      {kind: 'logo'},
      {kind: 'text', text: name, align: 'centre', bold: true, size: 'big'},
      {kind: 'mark', text: 'TEST 测试'},
      {kind: 'text', text: ruler},
      {kind: 'columns', left: printerPlace(printer), right: encoding},
      {kind: 'columns', left: 'Milk 牛奶', right: '¥12.90'},
      {kind: 'columns', left: 'Tills 收银机', right: tills.join(' ') || '*'},
      {kind: 'qr', text: name},
      {kind: 'text', text: now.toISOString(), align: 'centre'},
      {kind: 'cut'},
    ],
  };
}
