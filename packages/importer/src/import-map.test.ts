import {expect, test} from 'vitest';
import {parseImportMap} from './import-map.ts';

const written = {
  name: 'Corner shop',
  currencyCode: 'EUR',
  timezone: 'Europe/Berlin',
  invoice: 'Bon',
  when: {kind: 'column', columns: ['Datum', 'Uhrzeit'], format: 'DD.MM.YYYY HH:mm'},
  items: {layout: 'row', item: 'Artikel', quantity: 'Menge'},
  price: {kind: 'line', column: 'Betrag'},
};

test('a map is completed by what is usual', () => {
  expect(parseImportMap(written)).toMatchObject({
    ok: true,
    value: {
      delimiter: 'auto',
      header: true,
      decimalSeparator: '.',
      dayStartHour: 0,
      invoice: ['Bon'],
      tenderType: 'cash',
      operatorId: 'import',
      itemRules: [],
    },
  });
});

const {items: _items, ...withoutItems} = written;

test.each<[string, string, unknown]>([
  ['', 'must be of type object', 'a text'],
  ['', 'has fields that are not known: quantiy', {...written, quantiy: 'Menge'}],
  [
    'items',
    'has fields that are not known: qty',
    {...written, items: {...written.items, qty: 'Menge'}},
  ],
  ['items', 'is missing', withoutItems],
  ['items.layout', 'names no kind that is known here', {...written, items: {layout: 'table'}}],
  [
    'timezone',
    'must be a time zone such as Europe/London or +08:00',
    {...written, timezone: 'CET+1'},
  ],
  [
    'when.format',
    'must name YYYY, MM and DD, or be ISO',
    {...written, when: {...written.when, format: 'HH:mm'}},
  ],
  [
    'when.startsAt',
    'must be a local time such as 2026-03-14T09:00:00',
    {...written, when: {kind: 'none', startsAt: 'noon'}},
  ],
  ['currencyCode', 'must be three capital letters of ISO 4217', {...written, currencyCode: 'Euro'}],
  ['delimiter', 'must be one of: auto, ,, ;, \t, |', {...written, delimiter: '/'}],
  ['invoice', 'must be the name of a column, or a list of them', {...written, invoice: 7}],
  [
    'price',
    'must be of kind none where a row holds a whole basket',
    {...written, items: {layout: 'cell', column: 'items'}},
  ],
])('%s: %s', (field, reason, map) => {
  expect(parseImportMap(map)).toEqual({ok: false, issue: {field, reason}});
});
