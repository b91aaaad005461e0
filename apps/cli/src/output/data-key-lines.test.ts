import {expect, test} from 'vitest';
import {dataKeyLines} from './data-key-lines.ts';
import {painter} from './style.ts';

const MADE = Date.parse('2026-03-14T09:26:53');
const key = (id: string, ledgers: number, current = false) => ({
  ...{id, madeAtMs: MADE, ledgers, current},
});

test('each key says what it is still needed for', () => {
  const keys = [key('00aa', 0), key('11bb', 2), key('22cc', 1, true)];
  expect(dataKeyLines(keys, painter(false))).toEqual([
    'key   made                 ledgers  use',
    '00aa  2026-03-14 09:26:53        0  nothing here needs it',
    '11bb  2026-03-14 09:26:53        2  opens what it sealed',
    '22cc  2026-03-14 09:26:53        1  seals what comes',
  ]);
});
