import {operatorIdSchema} from '@holdfast/domain';
import {Fault} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import {beforeEach, expect, test} from 'vitest';
import {isPin} from './pin.ts';
import type {StoredDocument} from './ports.ts';
import {StoreBook} from './store-book.ts';

const SETTINGS = {
  name: 'Corner shop',
  currency: 'CNY',
  tax_group: [{id: 'A', percent: '13', included: true}],
};
const HEADING = 'code,name_en,name_zh,price,tax_group,category,weighed';
const GOOD = `${HEADING}\n6901000001018,Milk,牛奶,12.90,A,Dairy,no\n4011,Bananas,香蕉,7.98,A,Fresh,yes\n`;

let written: Map<string, StoredDocument>;
let clock: VirtualClock;
let book: StoreBook;
const open = () =>
  new StoreBook({
    disk: {
      read: name => written.get(name),
      write: (name, document) => {
        written.set(name, document);
      },
    },
    clock,
    random: new SeededRandom(1),
  });
beforeEach(() => {
  written = new Map();
  clock = new VirtualClock();
  book = open();
});

test('a store without settings has no currency for its prices, and takes no items', () => {
  expect(() => book.importItems(GOOD, {dryRun: false})).toThrow(Fault);
  expect(book.catalogue).toBeUndefined();
});

test('a good file is the catalogue from now on, also for the next process', () => {
  book.keepSettings(SETTINGS);
  const told: string[] = [];
  book.changes.subscribe(name => told.push(name));
  const outcome = book.importItems(GOOD, {dryRun: false});
  expect(outcome).toEqual({
    ...{items: 2, added: 2, changed: 0, removed: 0},
    problems: [],
    taken: true,
  });
  expect(told).toEqual(['catalogue']);
  expect(open().catalogue).toEqual({
    currencyCode: 'CNY',
    items: [
      {
        ...{code: '6901000001018', names: {en: 'Milk', 'zh-CN': '牛奶'}, priceMinor: 1290},
        ...{taxGroup: 'A', category: {en: 'Dairy'}, weighed: false},
      },
      {
        ...{code: '4011', names: {en: 'Bananas', 'zh-CN': '香蕉'}, priceMinor: 798},
        ...{taxGroup: 'A', category: {en: 'Fresh'}, weighed: true},
      },
    ],
  });
});

test('a dry run counts what would change, and changes nothing', () => {
  book.keepSettings(SETTINGS);
  book.importItems(GOOD, {dryRun: false});
  const before = written.get('catalogue');
  const next = `${HEADING}\n4011,Bananas,香蕉,8.20,A,Fresh,yes\n9,Pears,,5,A,,\n`;
  expect(book.importItems(next, {dryRun: true})).toMatchObject({
    ...{items: 2, added: 1, changed: 1, removed: 1},
    taken: false,
  });
  expect(written.get('catalogue')).toBe(before);
});

test('every wrong cell is named by its line and column, and one of them keeps all out', () => {
  book.keepSettings(SETTINGS);
  const bad = [
    HEADING,
    '6901000001012,Milk,,12.90,A,,no', // check digit
    '4011,,,7.985,B,,perhaps',
    ',Pears,,1,A,,',
    '7,Figs,,-1,A,,no',
    '8,Plums,,1,A,,no',
    '8,Plums again,,1,A,,no',
  ].join('\n');
  const {problems, taken} = book.importItems(bad, {dryRun: false});
  expect(problems.map(({line, field, reason}) => `${line} ${field} ${reason}`)).toEqual([
    '2 code is a GTIN whose check digit is wrong',
    '3 price has more than the 2 decimals of CNY',
    '3 tax_group must be one of: A',
    '3 weighed must be yes or no',
    '3 name_en is missing',
    '4 code is missing',
    '5 price must not be negative',
    '7 code stands in line 6 already',
  ]);
  expect(taken).toBe(false);
  expect(book.catalogue).toBeUndefined();
});

