import type {LedgerDifference} from '@holdfast/forwarder';
import type {OpenLedgersParts} from '@holdfast/ledger';
import {isFault} from '@holdfast/std';
import {type LedgerId, ledgerIdSchema} from '@holdfast/wire';

/** How long tills that have to refill head office are waited for: one new ledger is for all. */
export const REFILL_GATHER_MS = 2_000;

/** Which ledger ends before which position, and must be followed by another. */
export type Distrust = OpenLedgersParts['distrust'] & object;

/**
 * What follows from a difference that the forwarder found: only the ledger that is written now can
 * be followed by another. One that has been followed already stays as it is, and its difference is
 * evidence: opening it again would find the same, for ever.
 */
export function distrustOf(
  {ledgerId, lastCommonPosition}: LedgerDifference,
  current: {readonly ledgerId: LedgerId},
): Distrust | undefined {
  if (ledgerId !== current.ledgerId) return undefined;
  return {ledgerId, position: lastCommonPosition + 1, because: 'diverged'};
}

/** Damage that was met while reading, where it says in which ledger and where. */
export function damageOf(error: unknown): Distrust | undefined {
  if (!isFault(error, 'database/corrupt')) return undefined;
  const ledgerId = ledgerIdSchema.safeParse(error.fields['ledgerId']);
  const position = error.fields['position'] ?? error.fields['first'];
  if (!ledgerId.success || typeof position !== 'number') return undefined;
  return {ledgerId: ledgerId.data, position, because: 'damaged'};
}
