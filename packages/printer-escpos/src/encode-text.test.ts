import {
  drawerKick,
  escposOf,
  layOut,
  logoOf,
  type PaperWidth,
  paperText,
  receiptDocument,
} from '@holdfast/paper';
import {printedReceipt, printedStore} from '@holdfast/paper/testing';
import {concatBytes, toHex} from '@holdfast/std';
import type {PaperDocument} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {encodeTextFor} from './encode-text.ts';
import {readEscpos} from './testing/read-escpos.ts';

function print(document: PaperDocument, on: PaperWidth) {
  const {encoding} = on;
  const encodeText = encodeTextFor(encoding);
  return escposOf(layOut(document, on), {encoding, encodeText, logo: logoOf(printedStore())});
}
const hexOf = (document: PaperDocument, on: PaperWidth) => toHex(print(document, on));

test('¥ goes to a Chinese printer as a3a4, never as the four bytes that print “0 6”', () => {
  const document: PaperDocument = {blocks: [{kind: 'text', text: '合计 ¥41.60'}]};
  const hex = hexOf(document, {columns: 32, encoding: 'gb18030'});
  // ESC @ · FS & · 合计, a blank, ￥41.60 · LF
  expect(hex).toBe('1b40' + '1c26' + 'bacfbcc6' + '20' + 'a3a434312e3630' + '0a');
  expect(hex).not.toContain('81308436');
});

test('¥ goes to a Latin page as its one byte, and to a UTF-8 printer as itself', () => {
  const document: PaperDocument = {blocks: [{kind: 'text', text: 'Total ¥41.60 – 8 €'}]};
  const latin = hexOf(document, {columns: 42, encoding: 'windows-1252'});
  expect(latin).toBe('1b40' + '1c2e1b7410' + '546f74616c20a534312e3630209620382080' + '0a');
  const utf8 = hexOf(document, {columns: 42, encoding: 'utf-8'});
  expect(utf8).toBe('1b40' + '1c284302003002' + '546f74616c20c2a534312e363020e28093203820e282ac0a');
});

test('emphasis, the picture, the QR code, bars, the cut and the drawer are the manual’s commands', () => {
  const document: PaperDocument = {
    blocks: [
      {kind: 'logo'},
      {kind: 'text', text: 'A', bold: true, size: 'big'},
      {kind: 'qr', text: 'W01'},
      {kind: 'barcode', text: 'W{1'},
      {kind: 'cut'},
    ],
  };
  const hex = hexOf(document, {columns: 32, encoding: 'gb18030'});
  expect(hex).toBe(
    [
      '1b401c26',
      ...['1b6101', '1d763000', '02000200', 'ff008101', '1b6100'],
      ...['1b4501', '1d4200', '1d2111', '41', '1b4500', '1d4200', '1d2100', '0a'],
      ...['1b6101', '1d286b040031413200', '1d286b0300314306', '1d286b0300314531'],
      ...['1d286b0600315030573031', '1d286b0300315130', '0a1b6100'],
      ...['1b6101', '1d6840', '1d7702', '1d4802', '1d6b4906', '7b42577b7b31', '0a1b6100'],
      '1d564203',
    ].join(''),
  );
  expect(toHex(drawerKick(2))).toBe('1b700019fa');
  expect(toHex(drawerKick(5))).toBe('1b700119fa');
});

test.each([
  ['en', 42, 'windows-1252'],
  ['en', 48, 'utf-8'],
  ['zh-CN', 32, 'gb18030'],
  ['zh-CN', 48, 'gb18030'],
] as const)(
  'a printer reads the %s receipt on %i columns as %s, line by line as the screen shows it',
  (language, columns, encoding) => {
    const receipt = printedReceipt(language, {copy: true});
    const document = receiptDocument(receipt);
    const on = {columns, encoding};
    const read = readEscpos(concatBytes(print(document, on), drawerKick(2)));
    const shown = layOut(document, on).flatMap(line => {
      if (line.kind === 'line') return line.text === '' ? [] : [line.text];
      return [line.kind === 'logo' ? '[picture of 16 by 2]' : `[${line.kind}]`];
    });
    const unprintable = (text: string) => encoding === 'windows-1252' && text.includes('?');
    expect(read.lines.filter(line => !unprintable(line))).toEqual(
      shown.filter(line => !unprintable(line)),
    );
    expect(read.lines.join('\n')).toContain(language === 'en' ? '¥1,025.80' : '￥1,025.80');
    expect(read.qrCodes).toEqual([receipt.receiptNumber]);
    expect(read.kicks).toEqual([2]);
  },
);

test('nothing in a text is a command: neither a printer’s, nor half a character', () => {
  const text = 'x\u001bp\u0000\u0019\u00fay\u0010\u0014\u0001\u0000\u0001z\ud800';
  for (const encoding of ['gb18030', 'windows-1252', 'utf-8'] as const) {
    const read = readEscpos(print({blocks: [{kind: 'text', text}]}, {columns: 42, encoding}));
    expect(read.kicks).toEqual([]);
    expect(read.commands.filter(name => name === 'ESC p')).toEqual([]);
    expect(read.lines).toHaveLength(1);
  }
});

test('every Chinese word and sign of ours is two bytes a character on a Chinese printer', () => {
  const words = layOut(receiptDocument(printedReceipt('zh-CN', {copy: true})), {
    columns: 48,
    encoding: 'gb18030',
  }).flatMap(line => (line.kind === 'line' ? [...line.text] : []));
  const encode = encodeTextFor('gb18030');
  for (const letter of new Set(words)) {
    expect([letter, encode(letter).length]).toEqual([letter, letter <= '~' ? 1 : 2]);
  }
  expect(encode(paperText('￥', 'gb18030')).length).toBe(2);
});

test('a picture cannot open the drawer', () => {
  const rows = Uint8Array.of(0x10, 0x14, 0x10, 0xff);
  const logo = {widthDots: 16, heightDots: 2, rows};
  const encodeText = encodeTextFor('utf-8');
  const bytes = escposOf([{kind: 'logo'}], {encoding: 'utf-8', encodeText, logo});
  expect(toHex(bytes)).toContain('1d763000' + '02000200' + '001410ff');
});
