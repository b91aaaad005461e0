import {operatorIdSchema, workstationIdSchema} from '@holdfast/domain';
import {VirtualClock} from '@holdfast/std/testing';
import type {SuspendedChange} from '@holdfast/wire';
import {beforeEach, expect, test} from 'vitest';
import {SuspendedBook} from './suspended-book.ts';
import {SUSPENDED_LIMITS} from './suspended-sale.ts';

const suspend = (saleId: string, more: Partial<Extract<SuspendedChange, {kind: 'suspend'}>> = {}) =>
  ({
    ...{kind: 'suspend', saleId, round: 1, operatorId: operatorIdSchema.parse('7')},
    ...{lines: 2, amountMinor: 1_290, text: `{"saleId":"${saleId}"}`},
    ...more,
  }) satisfies SuspendedChange;
const recall = (saleId: string, round = 1): SuspendedChange => ({kind: 'recall', saleId, round});
const paid = (saleId: string, receiptNumber: string, round = 1): SuspendedChange => ({
  ...{kind: 'settle', saleId, round, receiptNumber},
});
const DONE = {kind: 'done'};

let disk: Map<string, {version: number; changedAtMs: number; text: string}>;
let clock: VirtualClock;
let book: SuspendedBook;
const open = () =>
  new SuspendedBook({
    clock,
    disk: {
      read: name => disk.get(name),
      write: (name, document) => {
        disk.set(name, document);
      },
    },
  });
beforeEach(() => {
  disk = new Map();
  clock = new VirtualClock();
  book = open();
});

test('a sale that one till suspends is recalled by another, once; whoever is late hears who has it', () => {
  expect(book.change(suspend('a'), 'W01')).toEqual(DONE);
  expect(book.change(recall('a'), 'W02')).toEqual({kind: 'done', text: '{"saleId":"a"}'});
  expect(book.change(recall('a'), 'W03')).toEqual({kind: 'takenBy', workstationId: 'W02'});
  expect(book.change(recall('a'), 'W01')).toEqual({kind: 'takenBy', workstationId: 'W02'});
});

test('an answer that was lost is given again, whatever happened since', () => {
  for (const _again of [1, 2]) expect(book.change(suspend('a'), 'W01')).toEqual(DONE);
  for (const _again of [1, 2]) expect(book.change(recall('a'), 'W02')).toMatchObject(DONE);
  expect(book.change(suspend('a'), 'W01')).toEqual(DONE);
  expect(book.sales[0]?.standing).toEqual({
    kind: 'taken',
    workstationId: workstationIdSchema.parse('W02'),
  });
  for (const _again of [1, 2]) expect(book.change(paid('a', 'R1'), 'W02')).toEqual(DONE);
  expect(book.sales[0]?.payments).toHaveLength(1);
});

test('a recalled sale can be suspended again, as another round; the round before is over', () => {
  book.change(suspend('a'), 'W01');
  book.change(recall('a'), 'W02');
  expect(book.change(suspend('a', {round: 2}), 'W03')).toEqual({
    kind: 'takenBy',
    workstationId: 'W02',
  });
  expect(book.change(suspend('a', {round: 2}), 'W02')).toEqual(DONE);
  expect(book.change(recall('a', 1), 'W01')).toEqual({kind: 'ended'});
  expect(book.change(recall('a', 2), 'W01')).toMatchObject(DONE);
});

test('what was acknowledged is there for the next process', () => {
  book.change(suspend('a'), 'W01');
  book.change(recall('a'), 'W02');
  book = open();
  expect(book.change(recall('a'), 'W03')).toEqual({kind: 'takenBy', workstationId: 'W02'});
  expect(book.list()).toMatchObject([{name: 'suspended', parts: 1}]);
  const [{version} = {version: 0}] = book.list();
  expect(book.part({name: 'suspended', version, part: 0})).toContain('"a"');
});

test('a second payment, after tills could not hear each other, is kept, told and shown', () => {
  const told: string[] = [];
  book.doublePayments.subscribe(({saleId}) => told.push(saleId));
  book.change(suspend('a'), 'W01');
  book.change(recall('a'), 'W02'); // while W01, alone, takes its own sale back
  expect(book.change(paid('a', 'R1'), 'W01')).toEqual(DONE);
  expect(book.sales[0]?.standing.kind).toBe('ended');
  expect(told).toEqual([]);
  expect(book.change(paid('a', 'R2'), 'W02')).toEqual(DONE);
  expect(told).toEqual(['a']);
  expect(book.sales[0]?.payments).toEqual([
    {workstationId: 'W01', receiptNumber: 'R1'},
    {workstationId: 'W02', receiptNumber: 'R2'},
  ]);
});

test('what one till takes back without having it stays with the till that has it', () => {
  book.change(suspend('a'), 'W01');
  book.change(recall('a'), 'W02');
  book.change({kind: 'settle', saleId: 'a', round: 1}, 'W01');
  expect(book.change(recall('a'), 'W02')).toMatchObject(DONE);
  book.change({kind: 'settle', saleId: 'a', round: 1}, 'W02');
  expect(book.change(recall('a'), 'W02')).toEqual({kind: 'ended'});
});

test('at the cap a new sale is refused and every old one stays', () => {
  for (let at = 0; at < SUSPENDED_LIMITS.openMax; at++) book.change(suspend(`s${at}`), 'W01');
  expect(book.change(suspend('more'), 'W01')).toEqual({kind: 'refused', reason: 'full'});
  expect(book.sales).toHaveLength(SUSPENDED_LIMITS.openMax);
  book.change(recall('s0'), 'W02');
  book.change(paid('s0', 'R1'), 'W02');
  expect(book.change(suspend('more'), 'W01')).toEqual(DONE);
});

test('all of them together have a size, and no more is kept', () => {
  const text = JSON.stringify('x'.repeat(SUSPENDED_LIMITS.textLengthMax / 4));
  for (const saleId of ['a', 'b', 'c']) book.change(suspend(saleId, {text}), 'W01');
  expect(book.change(suspend('d', {text}), 'W01')).toEqual({kind: 'refused', reason: 'full'});
});

test('what ended is forgotten after a week, and what waits never', async () => {
  book.change(suspend('waits'), 'W01');
  book.change(suspend('paid'), 'W01');
  book.change(recall('paid'), 'W01');
  book.change(paid('paid', 'R1'), 'W01');
  await clock.advance(SUSPENDED_LIMITS.endedKeptMs + 1);
  book.change(suspend('new'), 'W01');
  expect(book.sales.map(({saleId}) => saleId)).toEqual(['waits', 'new']);
});

test('a card’s number in a suspended sale keeps it out, and lies nowhere', () => {
  const text = JSON.stringify({note: '4111 1111 1111 1111'});
  expect(book.change(suspend('a', {text}), 'W01')).toEqual({kind: 'refused', reason: 'cardData'});
  expect([...disk.values()].join()).not.toContain('1111');
  expect(book.change(recall('a'), 'W01')).toEqual({kind: 'unknown'});
});
