import {assert, type Clock, type Digest, type Log, type SigningKey, Turns} from '@holdfast/std';
import type {JournalEntry, LedgerId} from '@holdfast/wire';
import {AnchorKeeper} from './anchor-keeper.ts';
import {HubJournal} from './hub-journal.ts';
import {IndexFeeder} from './index-feeder.ts';
import type {EntryOfLedger} from './kept-entry.ts';
import type {LedgerReader} from './ledger.ts';
import type {LedgerStats} from './ledger-stats.ts';
import type {LedgerLimits} from './limits.ts';
import type {OpeningIndex} from './opening-index.ts';
import type {OpeningReport} from './opening-report.ts';
import {eraseFrom, personalEntries} from './personal-entries.ts';
import type {LedgerFolder, LedgerIndex} from './ports.ts';
import {Retention, type RetentionTerms} from './retention.ts';
import type {ReadableLedger} from './shelf.ts';
import {StoredLedger} from './stored-ledger.ts';
import {StoredLedgerReader} from './stored-ledger-reader.ts';
import {supersededLedger} from './superseded-ledger.ts';

export interface LedgersStats extends LedgerStats {
  /** How far the anchor vouches for the current ledger. */
  readonly anchorPosition: number;
  /** How far the current ledger can be searched. */
  readonly indexedPosition: number;
}

/** Tills are served between two turns of a walk over all entries. */
const ENTRIES_PER_TURN = 64;

interface LedgersParts {
  readonly folder: LedgerFolder;
  readonly current: ReadableLedger;
  readonly previous: readonly ReadableLedger[];
  readonly index: OpeningIndex;
  readonly journalKey: SigningKey;
  readonly retailStoreId: string;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: LedgerLimits;
  readonly report: OpeningReport;
}

/**
 * The ledgers of one hub, open: the one it writes, those before it, and what works behind the ack
 * path (the anchor and the index) until {@link close}.
 */
export class Ledgers {
  readonly current: StoredLedger;
  /** Oldest first. What they hold unsent must still be forwarded. */
  readonly previous: readonly LedgerReader[];
  readonly hubJournal: HubJournal;
  /** For searches and reports. */
  readonly index: Pick<
    LedgerIndex,
    'searchTransactions' | 'dayTotals' | 'dayParts' | 'quarantinedCount'
  >;
  readonly report: OpeningReport;
  readonly #parts: LedgersParts;
  readonly #readers: readonly StoredLedgerReader[];
  readonly #anchor: AnchorKeeper;
  readonly #feeder: IndexFeeder;
  readonly #stopFeeding = new AbortController();
  readonly #stopAnchor = new AbortController();
  readonly #feeding: Promise<void>;
  readonly #anchoring: Promise<void>;

  constructor(parts: LedgersParts) {
    const {current, index, digest, clock, log, limits, retailStoreId} = parts;
    this.#parts = parts;
    this.report = parts.report;
    this.#readers = parts.previous.map(
      ({recovered, files}) =>
        new StoredLedgerReader({recovered, store: files.store, digest, clock, limits}),
    );
    this.previous = this.#readers;
    this.current = new StoredLedger({
      recovered: current.recovered,
      store: current.files.store,
      previous: this.#readers,
      index,
      digest,
      clock,
      log,
      limits,
    });
    this.index = index;
    const ledger = this.current;
    this.hubJournal = new HubJournal({ledger, key: parts.journalKey, digest, clock, retailStoreId});
    this.#anchor = new AnchorKeeper({
      file: current.files.anchor,
      ledgerId: ledger.ledgerId,
      digest,
      clock,
      log,
      everyMs: limits.anchorEveryMs,
      end: () => ledger.end(),
      known: knownAnchor(current, ledger.ledgerId),
    });
    this.#feeder = new IndexFeeder({
      sources: [...this.#readers, ledger],
      index,
      clock,
      log,
      limits,
    });
    ledger.grown.subscribe(() => {
      this.#anchor.notify();
      this.#feeder.notify();
    });
    this.#feeding = index.opened.then(() => this.#feeder.run(this.#stopFeeding.signal));
    this.#anchoring = this.#anchor.run(this.#stopAnchor.signal);
  }

  /**
   * Resolves with what broke the current ledger, if ever anything does: stop, and open it again.
   */
  get failed(): Promise<unknown> {
    return this.current.failed;
  }

  stats(): LedgersStats {
    const indexedPosition = this.#parts.index.indexed(this.current.ledgerId);
    return {
      ...this.current.stats(),
      anchorPosition: this.#anchor.position,
      indexedPosition,
    };
  }

  /** What deletes old ledgers on these terms: for the hub to run, and to stop before the close. */
  retention(terms: RetentionTerms): Retention {
    const {previous, folder, index, digest, clock, log} = this.#parts;
    const superseded = this.#readers.map((reader, at) => {
      const ledger = previous[at];
      assert(ledger, 'a reader reads a ledger');
      return supersededLedger({ledger, reader, folder});
    });
    const ledgers = {current: this.current, superseded, hubJournal: this.hubJournal};
    return new Retention({...terms, ...ledgers, index, digest, clock, log});
  }

  /** Every entry that carries personal data, in every ledger on this disk, oldest ledger first. */
  async *personalEntries(): AsyncGenerator<EntryOfLedger> {
    for (const ledger of [...this.#readers, this.current]) {
      const {ledgerId} = ledger;
      const turns = new Turns(this.#parts.clock, ENTRIES_PER_TURN);
      for await (const entry of personalEntries(ledger, turns)) yield {ledgerId, entry};
    }
  }

  /**
   * Takes the personal data of these entries off the disk, in every ledger on it: answers how many
   * had any. Who may ask for it, and that it was said before, is the caller's to see to. Rejects
   * with `database/disk-full` and `database/in-use`: asked again, it does what is left.
   */
  async erasePersonal(isErased: (entry: JournalEntry) => boolean): Promise<number> {
    let erased = 0;
    for (const ledger of [...this.#readers, this.current]) {
      const turns = new Turns(this.#parts.clock, ENTRIES_PER_TURN);
      erased += await eraseFrom(ledger, {turns, isErased});
    }
    return erased;
  }

  /** Answers everything in hand, writes the anchor a last time, and gives the files up. */
  async close(): Promise<void> {
    this.#stopFeeding.abort();
    await this.#feeding;
    await this.current.drain();
    this.#stopAnchor.abort();
    await this.#anchoring;
    await this.current.close();
    for (const reader of this.#readers) await reader.close();
    await this.#parts.folder.close();
  }
}

function knownAnchor(ledger: ReadableLedger, ledgerId: LedgerId) {
  const {anchor} = ledger;
  if (anchor.kind !== 'read') return {counter: 0, position: 0};
  const {counter, position} = anchor.anchor;
  return {counter, position: anchor.anchor.ledgerId === ledgerId ? position : 0};
}
