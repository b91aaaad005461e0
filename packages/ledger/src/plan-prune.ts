import type {Digest} from '@holdfast/std';
import type {JournalId, LedgerEntry, LedgerId} from '@holdfast/wire';
import type {Coverage} from './coverage.ts';
import {openGroup} from './group.ts';
import type {StoredGroup} from './ports.ts';

/**
 * Why a ledger's old end is not shortened further. `young`: within its retention. `notHeld`: head
 * office, or another sink, does not have it. `uncovered`: no held statement of the gateway as it is
 * now covers an entry of this journal. `newest`: a start needs the last groups, however old.
 * `evidence`: of a loss or a divergence. `unheard`: head office has not been heard since the start.
 */
export type PruneHold =
  | {
      readonly kind: 'young' | 'notHeld' | 'newest' | 'evidence' | 'unheard';
      /** The first position that stays. */
      readonly position: number;
    }
  | {readonly kind: 'uncovered'; readonly position: number; readonly journalId: JournalId};

/** What must hold of everything that is deleted. */
export interface PruneRule {
  readonly coverage: Pick<Coverage, 'covers'>;
  /** Recorded at or before this, by the hub's clock at that time. */
  readonly recordedUpToMs: number;
  /** The highest position that every sink has. */
  readonly heldUpTo: number;
}

/** Why this entry must stay; `undefined` where it may go. */
export function holdOn({line, entry}: LedgerEntry, rule: PruneRule): PruneHold | undefined {
  const {position, recordedAtMs} = line;
  if (position > rule.heldUpTo) return {kind: 'notHeld', position};
  const {journalId} = entry.header;
  if (!rule.coverage.covers(entry.header)) return {kind: 'uncovered', position, journalId};
  return recordedAtMs > rule.recordedUpToMs ? {kind: 'young', position} : undefined;
}

/** A ledger as the plan reads it. */
export interface PrunableLedger {
  readonly ledgerId: LedgerId;
  prunedTo(): {readonly position: number};
  groups(from: number): Promise<readonly StoredGroup[]>;
}

/** Where a deletion may stop: a group ends here, and the next begins with a table of all lanes. */
export interface PrunePlan {
  readonly stops: readonly {readonly position: number; readonly head: StoredGroup['head']}[];
  /** Why no more; absent where only the limit of one sweep was met. */
  readonly hold: PruneHold | undefined;
}

/**
 * How far a ledger may be shortened, from its old end: whole groups, as long as every entry may go,
 * to the last place where it can begin anew.
 */
export async function planPrune(
  ledger: PrunableLedger,
  parts: {
    readonly digest: Digest;
    readonly rule: PruneRule;
    /** Groups from here on stay. */
    readonly keepFrom: number;
    readonly entriesMax: number;
    readonly signal: AbortSignal;
  },
): Promise<PrunePlan> {
  const {digest, rule, keepFrom, entriesMax, signal} = parts;
  const {ledgerId} = ledger;
  const first = ledger.prunedTo().position + 1;
  const stops: {readonly position: number; readonly head: StoredGroup['head']}[] = [];
  for (let next = first; next - first < entriesMax && !signal.aborted; ) {
    for (const group of await ledger.groups(next)) {
      if (group.first > first && group.laneTable === 'all') {
        stops.push({position: group.first - 1, head: group.headBefore});
      }
      const {entries} = openGroup(digest, {ledgerId, group});
      const hold = entries.map(entry => holdOn(entry, rule)).find(held => held !== undefined);
      if (hold) return {stops, hold};
      if (group.last >= keepFrom) return {stops, hold: {kind: 'newest', position: group.first}};
      next = group.last + 1;
    }
  }
  return {stops, hold: undefined};
}