test('a card number in a file of items or in the settings is named by its place and kept nowhere', () => {
  expect(book.keepSettings(SETTINGS)).toMatchObject({ok: true});
  const card = '4111 1111 1111 1111';
  const rows = [`1,Milk ${card},,5,A,,`, `2,Milk,${card},5,A,,`, `3,Milk,,5,A,${card},`];
  const {problems, taken} = book.importItems([HEADING, ...rows].join('\n'), {dryRun: false});
  expect(taken).toBe(false);
  expect(problems.map(({line, field}) => `${line} ${field}`)).toEqual([
    '2 name_en',
    '3 name_zh',
    '4 category',
  ]);
  expect(JSON.stringify(problems)).not.toContain('1111');
  const settings = book.keepSettings({...SETTINGS, name: card});
  expect(settings).toEqual({
    ok: false,
    issue: {field: 'name', reason: 'looks like a card number'},
  });
});

test('a file without the columns it needs, or without rows, says which', () => {
  book.keepSettings(SETTINGS);
  const problemsOf = (text: string) => book.importItems(text, {dryRun: true}).problems;
  expect(problemsOf('code,price\n1,2')).toEqual([
    {line: 1, field: 'name_en', reason: 'is missing'},
    {line: 1, field: 'tax_group', reason: 'is missing'},
  ]);
  expect(problemsOf(HEADING)).toEqual([{line: 1, field: '', reason: 'has no items'}]);
});

test('settings that items still need cannot be taken from under them', () => {
  book.keepSettings(SETTINGS);
  book.importItems(GOOD, {dryRun: false});
  const without = {...SETTINGS, tax_group: [{id: 'B', percent: '9', included: true}]};
  expect(book.keepSettings(without)).toMatchObject({ok: false, issue: {field: 'tax_group'}});
  expect(book.keepSettings({...SETTINGS, currency: 'EUR'})).toMatchObject({ok: false});
  expect(book.keepSettings({...SETTINGS, name: ''})).toMatchObject({issue: {field: 'name'}});
  expect(book.settings?.currency).toBe('CNY');
});

test('an operator is known by the PIN and by no other, and the PIN lies nowhere', () => {
  const ana = {operatorId: operatorIdSchema.parse('ana'), name: 'Ana', role: 'cashier'} as const;
  book.keepOperator({...ana, pin: '4711'});
  const [kept] = open().operators;
  expect(kept).toMatchObject(ana);
  expect(kept && isPin('4711', kept.pin)).toBe(true);
  expect(kept && isPin('4712', kept.pin)).toBe(false);
  expect(written.get('operators')?.text).not.toContain('4711');
  expect(book.removeOperator('ana')).toBe(true);
  expect(book.removeOperator('ana')).toBe(false);
});

test('a change has a higher version, also when the clock went back', async () => {
  await clock.advance(5_000);
  book.keepSettings(SETTINGS);
  const first = book.list()[0]?.version ?? 0;
  clock = new VirtualClock();
  book = open();
  book.keepSettings({...SETTINGS, name: 'Other'});
  expect(book.list()[0]?.version).toBeGreaterThan(first);
});

test('a large document is handed out in parts that make it whole again, of its newest version only', () => {
  book.keepSettings(SETTINGS);
  const rows = Array.from({length: 3_000}, (_, at) => `x${at},Item 😀 ${at},商品,1.00,A,Things,no`);
  book.importItems([HEADING, ...rows].join('\n'), {dryRun: false});
  const listed = book.list().find(({name}) => name === 'catalogue');
  expect(listed?.parts).toBeGreaterThan(2);
  const {version = 0, parts = 0} = listed ?? {};
  const ask = (part: number, of = version) => book.part({name: 'catalogue', version: of, part});
  const text = Array.from({length: parts}, (_, part) => ask(part)).join('');
  expect(text).toBe(written.get('catalogue')?.text);
  expect(ask(parts)).toBeUndefined();
  expect(ask(0, version - 1)).toBeUndefined();
  expect(book.part({name: 'secrets', version, part: 0})).toBeUndefined();
});

test('a picture’s dots are no card number, a card number beside it is, and too few dots are refused', () => {
  const dots = '4111111111111111'; // twelve bytes, as base64url writes them
  const logo = {width_dots: 96, height_dots: 1, rows: dots};
  const withLogo = (change: object) => ({...SETTINGS, receipt: {logo: {...logo, ...change}}});
  expect(book.keepSettings(withLogo({})).ok).toBe(true);
  expect(book.settings?.receipt.logo).toEqual(logo);
  expect(book.keepSettings(withLogo({height_dots: 2}))).toMatchObject({
    issue: {field: 'receipt.logo.rows'},
  });
  expect(book.keepSettings({...withLogo({}), name: dots})).toMatchObject({issue: {field: 'name'}});
});
