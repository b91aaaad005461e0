import {assert, type Bytes, type Clock, type Digest} from '@holdfast/std';
import type {LedgerEntry, LedgerId} from '@holdfast/wire';
import {GroupReader} from './group-reader.ts';
import type {IndexRow} from './index-row.ts';
import {type EntryOfLedger, readAllKept} from './kept-entry.ts';
import type {LedgerEnd, LedgerReader, LedgerStretch, PrunedTo, ReadLimits} from './ledger.ts';
import {LedgerWriter} from './ledger-writer.ts';
import type {LedgerLimits} from './limits.ts';
import type {LedgerStore, StoredGroup} from './ports.ts';
import type {RecoveredLedger} from './recover-ledger.ts';

/**
 * A ledger this hub no longer writes: read, forwarded, and never appended to. Only its watermarks
 * move.
 */
export class StoredLedgerReader implements LedgerReader {
  readonly ledgerId: LedgerId;
  readonly #end: LedgerEnd;
  readonly #reader: GroupReader;
  readonly #writer: LedgerWriter;
  readonly #watermarks: Map<string, number>;
  readonly #store: LedgerStore;
  readonly #digest: Digest;
  #isDeleted = false;

  constructor(parts: {
    readonly recovered: RecoveredLedger;
    readonly store: LedgerStore;
    readonly digest: Digest;
    readonly clock: Clock;
    readonly limits: LedgerLimits;
  }) {
    const {recovered, store, digest, clock, limits} = parts;
    const {ledgerId, tail, lanes, prunedTo} = recovered;
    this.ledgerId = ledgerId;
    this.#store = store;
    this.#digest = digest;
    this.#end = {position: tail.position, head: tail.head};
    this.#reader = new GroupReader({ledgerId, store, digest, limits, prunedTo});
    this.#watermarks = new Map(recovered.watermarks.map(({sink, position}) => [sink, position]));
    this.#writer = new LedgerWriter({store, digest, clock, limits, tail, lanes, onDurable() {}});
  }

  end(): LedgerEnd {
    return this.#end;
  }

  readAfter(position: number, limits: ReadLimits): Promise<LedgerStretch> {
    return this.#reader.readAfter({position, end: this.#end}, limits);
  }

  headAt(position: number): Promise<Bytes | undefined> {
    return this.#reader.headAt(position, this.#end);
  }

  entryAt(position: number): Promise<LedgerEntry> {
    return this.#reader.entryAt(position);
  }

  /** Nothing was read before it is asked for. */
  rows(): readonly IndexRow[] {
    return [];
  }

  groups(from: number): Promise<readonly StoredGroup[]> {
    return this.#reader.groups(from);
  }

  prunedTo(): PrunedTo {
    return this.#reader.prunedTo;
  }

  async keptEntries(): Promise<readonly EntryOfLedger[]> {
    return this.#isDeleted ? [] : readAllKept({store: this.#store, digest: this.#digest});
  }

  watermarks(): ReadonlyMap<string, number> {
    return this.#watermarks;
  }

  /** Gives the store up: its file is about to be deleted, and nothing of it is read any more. */
  async retire(): Promise<void> {
    this.#reader.prune(this.#end);
    this.#isDeleted = true;
    await this.#writer.close();
  }

  /** As `StoredLedger.erasePersonal`. */
  async erasePersonal(positions: ReadonlySet<number>): Promise<void> {
    if (this.#isDeleted) return;
    const groups = await this.#reader.groupsWithoutPersonal(positions);
    await this.#writer.rewrite(groups);
    this.#reader.replace(groups);
  }

  watermark(sink: string): number {
    return this.#watermarks.get(sink) ?? 0;
  }

  async raise(watermark: {readonly sink: string; readonly position: number}): Promise<void> {
    assert(watermark.position <= this.#end.position, 'a watermark is at most the end');
    if (watermark.position <= this.watermark(watermark.sink) || this.#isDeleted) return;
    await this.#writer.note({watermark});
    const kept = Math.max(this.watermark(watermark.sink), watermark.position);
    this.#watermarks.set(watermark.sink, kept);
  }

  async close(): Promise<void> {
    if (!this.#isDeleted) await this.#writer.close();
  }
}
