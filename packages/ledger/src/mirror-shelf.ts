import {assert, type Bytes, type Digest, equalBytes, Fault, type Log} from '@holdfast/std';
import {
  GENESIS_HASH,
  headAfter,
  type JournalId,
  type LedgerEntry,
  type LedgerId,
} from '@holdfast/wire';
import type {RecordedTail} from './lane-table.ts';
import type {LedgerEnd} from './ledger.ts';
import {ERASED, erasedBy, isNamed} from './mirrored-erasures.ts';
import {MirroredLedger} from './mirrored-ledger.ts';
import {eraseFrom} from './personal-entries.ts';
import type {FolderLedger, LedgerFolder} from './ports.ts';

/** Consecutive entries of another hub's ledger, already proved against their segment. */
export interface MirroredStretch {
  readonly ledgerId: LedgerId;
  readonly headBefore: Bytes;
  readonly entries: readonly LedgerEntry[];
}

/**
 * What became of a stretch. accepted: durable now. alreadyHeld: every line of it was. gap:
 * something before it is missing, and nothing was stored. differs: another line stands there;
 * nothing was stored.
 */
export type MirrorOutcome = 'accepted' | 'alreadyHeld' | 'gap' | 'differs';

const SCAN = {entriesMax: 1024, bodyBytesMax: 4 * 1024 * 1024};

interface ShelfTools {
  readonly folder: LedgerFolder;
  readonly digest: Digest;
  readonly log: Log;
}

/**
 * Another hub's ledgers, copied line by line into a folder of this hub's kind: the same groups, so
 * that the day this hub follows that one it opens the folder and goes on. Only grows, in order, and
 * only by what continues what is there.
 */
export class MirrorShelf {
  readonly #parts: ShelfTools;
  readonly #ledgers = new Map<LedgerId, MirroredLedger>();
  readonly #lanes = new Map<JournalId, RecordedTail>();
  readonly #bases = new Map<LedgerId, LedgerEnd>();
  #blank: FolderLedger | undefined;
  #nextNumber = 1;

  /**
   * Opens what was mirrored before. Throws `database/corrupt` for a copy that cannot be read to its
   * end: begin another, in an empty directory.
   */
  static async open(parts: ShelfTools): Promise<MirrorShelf> {
    const shelf = new MirrorShelf(parts);
    for (const number of await parts.folder.numbers()) {
      shelf.#nextNumber = number + 1;
      await shelf.#take(await parts.folder.open(number));
    }
    await shelf.#finishErasures();
    return shelf;
  }

  private constructor(parts: ShelfTools) {
    this.#parts = parts;
  }

  /** Oldest first. */
  ledgerIds(): readonly LedgerId[] {
    return [...this.#ledgers.keys()];
  }

  /**
   * Where a copy of this ledger may begin, and under which head: its hub has deleted what stood
   * before. Means nothing for a ledger of which something is here.
   */
  beginAfter(ledgerId: LedgerId, base: LedgerEnd): void {
    this.#bases.set(ledgerId, base);
  }

  /** Up to here the copy of a ledger has nothing, for its hub had deleted it; 0 for all others. */
  basePosition(ledgerId: LedgerId): number {
    return this.#ledgers.get(ledgerId)?.basePosition ?? this.#baseOf(ledgerId).position;
  }

  /** Where the copy of a ledger ends, or would begin; position 0 where there is none. */
  end(ledgerId: LedgerId): LedgerEnd {
    return this.#ledgers.get(ledgerId)?.end ?? this.#baseOf(ledgerId);
  }

  /** The head after a position; `undefined` beyond the end. */
  async headAt(ledgerId: LedgerId, position: number): Promise<Bytes | undefined> {
    const ledger = this.#ledgers.get(ledgerId);
    if (ledger) return await ledger.headAt(position);
    const base = this.#bases.get(ledgerId);
    return base?.position === position ? base.head : undefined;
  }

  #baseOf(ledgerId: LedgerId): LedgerEnd {
    return this.#bases.get(ledgerId) ?? {position: 0, head: GENESIS_HASH};
  }

