import type {WorkstationId} from '@holdfast/domain';
import {unreachable} from '@holdfast/std';
import type {SuspendedChange, SuspendedOutcome} from '@holdfast/wire';
import {SUSPENDED_LIMITS, type SuspendedSale} from './suspended-sale.ts';

type Sales = readonly SuspendedSale[];

/** Which till says it, and when that is. */
export interface SaidBy {
  readonly workstationId: WorkstationId;
  readonly atMs: number;
}

export interface Changed {
  readonly sales: Sales;
  readonly outcome: SuspendedOutcome;
}

/**
 * What a till's word does to the suspended sales:
 *
 *   ──suspend 1──► waiting ──recall──► taken by a till ──settle──► ended
 *                     ▲                    │
 *                     └────suspend n+1─────┘
 *
 * The first that recalls a round has it. Said again by the same till, a word changes nothing and
 * gets the same answer. A payment is kept whoever has the sale: two of them are shown, not one
 * chosen.
 */
export function changeSales(sales: Sales, change: SuspendedChange, by: SaidBy): Changed {
  const known = sales.find(({saleId}) => saleId === change.saleId);
  switch (change.kind) {
    case 'suspend':
      return suspend(sales, {change, known, by});
    case 'recall':
      return recall(sales, {change, known, by});
    case 'settle':
      return settle(sales, {change, known, by});
    default:
      return unreachable(change);
  }
}

interface Said<Kind extends SuspendedChange['kind']> {
  readonly change: Extract<SuspendedChange, {readonly kind: Kind}>;
  readonly known: SuspendedSale | undefined;
  readonly by: SaidBy;
}

function suspend(sales: Sales, {change, known, by}: Said<'suspend'>): Changed {
  const {saleId, round, operatorId, lines, amountMinor, text} = change;
  if (known && known.round >= round) return same(sales, {kind: 'done'});
  if (known && known.standing.kind !== 'waiting') {
    const taken = notBy(known, by);
    if (taken) return same(sales, taken);
  }
  const others = sales.filter(sale => sale.saleId !== saleId && sale.standing.kind !== 'ended');
  const length = others.reduce((sum, sale) => sum + sale.text.length, text.length);
  if (others.length >= SUSPENDED_LIMITS.openMax || length > SUSPENDED_LIMITS.textLengthMax)
    return same(sales, {kind: 'refused', reason: 'full'});
  const {workstationId, atMs} = by;
  const sale: SuspendedSale = {
    ...{saleId, round, workstationId, operatorId, lines, amountMinor, text},
    ...{suspendedAtMs: atMs, changedAtMs: atMs},
    standing: {kind: 'waiting'},
    payments: known?.payments ?? [],
  };
  return {sales: put(sales, sale, by), outcome: {kind: 'done'}};
}

function recall(sales: Sales, {change, known, by}: Said<'recall'>): Changed {
  if (!known) return same(sales, {kind: 'unknown'});
  if (known.standing.kind === 'ended' || known.round !== change.round)
    return same(sales, {kind: 'ended'});
  const outcome = {kind: 'done', text: known.text} as const;
  if (known.standing.kind === 'taken') return same(sales, notBy(known, by) ?? outcome);
  const {workstationId, atMs: changedAtMs} = by;
  const taken = {...known, changedAtMs, standing: {kind: 'taken', workstationId} as const};
  return {sales: put(sales, taken, by), outcome};
}

function settle(sales: Sales, {change, known, by}: Said<'settle'>): Changed {
  if (!known) return same(sales, {kind: 'unknown'});
  const {workstationId, atMs: changedAtMs} = by;
  const {receiptNumber} = change;
  const payments =
    receiptNumber === undefined || known.payments.some(one => one.receiptNumber === receiptNumber)
      ? known.payments
      : [...known.payments, {workstationId, receiptNumber}];
  const ended = {kind: 'ended'} as const;
  const newPayment = payments !== known.payments;
  // Taken back by a till that does not have it: whoever has it goes on.
  const has = known.standing.kind === 'taken' && known.standing.workstationId === workstationId;
  if (!newPayment && (!has || known.round !== change.round)) return same(sales, {kind: 'done'});
  const sale = {...known, changedAtMs, payments, standing: ended, text: ''};
  return {sales: put(sales, sale, by), outcome: {kind: 'done'}};
}

/** Why a till that does not have a sale may not go on with it; `undefined` for the one that has. */
function notBy({standing}: SuspendedSale, {workstationId}: SaidBy): SuspendedOutcome | undefined {
  if (standing.kind === 'ended') return {kind: 'ended'};
  if (standing.kind !== 'taken' || standing.workstationId === workstationId) return undefined;
  return {kind: 'takenBy', workstationId: standing.workstationId};
}

function same(sales: Sales, outcome: SuspendedOutcome): Changed {
  return {sales, outcome};
}

/** Newest last; of those that ended the oldest are forgotten. */
function put(sales: Sales, sale: SuspendedSale, {atMs}: SaidBy): Sales {
  const {endedKeptMs, endedMax} = SUSPENDED_LIMITS;
  const all = [...sales.filter(({saleId}) => saleId !== sale.saleId), sale];
  const ended = all
    .filter(one => one.standing.kind === 'ended' && one.changedAtMs > atMs - endedKeptMs)
    .slice(-endedMax);
  return all.filter(one => one.standing.kind !== 'ended' || ended.includes(one));
}
