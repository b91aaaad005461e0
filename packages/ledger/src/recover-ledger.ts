import {assert, type Bytes, type Digest, equalBytes, isFault} from '@holdfast/std';
import {
  decodeHeldStatement,
  GENESIS_HASH,
  type JournalId,
  type LedgerId,
  type SignedHeldStatement,
} from '@holdfast/wire';
import {damage, type LedgerTail, openGroup} from './group.ts';
import type {RecordedTail} from './lane-table.ts';
import type {PrunedTo} from './ledger.ts';
import type {DamagedStretch, LedgerStore, StoreContents, StoredGroup, Watermark} from './ports.ts';

/** What a start knows of a ledger after reading its last groups. */
export interface RecoveredLedger {
  readonly ledgerId: LedgerId;
  /** The last place that reads back whole. */
  readonly tail: LedgerTail;
  readonly lanes: readonly RecordedTail[];
  readonly watermarks: readonly Watermark[];
  readonly statements: readonly SignedHeldStatement[];
  /** Where it begins: what stood before was deleted by retention. */
  readonly prunedTo: PrunedTo;
  /** What stands behind {@link tail} and cannot be read, or is not to be trusted. */
  readonly damaged: DamagedStretch | undefined;
}

const READ_BYTES = 1024 * 1024;

/**
 * Reads a ledger's last groups, from the newest full lane table on, and proves each. Stops at the
 * first that does not hold: what lies behind a damaged group is as good as lost, since its lanes
 * would claim entries that nobody can read. Where the table's own group is damaged, it begins at
 * the table before.
 */
export async function recoverLedger(parts: {
  readonly store: LedgerStore;
  readonly contents: StoreContents;
  readonly digest: Digest;
  /** A position known to be damaged: the ledger ends before its group. */
  readonly distrustFrom?: number;
}): Promise<RecoveredLedger> {
  const {store, contents, digest, distrustFrom = Number.POSITIVE_INFINITY} = parts;
  const {ledgerId, lastPosition, watermarks} = contents;
  const firstPosition = Math.max(1, contents.firstPosition);
  assert(ledgerId !== undefined, 'a ledger that was founded is recovered');
  const known = {
    ledgerId,
    watermarks,
    prunedTo: await beginOf(store, {digest, ledgerId, firstPosition}),
    statements: contents.heldStatements.flatMap(({bytes}) => readStatement(bytes)),
  };
  let damaged: DamagedStretch | undefined;
  let upTo = Math.min(lastPosition, distrustFrom - 1);
  for (;;) {
    // The first group has a table of all lanes: a ledger begins, and is shortened, at one.
    const from = (await laneTableBefore(store, upTo)) ?? firstPosition;
    const end = new RebuiltEnd(digest, ledgerId);
    damaged = (await readToEnd({store, end, from, lastPosition, distrustFrom})) ?? damaged;
    if (end.begun || from === firstPosition) {
      return {...known, tail: end.tail, lanes: [...end.lanes.values()], damaged};
    }
    upTo = from - 1;
  }
}

/** Where a shortened ledger begins, as its first group says, if that can be believed. */
async function beginOf(
  store: LedgerStore,
  ledger: {readonly digest: Digest; readonly ledgerId: LedgerId; readonly firstPosition: number},
): Promise<PrunedTo> {
  const {digest, ledgerId, firstPosition: from} = ledger;
  if (from === 1) return {position: 0, head: GENESIS_HASH};
  try {
    const [group] = await store.readGroups({from, bytesMax: 0});
    const head = group && openGroup(digest, {ledgerId, group}).headBefore;
    return {position: from - 1, head};
  } catch (error) {
    if (!isFault(error, 'database/corrupt')) throw error;
    return {position: from - 1, head: undefined};
  }
}

/** Takes every group it can, and names the rest. */
async function readToEnd(parts: {
  readonly store: LedgerStore;
  readonly end: RebuiltEnd;
  readonly from: number;
  readonly lastPosition: number;
  readonly distrustFrom: number;
}): Promise<DamagedStretch | undefined> {
  const {store, end, lastPosition, distrustFrom} = parts;
  let {from} = parts;
  try {
    while (from <= lastPosition) {
      const groups = await store.readGroups({from, bytesMax: READ_BYTES});
      if (groups.length === 0) return {first: from, last: lastPosition, reason: 'is missing'};
      for (const group of groups) {
        if (group.last >= distrustFrom) {
          return {first: from, last: lastPosition, reason: 'is not to be trusted'};
        }
        end.take(group);
        from = group.last + 1;
      }
    }
    return undefined;
  } catch (error) {
    if (!isFault(error, 'database/corrupt')) throw error;
    return {first: from, last: lastPosition, reason: error.message};
  }
}

async function laneTableBefore(store: LedgerStore, upTo: number): Promise<number | undefined> {
  try {
    return await store.laneTableBefore(upTo);
  } catch (error) {
    if (isFault(error, 'database/corrupt')) return undefined;
    throw error;
  }
}

class RebuiltEnd {
  readonly lanes = new Map<JournalId, RecordedTail>();
  tail: LedgerTail = {position: 0, head: GENESIS_HASH, recordedAtMs: 0};
  begun = false;
  readonly #digest: Digest;
  readonly #ledgerId: LedgerId;

  constructor(digest: Digest, ledgerId: LedgerId) {
    this.#digest = digest;
    this.#ledgerId = ledgerId;
  }

  /** The first group taken is where the reading begins; every other must join the one before it. */
  take(group: StoredGroup): void {
    const ledgerId = this.#ledgerId;
    const {entries, lanes} = openGroup(this.#digest, {ledgerId, group});
    if (!this.#joins(group.first - 1, group.headBefore)) {
      throw damage({ledgerId, first: group.first, last: group.last, reason: 'does not join'});
    }
    this.begun = true;
    const recordedAtMs = entries.at(-1)?.line.recordedAtMs ?? this.tail.recordedAtMs;
    this.tail = {position: group.last, head: group.head, recordedAtMs};
    for (const lane of lanes) this.lanes.set(lane.journalId, lane);
  }

  #joins(position: number, head: Bytes): boolean {
    if (!this.begun && position > 0) return true;
    return this.tail.position === position && equalBytes(this.tail.head, head);
  }
}

/** A statement is a copy of what the gateway says again: one that cannot be read is left out. */
function readStatement(bytes: Bytes): SignedHeldStatement[] {
  try {
    return [decodeHeldStatement(bytes)];
  } catch (error) {
    if (isFault(error, 'wire/malformed')) return [];
    throw error;
  }
}