  /** Where each journal ends, in the newest ledger that has it. */
  lanes(): readonly RecordedTail[] {
    return [...this.#lanes.values()];
  }

  lane(journalId: JournalId): RecordedTail | undefined {
    return this.#lanes.get(journalId);
  }

  /**
   * Resolves after the sync that covers the stretch. Throws `wire/malformed` for one that no hub
   * writes: a clock that goes back, a journal whose links do not join.
   */
  async append(stretch: MirroredStretch): Promise<MirrorOutcome> {
    const {ledgerId, entries} = stretch;
    const [first, last] = [entries[0], entries.at(-1)];
    assert(first && last, 'a stretch has an entry');
    const end = this.end(ledgerId);
    if (first.line.position > end.position + 1) return 'gap';
    if (last.line.position <= end.position) {
      const head = this.#headAfter(stretch, last.line.position);
      const own = await this.headAt(ledgerId, last.line.position);
      return own && equalBytes(own, head) ? 'alreadyHeld' : 'differs';
    }
    if (!equalBytes(this.#headAfter(stretch, end.position), end.head)) return 'differs';
    const news = entries.filter(({line}) => line.position > end.position);
    this.#checkLinks(news);
    const ledger = this.#ledgers.get(ledgerId) ?? (await this.#begin(ledgerId));
    const touched = await ledger.append(news, [...this.#lanes.values()]);
    for (const lane of touched) this.#lanes.set(lane.journalId, lane);
    await this.#erase(erasedBy(news));
    return 'accepted';
  }

  /** Notes how far another sink is known to have a ledger. Never lowers, never leads. */
  async note(ledgerId: LedgerId, watermark: {sink: string; position: number}): Promise<void> {
    await this.#ledgers.get(ledgerId)?.note(watermark);
  }

  watermark(ledgerId: LedgerId, sink: string): number {
    return this.#ledgers.get(ledgerId)?.watermark(sink) ?? 0;
  }

  /** Gives the files up. Idempotent. */
  async close(): Promise<void> {
    await this.#parts.folder.close();
  }

  async #take(files: FolderLedger): Promise<void> {
    const {digest} = this.#parts;
    const contents = await files.store.contents();
    if (contents.ledgerId === undefined) {
      this.#blank = files; // the last start died before it was founded
      return;
    }
    const ledger = await MirroredLedger.recover({files, contents, digest});
    this.#ledgers.set(contents.ledgerId, ledger);
    for (const lane of ledger.recoveredLanes) this.#lanes.set(lane.journalId, lane);
  }

  /** What an erasure said before the last end, and a death left undone. */
  async #finishErasures(): Promise<void> {
    const names = new Set<string>();
    for (const ledger of this.#ledgers.values()) {
      for (let position = ledger.watermark(ERASED); position < ledger.end.position; ) {
        const {entries} = await ledger.readAfter(position, SCAN);
        for (const name of erasedBy(entries)) names.add(name);
        position = entries.at(-1)?.line.position ?? ledger.end.position;
      }
    }
    await this.#erase(names);
    for (const ledger of this.#ledgers.values()) await this.#noteErased(ledger);
  }

  /** What the hub has said is erased goes from its copy, too, in whichever ledger it stands. */
  async #erase(names: ReadonlySet<string>): Promise<void> {
    if (names.size === 0) return;
    let entries = 0;
    for (const ledger of this.#ledgers.values()) {
      entries += await eraseFrom(ledger, {isErased: entry => isNamed(names, entry)});
    }
    this.#parts.log.info('personal.erased', {entries});
    for (const ledger of this.#ledgers.values()) await this.#noteErased(ledger);
  }

  async #noteErased(ledger: MirroredLedger): Promise<void> {
    await ledger.note({sink: ERASED, position: ledger.end.position});
  }

  async #begin(ledgerId: LedgerId): Promise<MirroredLedger> {
    const {folder, digest, log} = this.#parts;
    if (!this.#blank) {
      this.#blank = await folder.create(this.#nextNumber);
      this.#nextNumber += 1;
    }
    const base = this.#baseOf(ledgerId);
    const ledger = MirroredLedger.blank({files: this.#blank, ledgerId, digest, base});
    this.#blank = undefined;
    this.#ledgers.set(ledgerId, ledger);
    log.info('mirror.begun', {ledger: ledgerId, after: base.position});
    return ledger;
  }

  /** The head that the stretch gives at one of its positions, or just before it. */
  #headAfter({headBefore, entries}: MirroredStretch, position: number): Bytes {
    let head = headBefore;
    for (const {line} of entries) {
      if (line.position > position) break;
      head = headAfter(this.#parts.digest, head, line);
    }
    return head;
  }

  /** A journal that goes on from an entry that is here points back to that very entry. */
  #checkLinks(entries: readonly LedgerEntry[]): void {
    const ends = new Map<JournalId, Pick<RecordedTail, 'sequenceNumber' | 'entryHash'>>();
    for (const {line, entry} of entries) {
      const {journalId, sequenceNumber, prevHash} = entry.header;
      const before = ends.get(journalId) ?? this.#lanes.get(journalId);
      const joins = before?.sequenceNumber === sequenceNumber - 1;
      if (before && joins && !equalBytes(before.entryHash, prevHash)) {
        const {position} = line;
        throw new Fault('wire/malformed', {what: 'mirrored entry', reason: 'no link', position});
      }
      ends.set(journalId, {sequenceNumber, entryHash: entry.entryHash});
    }
  }
}
