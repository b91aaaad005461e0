import {assert, type Bytes, type Digest, Fault} from '@holdfast/std';
import type {LedgerEntry, LedgerId} from '@holdfast/wire';
import {DurableLanes, touchedBy} from './durable-lanes.ts';
import {closeGroup, damage, type LedgerTail, type UnplacedEntry} from './group.ts';
import {GroupReader} from './group-reader.ts';
import type {RecordedTail} from './lane-table.ts';
import type {LedgerEnd, LedgerStretch, PrunedTo, ReadLimits} from './ledger.ts';
import {LEDGER_LIMITS} from './limits.ts';
import type {FolderLedger, StoreContents, Watermark} from './ports.ts';
import {recoverLedger} from './recover-ledger.ts';

/** One ledger of another hub, as far as it was copied. One write at a time. */
export class MirroredLedger {
  /** Where its lanes ended when it was opened. */
  readonly recoveredLanes: readonly RecordedTail[];
  readonly ledgerId: LedgerId;
  readonly #files: FolderLedger;
  readonly #digest: Digest;
  readonly #lanes: DurableLanes;
  readonly #reader: GroupReader;
  readonly #watermarks: Map<string, number>;
  #tail: LedgerTail;
  #isFounded: boolean;

  /** Throws `database/corrupt` where it cannot be read to its end. */
  static async recover(parts: {
    readonly files: FolderLedger;
    readonly contents: StoreContents;
    readonly digest: Digest;
  }): Promise<MirroredLedger> {
    const {files, contents, digest} = parts;
    const recovered = await recoverLedger({store: files.store, contents, digest});
    const {ledgerId, damaged, tail, lanes, watermarks, prunedTo} = recovered;
    if (damaged) throw damage({ledgerId, ...damaged});
    const known = {tail, lanes, watermarks, prunedTo, isFounded: true};
    return new MirroredLedger({files, ledgerId, digest, ...known});
  }

  /** One whose store waits to be founded; it begins after `base`. */
  static blank(parts: {
    readonly files: FolderLedger;
    readonly ledgerId: LedgerId;
    readonly digest: Digest;
    readonly base: LedgerEnd;
  }): MirroredLedger {
    const {base} = parts;
    const known = {tail: {...base, recordedAtMs: 0}, lanes: [], watermarks: [], prunedTo: base};
    return new MirroredLedger({...parts, ...known, isFounded: false});
  }

  private constructor(parts: {
    readonly files: FolderLedger;
    readonly ledgerId: LedgerId;
    readonly digest: Digest;
    readonly tail: LedgerTail;
    readonly lanes: readonly RecordedTail[];
    readonly watermarks: readonly Watermark[];
    readonly prunedTo: PrunedTo;
    readonly isFounded: boolean;
  }) {
    const {files, ledgerId, digest, lanes, prunedTo} = parts;
    this.#files = files;
    this.ledgerId = ledgerId;
    this.#digest = digest;
    this.#tail = parts.tail;
    this.#isFounded = parts.isFounded;
    this.recoveredLanes = lanes;
    this.#lanes = new DurableLanes(lanes, LEDGER_LIMITS);
    this.#watermarks = new Map(parts.watermarks.map(({sink, position}) => [sink, position]));
    const {store} = files;
    this.#reader = new GroupReader({ledgerId, store, digest, limits: LEDGER_LIMITS, prunedTo});
  }

  get end(): LedgerEnd {
    const {position, head} = this.#tail;
    return {position, head};
  }

  /** What stood up to here was never copied: its hub had deleted it before. 0 for all others. */
  get basePosition(): number {
    return this.#reader.prunedTo.position;
  }

  async headAt(position: number): Promise<Bytes | undefined> {
    return await this.#reader.headAt(position, this.end);
  }

  /** Where the copy begins: its hub had deleted what was before. */
  prunedTo(): PrunedTo {
    return this.#reader.prunedTo;
  }

  readAfter(position: number, limits: ReadLimits): Promise<LedgerStretch> {
    return this.#reader.readAfter({position, end: this.end}, limits);
  }

  /** As `StoredLedger.erasePersonal`. */
  async erasePersonal(positions: ReadonlySet<number>): Promise<void> {
    const groups = await this.#reader.groupsWithoutPersonal(positions);
    await this.#files.store.rewrite(groups);
    this.#reader.replace(groups);
  }

  watermark(sink: string): number {
    return this.#watermarks.get(sink) ?? 0;
  }

  async note({sink, position}: Watermark): Promise<void> {
    const known = Math.min(position, this.#tail.position);
    if (known <= this.watermark(sink)) return;
    await this.#files.store.write({watermarks: [{sink, position: known}]});
    this.#watermarks.set(sink, known);
  }

  /**
   * Appends what follows the end, as one group, and answers where its lanes are now. `known` are
   * the lanes of the ledgers before, which a ledger's first group repeats.
   */
  async append(
    entries: readonly LedgerEntry[],
    known: readonly RecordedTail[],
  ): Promise<readonly RecordedTail[]> {
    const {store} = this.#files;
    const unplaced = entries.map(unplacedOf);
    this.#checkTimes(unplaced);
    const touched = [...touchedBy(unplaced).values()];
    const begins = !this.#isFounded;
    const table = begins
      ? {laneTable: 'all' as const, lanes: laneUnion(known, touched)}
      : this.#lanes.tableFor(unplaced);
    const {group, tail} = closeGroup(this.#digest, {
      tail: this.#tail,
      entries: unplaced,
      ...table,
    });
    assert(group.first === entries[0]?.line.position, 'a mirror keeps the positions');
    const effort = begins
      ? await store.found({ledgerId: this.ledgerId, write: {group}})
      : await store.write({group});
    this.#isFounded = true;
    this.#tail = tail;
    this.#lanes.written(group, table.lanes);
    if (effort.walBytes >= LEDGER_LIMITS.walBytesMax || begins) await store.checkpoint();
    return touched;
  }

  /** What the hub's clock says never falls; a hub that says otherwise is not believed. */
  #checkTimes(entries: readonly UnplacedEntry[]): void {
    let {recordedAtMs} = this.#tail;
    for (const entry of entries) {
      if (entry.recordedAtMs < recordedAtMs) {
        throw new Fault('wire/malformed', {what: 'mirrored entry', reason: 'its time goes back'});
      }
      ({recordedAtMs} = entry);
    }
  }
}

function unplacedOf({line, entry}: LedgerEntry): UnplacedEntry {
  const {recordedAtMs, clockOffsetMs, disposition} = line;
  return {entry, recordedAtMs, clockOffsetMs, disposition};
}

function laneUnion(
  known: readonly RecordedTail[],
  touched: readonly RecordedTail[],
): readonly RecordedTail[] {
  return [...new Map([...known, ...touched].map(lane => [lane.journalId, lane])).values()];
}
