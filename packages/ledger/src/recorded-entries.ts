import {type Bytes, equalBytes, Fault, isFault, type Log} from '@holdfast/std';
import type {JournalEntry, JournalId, LedgerEntry, LedgerId} from '@holdfast/wire';
import type {GroupReader} from './group-reader.ts';
import type {LaneBook} from './lane-book.ts';
import type {AppendOutcome, LedgerEnd} from './ledger.ts';
import type {JournalPlace, LedgerIndex} from './ports.ts';
import type {RecentEntries} from './recent-entries.ts';
import type {StoredLedgerReader} from './stored-ledger-reader.ts';

type Forked = Extract<AppendOutcome, {readonly kind: 'forked'}>;

export interface FoundEntry {
  readonly ledgerId: LedgerId;
  readonly entry: LedgerEntry;
}

export interface RecordedEntriesParts {
  readonly ledgerId: LedgerId;
  readonly lanes: LaneBook;
  readonly recent: RecentEntries;
  readonly reader: GroupReader;
  readonly end: () => LedgerEnd;
  readonly previous: readonly StoredLedgerReader[];
  readonly index: LedgerIndex;
  readonly log: Log;
}

/**
 * What was recorded before, in this ledger or a predecessor: the answer to an entry that comes
 * again. The newest are compared in memory, older ones with the ledger itself, where the index says
 * that they stand.
 */
export class RecordedEntries {
  readonly #parts: RecordedEntriesParts;

  constructor(parts: RecordedEntriesParts) {
    this.#parts = parts;
  }

  /**
   * A durable entry by its place in its journal. Rejects with the fault of the index or of the
   * ledger.
   */
  async find(place: JournalPlace): Promise<FoundEntry | undefined> {
    const {recent, reader, ledgerId} = this.#parts;
    const known = recent.get(place);
    if (known?.state !== 'durable') return await this.#findIndexed(place);
    return {ledgerId, entry: await reader.entryAt(known.position)};
  }

  /**
   * The hash of a durable entry, as memory or index has it; rejects with the fault of the index.
   */
  async recordedHash({journalId, sequenceNumber}: JournalPlace): Promise<Bytes | undefined> {
    const known = this.#parts.recent.get({journalId, sequenceNumber});
    if (known?.state === 'durable') return known.entryHash;
    return (await this.#parts.index.find({journalId, sequenceNumber}))?.entryHash;
  }

  /**
   * The first of a journal's places that no ledger on this disk has; `undefined` if none is, and
   * `unknown` while the index cannot say.
   */
  async firstMissing(stretch: {
    readonly journalId: JournalId;
    readonly after: number;
    readonly upTo: number;
  }): Promise<number | 'unknown' | undefined> {
    const {journalId, after, upTo} = stretch;
    const {recent, index} = this.#parts;
    if (!this.#indexIsComplete()) return 'unknown';
    try {
      for (let sequenceNumber = after + 1; sequenceNumber <= upTo; sequenceNumber += 1) {
        if (recent.get({journalId, sequenceNumber})) continue;
        const runEnd = await index.runEnd({journalId, sequenceNumber});
        if (runEnd === undefined) return sequenceNumber;
        sequenceNumber = runEnd;
      }
    } catch (error) {
      if (!isFault(error)) throw error;
      return 'unknown';
    }
    return undefined;
  }

  /**
   * For an entry at or below its lane's tail: the same bytes get the same answer, others a fork.
   */
  async compare(entry: JournalEntry): Promise<AppendOutcome> {
    const {recent, ledgerId} = this.#parts;
    const known = recent.get(entry.header);
    if (!known) return await this.#compareIndexed(entry);
    const same = equalBytes(known.entryHash, entry.entryHash);
    const forked: Forked = {kind: 'forked', recordedEntryHash: known.entryHash};
    if (known.state === 'durable') {
      const {position, disposition} = known;
      return same ? {kind: 'recorded', ledgerId, position, disposition} : forked;
    }
    const outcome = await known.outcome;
    return same || outcome.kind !== 'recorded' ? outcome : forked;
  }

  /** A fork is evidence against a journal: none before what it contradicts is durable. */
  async afterItsTail({header}: JournalEntry, forked: Forked): Promise<AppendOutcome> {
    const {lanes, recent} = this.#parts;
    const tail = lanes.tail(header.journalId);
    const known = tail && recent.get(tail);
    if (known?.state !== 'syncing') return forked;
    const outcome = await known.outcome;
    return outcome.kind === 'recorded' ? forked : outcome;
  }

  async #compareIndexed({header, entryHash}: JournalEntry): Promise<AppendOutcome> {
    const {lanes, log} = this.#parts;
    const {journalId, sequenceNumber} = header;
    const complete = this.#indexIsComplete();
    try {
      const found = await this.#findIndexed({journalId, sequenceNumber});
      if (found) {
        const {position, disposition, entryHash: recorded} = found.entry.line;
        return equalBytes(recorded, entryHash)
          ? {kind: 'recorded', ledgerId: found.ledgerId, position, disposition}
          : {kind: 'forked', recordedEntryHash: recorded};
      }
      const statement = lanes.statement(journalId);
      const covered = statement && sequenceNumber <= statement.sequenceNumber;
      if (complete && covered) return {kind: 'held', statement};
    } catch (error) {
      if (!isFault(error)) throw error;
      log.error('ledger.find-failed', {code: error.code, journalId, sequenceNumber});
    }
    return {kind: 'busy', reason: 'indexBehind'};
  }

  /** Whether an entry that neither memory nor index knows was never recorded on this disk. */
  #indexIsComplete(): boolean {
    const {index, previous, recent, ledgerId} = this.#parts;
    return (
      index.indexed(ledgerId) >= recent.forgottenUpTo &&
      previous.every(ledger => index.indexed(ledger.ledgerId) >= ledger.end().position)
    );
  }

  async #findIndexed(place: JournalPlace): Promise<FoundEntry | undefined> {
    const {index, previous, reader} = this.#parts;
    const {journalId, sequenceNumber} = place;
    const found = await index.find({journalId, sequenceNumber});
    if (!found) return undefined;
    const {ledgerId, position} = found;
    const older = previous.find(ledger => ledger.ledgerId === ledgerId);
    if (ledgerId !== this.#parts.ledgerId && !older) return undefined;
    const end = older ? older.end() : this.#parts.end();
    if (position > end.position) return undefined;
    // Deleted by retention, and not yet forgotten by the index.
    if (position <= (older ? older.prunedTo() : reader.prunedTo).position) return undefined;
    const entry = await (older ?? reader).entryAt(position);
    if (equalBytes(entry.line.entryHash, found.entryHash)) return {ledgerId, entry};
    throw new Fault('database/corrupt', {
      ledgerId,
      position,
      reason: 'the index names another entry',
    });
  }
}
