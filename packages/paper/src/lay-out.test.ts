import {PAPER_COLUMNS, PAPER_ENCODINGS, type PaperDocument} from '@holdfast/wire';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {type LaidOut, layOut, type PaperWidth} from './lay-out.ts';
import {widthOf} from './paper-text.ts';

const texts = (lines: readonly LaidOut[]) =>
  lines.map(line => (line.kind === 'line' ? line.text : `[${line.kind}]`));
const on = (
  columns: PaperWidth['columns'],
  encoding: PaperWidth['encoding'] = 'gb18030',
): PaperWidth => ({columns, encoding});

test('a Chinese character takes two columns, so amounts stand under each other', () => {
  const document: PaperDocument = {
    blocks: [
      {kind: 'columns', left: '鲜牛奶', right: '12.90'},
      {kind: 'columns', left: 'Milk', right: '1.00'},
    ],
  };
  expect(texts(layOut(document, on(32)))).toEqual([
    `鲜牛奶${' '.repeat(21)}12.90`,
    `Milk${' '.repeat(24)}1.00`,
  ]);
});

test('a name too long for its line wraps beside its amount, and loses no letter', () => {
  const left = 'Jasmine rice from the north-east, ten kilograms';
  const lines = texts(layOut({blocks: [{kind: 'columns', left, right: '1058.00'}]}, on(32)));
  expect(lines).toEqual(['Jasmine rice from the    1058.00', 'north-east, ten', 'kilograms']);
});

test('an amount too long for its half takes a line of its own', () => {
  const right = '-9,007,199,254,740.99';
  const document: PaperDocument = {blocks: [{kind: 'columns', left: 'Total', right, size: 'big'}]};
  expect(texts(layOut(document, on(48)))).toEqual(['Total', `   ${right}`]);
});

test('a table gives each column what it needs, and spreads what is left', () => {
  const rows = [
    ['税率', '不含税', '税额', '含税'],
    ['A 13 %', '907.79', '118.01', '1025.80'],
  ];
  expect(texts(layOut({blocks: [{kind: 'table', rows}]}, on(32)))).toEqual([
    '税率     不含税    税额     含税',
    'A 13 %   907.79  118.01  1025.80',
  ]);
});

test('what a printer draws itself stands where it was, and a mark fills its line', () => {
  const document: PaperDocument = {
    blocks: [
      {kind: 'logo'},
      {kind: 'mark', text: '补打'},
      {kind: 'qr', text: 'W01'},
      {kind: 'cut'},
    ],
  };
  const lines = layOut(document, on(32));
  expect(texts(lines)).toEqual([
    '[logo]',
    `${' '.repeat(14)}补打${' '.repeat(14)}`,
    '[qr]',
    '[cut]',
  ]);
  expect(lines[1]).toMatchObject({inverse: true, bold: true});
});

test('no line is wider than the paper, whatever stands in it', () => {
  const letters = fc.string({unit: fc.constantFrom(...'aB 1.牛奶¥é—🍎\u0301\t'), maxLength: 90});
  const block = fc.oneof(
    fc.record({kind: fc.constant('text' as const), text: letters}),
    fc.record({kind: fc.constant('mark' as const), text: letters}),
    fc.record({kind: fc.constant('columns' as const), left: letters, right: letters}),
    fc.record({
      kind: fc.constant('table' as const),
      rows: fc.array(fc.array(letters, {minLength: 1, maxLength: 4}), {minLength: 1, maxLength: 3}),
    }),
  );
  fc.assert(
    fc.property(
      fc.array(block, {maxLength: 4}),
      fc.constantFrom(...PAPER_COLUMNS),
      fc.constantFrom(...PAPER_ENCODINGS),
      (blocks, columns, encoding) => {
        for (const line of layOut({blocks}, {columns, encoding})) {
          if (line.kind === 'line')
            expect(widthOf(line.text, encoding)).toBeLessThanOrEqual(columns);
        }
      },
    ),
  );
});
