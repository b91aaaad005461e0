import {
  assert,
  type Bytes,
  ByteWriter,
  type Digest,
  equalBytes,
  Fault,
  isFault,
} from '@holdfast/std';
import {
  entryContradiction,
  headAfter,
  type JournalEntry,
  type LedgerEntry,
  type LedgerId,
} from '@holdfast/wire';
import {decodeGroupEntries, encodeGroupEntries, zeroPersonal} from './group-entries.ts';
import {decodeLaneTable, encodeLaneTable, type RecordedTail} from './lane-table.ts';
import type {LedgerEnd} from './ledger.ts';
import type {StoredGroup} from './ports.ts';

const PLAIN = 1;

/** Where a ledger ends, with what the next entry needs to know of the last. */
export interface LedgerTail extends LedgerEnd {
  /** Of the last line; the next is never below it. */
  readonly recordedAtMs: number;
}

/** A group before it has a place: entries in order, with what the hub says of each. */
export interface UnplacedEntry {
  readonly entry: JournalEntry;
  readonly recordedAtMs: number;
  readonly clockOffsetMs: number;
  readonly disposition: LedgerEntry['line']['disposition'];
}

/** Gives the entries the next positions after `tail`, and writes them as one group. */
export function closeGroup(
  digest: Digest,
  parts: {
    readonly tail: LedgerTail;
    readonly entries: readonly UnplacedEntry[];
    readonly laneTable: StoredGroup['laneTable'];
    readonly lanes: readonly RecordedTail[];
  },
): {readonly group: StoredGroup; readonly tail: LedgerTail} {
  const {tail, entries, laneTable} = parts;
  assert(entries.length > 0, 'a group holds at least one entry');
  let {head, recordedAtMs} = tail;
  const placed = entries.map(({entry, ...said}, at): LedgerEntry => {
    assert(said.recordedAtMs >= recordedAtMs, 'recordedAtMs never falls');
    ({recordedAtMs} = said);
    const line = {...said, position: tail.position + 1 + at, entryHash: entry.entryHash};
    head = headAfter(digest, head, line);
    return {line, entry};
  });
  const position = tail.position + placed.length;
  const parted = {
    first: tail.position + 1,
    last: position,
    headBefore: tail.head,
    head,
    laneTable,
    lanes: encodeLaneTable(parts.lanes),
    codec: PLAIN,
    entries: encodeGroupEntries(placed),
  };
  return {
    group: {...parted, digest: groupDigest(digest, parted)},
    tail: {position, head, recordedAtMs},
  };
}

/** A group that was read and proved. */
export interface OpenGroup {
  readonly headBefore: Bytes;
  readonly entries: readonly LedgerEntry[];
  /** The head after each entry. */
  readonly heads: readonly Bytes[];
  readonly lanes: readonly RecordedTail[];
}

/**
 * Checks a group as it came from the disk, first its digest, then every body, header and head in
 * it, and only then gives it out. Throws `database/corrupt` with the positions it cannot vouch for.
 */
export function openGroup(
  digest: Digest,
  stored: {readonly ledgerId: LedgerId; readonly group: StoredGroup},
): OpenGroup {
  const steps = openingGroup(digest, stored);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** {@link openGroup}, a step an entry: for who shares a thread and has a large group before it. */
export function* openingGroup(
  digest: Digest,
  stored: {readonly ledgerId: LedgerId; readonly group: StoredGroup},
): Generator<void, OpenGroup, void> {
  const {ledgerId, group} = stored;
  const corrupt = (reason: string): never => {
    throw damage({ledgerId, first: group.first, last: group.last, reason});
  };
  if (group.first < 1 || group.last < group.first) corrupt('impossible positions');
  if (!equalBytes(groupDigest(digest, group), group.digest)) corrupt('differs from its digest');
  if (group.codec !== PLAIN) corrupt(`unknown codec ${group.codec}`);
  try {
    const entries: LedgerEntry[] = [];
    const heads: Bytes[] = [];
    let head = group.headBefore;
    for (const placed of decodeGroupEntries(digest, group)) {
      const contradiction = entryContradiction(digest, placed.entry);
      if (contradiction) corrupt(contradiction);
      head = headAfter(digest, head, placed.line);
      heads.push(head);
      entries.push(placed);
      yield;
    }
    if (!equalBytes(head, group.head)) corrupt('the heads do not join');
    return {headBefore: group.headBefore, entries, heads, lanes: decodeLaneTable(group.lanes)};
  } catch (error) {
    if (isFault(error, 'wire/malformed')) return corrupt(error.message);
    throw error;
  }
}

/**
 * The group again without the personal data of the entries at these positions: the same lines, so
 * the same heads, and as long as before. `undefined` where none of them has any. Throws as
 * {@link openGroup}: what cannot be vouched for is not written again.
 */
export function withoutPersonal(
  digest: Digest,
  stored: {readonly ledgerId: LedgerId; readonly group: StoredGroup},
  positions: ReadonlySet<number>,
): StoredGroup | undefined {
  openGroup(digest, stored);
  const entries = zeroPersonal(stored.group, positions);
  if (!entries) return undefined;
  const parted = {...stored.group, entries};
  return {...parted, digest: groupDigest(digest, parted)};
}

/** The fault for positions that cannot be read. */
export function damage(stretch: {
  readonly ledgerId: LedgerId;
  readonly first: number;
  readonly last: number;
  readonly reason: string;
}): Fault {
  return new Fault('database/corrupt', stretch);
}

/**
 * SHA-256 over first u64 · last u64 · headBefore 32 · head 32 · laneTable u8 (1 all, 0 touched) ·
 * codec u8 · SHA-256 of the lanes · SHA-256 of the entries.
 */
function groupDigest(digest: Digest, group: Omit<StoredGroup, 'digest'>): Bytes {
  return digest.sha256(
    new ByteWriter(160)
      .u64(group.first)
      .u64(group.last)
      .raw(group.headBefore)
      .raw(group.head)
      .u8(group.laneTable === 'all' ? 1 : 0)
      .u8(group.codec)
      .raw(digest.sha256(group.lanes))
      .raw(digest.sha256(group.entries))
      .finish(),
  );
}
