import type {WorkstationId} from '@holdfast/domain';
import {
  type SuspendedChange,
  type SuspendedOutcome,
  suspendedChangeSchema,
  suspendedOutcomeSchema,
} from '@holdfast/wire';
import * as z from 'zod';
import {changeSales} from './change-sales.ts';
import {SUSPENDED_LIMITS, type SuspendedSale} from './suspended-sale.ts';

/**
 * What a till did to suspended sales and the store does not show yet, oldest first: to be told to
 * the hub, told and not in the shared document yet, or a suspension that the hub did not take.
 */
export const outboxSchema = z
  .array(
    z
      .object({
        change: suspendedChangeSchema,
        atMs: z.number(),
        answer: suspendedOutcomeSchema.optional(),
      })
      .readonly(),
  )
  .readonly();
export type Outbox = z.output<typeof outboxSchema>;

/** A suspended sale as a till may show it. */
export interface SuspendedRow {
  readonly sale: SuspendedSale;
  /** Whether the hub has it, or this till alone. */
  readonly atHub: boolean;
  /** Why the hub did not take it: it can be recalled at this till only. */
  readonly stuck?: SuspendedOutcome;
}

/** The next thing to tell the hub. */
export function nextToTell(outbox: Outbox): SuspendedChange | undefined {
  return outbox.find(({answer}) => answer === undefined)?.change;
}

/** The hub's answer to the next thing: it is done with, but for a suspension that was not taken. */
export function answered(outbox: Outbox, answer: SuspendedOutcome): Outbox {
  const at = outbox.findIndex(entry => entry.answer === undefined);
  return outbox.flatMap((entry, place) => {
    if (place !== at) return [entry];
    const kept =
      entry.change.kind === 'suspend' || (entry.change.kind === 'recall' && answer.kind === 'done');
    return kept ? [{...entry, answer}] : [];
  });
}

/** Without what the shared document shows by now. */
export function withoutShown(outbox: Outbox, sales: readonly SuspendedSale[]): Outbox {
  return outbox.filter(({change: {kind, saleId, round}, answer}) => {
    if (answer?.kind !== 'done') return true;
    const shown = sales.find(sale => sale.saleId === saleId);
    if (!shown || shown.round < round) return true;
    return kind === 'recall' && shown.round === round && shown.standing.kind === 'waiting';
  });
}

/** A suspension that the hub did not take, taken back by its own till. */
export function withoutStuck(outbox: Outbox, saleId: string): Outbox {
  return outbox.filter(entry => entry.change.saleId !== saleId || !isStuck(entry));
}

/** The suspended sales as this till sees them: the shared document, and what it did since. */
export function viewOf(
  shared: readonly SuspendedSale[],
  {outbox, workstationId}: {readonly outbox: Outbox; readonly workstationId: WorkstationId},
): {readonly sales: readonly SuspendedSale[]; readonly waiting: readonly SuspendedRow[]} {
  let sales = shared;
  const here = new Set<string>();
  const stuck: SuspendedRow[] = [];
  for (const entry of outbox) {
    const {change, atMs, answer} = entry;
    const by = {workstationId, atMs};
    if (change.kind === 'suspend' && isStuck(entry)) {
      const [sale] = changeSales([], change, by).sales;
      if (sale) stuck.push({sale, atHub: false, ...(answer ? {stuck: answer} : {})});
      continue;
    }
    sales = changeSales(sales, change, by).sales;
    if (change.kind === 'suspend' && answer === undefined) here.add(change.saleId);
  }
  const waiting = sales
    .filter(({standing}) => standing.kind === 'waiting')
    .map(sale => ({sale, atHub: !here.has(sale.saleId)}));
  return {sales, waiting: [...waiting, ...stuck]};
}

/**
 * What this till suspended and a hub has lost: it stood in the document before, and the new one
 * does not know it at all, though a hub remembers a week. It is to be told again.
 */
export function lostAtHub(
  before: readonly SuspendedSale[],
  now: {
    readonly sales: readonly SuspendedSale[];
    readonly workstationId: WorkstationId;
    readonly atMs: number;
  },
): readonly SuspendedChange[] {
  const known = new Set(now.sales.map(({saleId}) => saleId));
  return before
    .filter(
      ({saleId, workstationId, standing, suspendedAtMs}) =>
        standing.kind === 'waiting' &&
        workstationId === now.workstationId &&
        !known.has(saleId) &&
        suspendedAtMs > now.atMs - SUSPENDED_LIMITS.endedKeptMs,
    )
    .map(({saleId, round, operatorId, lines, amountMinor, text}) => ({
      ...{kind: 'suspend', saleId, round, operatorId, lines, amountMinor, text},
    }));
}

function isStuck({change, answer}: Outbox[number]): boolean {
  return change.kind === 'suspend' && answer !== undefined && answer.kind !== 'done';
}
