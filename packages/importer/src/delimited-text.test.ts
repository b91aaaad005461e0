import fc from 'fast-check';
import {expect, test} from 'vitest';
import {type Delimiter, detectDelimiter, readDelimited} from './delimited-text.ts';

const read = (text: string, delimiter: Delimiter = ',') => [...readDelimited(text, delimiter)];
const fields = (text: string, delimiter?: Delimiter) =>
  read(text, delimiter).map(row => row.fields);

test.each([
  ['line ends of Unix', 'a,b\n1,2\n'],
  ['line ends of Windows', 'a,b\r\n1,2\r\n'],
  ['line ends of old Macs', 'a,b\r1,2'],
  ['no line end at the end', 'a,b\n1,2'],
  ['a byte order mark', '\uFEFFa,b\n1,2\n'],
  ['blank lines', '\n\na,b\n\r\n  \n1,2\n\n'],
  ['quotes that are not needed', '"a","b"\n"1","2"'],
])('%s: the rows are the same', (_name, text) => {
  expect(fields(text)).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
});

test('quoted fields hold delimiters, line ends and doubled quotes', () => {
  expect(fields('"a,b","say ""no""","x\ny"\nlast,"",z')).toEqual([
    ['a,b', 'say "no"', 'x\ny'],
    ['last', '', 'z'],
  ]);
});

test('a quote inside an unquoted field is a letter', () => {
  expect(fields('1,INFLATABLE DISC 10" BLUE,2')).toEqual([['1', 'INFLATABLE DISC 10" BLUE', '2']]);
});

test('rows know the line they begin on', () => {
  const rows = read('h,i\r\n\r\n"a\r\nb",c\r\nd,e');
  expect(rows.map(({lineNumber}) => lineNumber)).toEqual([1, 3, 5]);
});

test.each([
  ['a quote that is never closed', 'a,b\n1,"x\n2,y\n3,z', 'a quote is not closed'],
  [
    'a quote that takes the next lines along',
    'a,b\n1,"x\n2,"y"\n3,z',
    'text follows a closing quote',
  ],
  [
    'a quote closed lines later',
    'a,b\n1,"x\n2,y",4\n3,z',
    'a quoted field runs into the next lines',
  ],
  ['a quote closed too early', 'a,b\n1,"x"y\n2,y\n3,z', 'text follows a closing quote'],
  ['a quote closed far away', `a,b\n1,"x\n${'2,y\n'.repeat(9000)}3,"z"`, 'a quote is not closed'],
])('%s breaks its own line only', (_name, text, reason) => {
  const rows = read(text);
  expect(rows[1]).toMatchObject({lineNumber: 2, broken: reason});
  expect(rows.at(-1)).toMatchObject({fields: ['3', 'z']});
  expect(rows.filter(({broken}) => broken !== undefined)).toHaveLength(1);
  expect(rows).toHaveLength(text.split('\n').length);
});

test.each([
  [',', 'a,b,c'],
  [';', 'a;b;c,d'],
  ['\t', 'a\tb\tc d;e'],
  ['|', 'a|b|c'],
  [',', '"a;b;c",d'],
  [',', 'alone'],
  [',', ''],
])('the delimiter %j is found in %j', (delimiter, text) => {
  expect(detectDelimiter(text)).toBe(delimiter);
});

test('what is written by the rules is read as it was written', () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é', ';'),
    maxLength: 6,
  });
  // A row of blanks alone is no row, so each has a cell that is none.
  const row = fc.array(cell, {minLength: 2, maxLength: 2}).map(cells => ['x', ...cells]);
  fc.assert(
    fc.property(fc.array(row, {maxLength: 6}), rows => {
      const text = rows
        .map(cells => cells.map(value => `"${value.replaceAll('"', '""')}"`).join(','))
        .join('\n');
      expect(fields(text)).toEqual(rows);
    }),
    {numRuns: 300},
  );
});

test('no text makes the reader throw, stop or skip a line', () => {
  const text = fc.string({unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' '), maxLength: 60});
  fc.assert(
    fc.property(text, value => {
      const rows = read(value);
      const numbers = rows.map(({lineNumber}) => lineNumber);
      expect(numbers).toEqual([...new Set(numbers)].sort((left, right) => left - right));
      const lines = value.split(/\r\n|\r|\n/).filter(line => line.trim() !== '').length;
      expect(rows.length).toBeLessThanOrEqual(lines);
      if (!value.includes('"')) expect(rows).toHaveLength(lines);
    }),
    {numRuns: 500},
  );
});
