import {operatorIdSchema, workstationIdSchema} from '@holdfast/domain';
import type {SuspendedChange, SuspendedOutcome} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {changeSales} from './change-sales.ts';
import {
  answered,
  lostAtHub,
  nextToTell,
  type Outbox,
  viewOf,
  withoutShown,
  withoutStuck,
} from './outbox.ts';

const workstationId = workstationIdSchema.parse('W01');
const other = workstationIdSchema.parse('W02');
const suspend: SuspendedChange = {
  ...{kind: 'suspend', saleId: 'a', round: 1, operatorId: operatorIdSchema.parse('7')},
  ...{lines: 1, amountMinor: 500, text: '{}'},
};
const recall: SuspendedChange = {kind: 'recall', saleId: 'a', round: 1};
const entry = (change: SuspendedChange, answer?: SuspendedOutcome): Outbox[number] => ({
  ...{change, atMs: 1_000},
  ...(answer ? {answer} : {}),
});
const hub = changeSales([], suspend, {workstationId, atMs: 1_000}).sales;
const view = (outbox: Outbox, shared = hub) => viewOf(shared, {outbox, workstationId});

test('what a till suspends while it is alone is shown at once, as being on this till only', () => {
  expect(view([entry(suspend)], []).waiting).toMatchObject([{sale: {saleId: 'a'}, atHub: false}]);
  expect(view([entry(suspend, {kind: 'done'})], []).waiting).toMatchObject([{atHub: true}]);
});

test('what it recalls is gone from its list before the hub has heard of it', () => {
  expect(view([entry(recall)]).waiting).toEqual([]);
  expect(view([]).waiting).toHaveLength(1);
});

test('words are told in their order, and those that are done leave', () => {
  let outbox: Outbox = [entry(suspend), entry(recall)];
  expect(nextToTell(outbox)).toEqual(suspend);
  outbox = answered(outbox, {kind: 'done'});
  expect(nextToTell(outbox)).toEqual(recall);
  outbox = answered(outbox, {kind: 'takenBy', workstationId: other});
  expect(nextToTell(outbox)).toBeUndefined();
  expect(withoutShown(outbox, hub)).toEqual([]);
});

test('what was answered stays until the store’s list shows it, so nothing blinks out of sight', () => {
  const told = answered([entry(suspend)], {kind: 'done'});
  expect(withoutShown(told, [])).toEqual(told);
  expect(withoutShown(told, hub)).toEqual([]);
  const recalled = answered([entry(recall)], {kind: 'done'});
  expect(withoutShown(recalled, hub)).toEqual(recalled);
});

test('a sale that the hub did not take stays on this till, says why, and can be taken back here', () => {
  const stuck = answered([entry(suspend)], {kind: 'refused', reason: 'full'});
  expect(view(stuck, []).waiting).toMatchObject([
    {sale: {saleId: 'a', text: '{}'}, atHub: false, stuck: {kind: 'refused', reason: 'full'}},
  ]);
  expect(withoutShown(stuck, hub)).toEqual(stuck);
  expect(withoutStuck(stuck, 'a')).toEqual([]);
});

test('a hub that lost what this till suspended is told again, once and by this till only', () => {
  const now = {sales: [], workstationId, atMs: 2_000};
  expect(lostAtHub(hub, now)).toEqual([suspend]);
  expect(lostAtHub(hub, {...now, workstationId: other})).toEqual([]);
  expect(lostAtHub(hub, {...now, sales: hub})).toEqual([]);
  expect(lostAtHub(hub, {...now, atMs: 9 * 86_400_000})).toEqual([]);
});
