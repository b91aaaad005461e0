import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import {painter} from './style.ts';
import {tableLines} from './table.ts';

const columns = [{title: 'TILL'}, {title: 'NAME'}, {title: 'SOLD', align: 'right'}] as const;
const plainly = painter(false);

test('columns are as wide as their widest cell, whatever the script', () => {
  const rows = [
    ['W01', '南京路', '7'],
    ['W02', 'Lane', '1,204'],
  ];
  expect(tableLines({columns, rows}, plainly)).toEqual([
    'TILL  NAME     SOLD',
    'W01   南京路      7',
    'W02   Lane    1,204',
  ]);
});

test('colours change no column, and nothing that a cell says reaches the terminal raw', () => {
  const rows = [[{text: 'W\u001b1', look: 'bad' as const}, '', '7']];
  const lines = tableLines({columns, rows}, painter(true));
  const bare = tableLines({columns, rows}, plainly);
  expect(lines.map(line => stripVTControlCharacters(line))).toEqual(bare);
  expect(bare[1]).toBe('W·1            7');
});

test('without rows there are the titles alone', () => {
  expect(tableLines({columns, rows: []}, plainly)).toEqual(['TILL  NAME  SOLD']);
});
