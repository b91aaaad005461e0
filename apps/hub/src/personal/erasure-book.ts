import {existsSync, readFileSync} from 'node:fs';
import type {ErasureKeeper} from '@holdfast/ingest';
import type {Ledgers} from '@holdfast/ledger';
import {writeFileDurably} from '@holdfast/platform-node';
import {
  type Clock,
  Fault,
  isFault,
  type Log,
  type SigningKey,
  Topic,
  toBase64Url,
} from '@holdfast/std';
import {
  ENTRY_KINDS,
  type ErasedEntry,
  type Erasure,
  encodeErasureWord,
  encodeHubBody,
  erasedEntrySchema,
  erasureSchema,
  erasureWordMessage,
  type HubId,
  type JournalEntry,
  type JournalId,
  journalIdSchema,
  parseHubBody,
  WIRE_LIMITS,
} from '@holdfast/wire';
import * as z from 'zod';
import {ownEntriesAfter} from '../own-entries.ts';

const bookSchema = z.object({
  v: z.literal(1),
  erased: z.array(erasedEntrySchema),
  /** How far each of the hub's own journals was read, and done as it says. */
  doneTo: z.record(journalIdSchema, z.int().min(0)),
});
type Book = z.output<typeof bookSchema>;

export interface ErasureBookParts {
  readonly file: string;
  readonly hubId: HubId;
  readonly identity: SigningKey;
  readonly ledgers: Pick<Ledgers, 'current' | 'previous' | 'hubJournal' | 'erasePersonal'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What is asked of one erasure: which entries, why, and who says so. */
export type ErasureWish = Pick<Erasure, 'entries' | 'reason' | 'erasedBy'>;

/**
 * Whose personal data is erased. The truth is in the hub's own journal: an erasure is recorded
 * there first, and only then is anything taken off the disk. This file says how far that was done:
 * whatever stands in the journal beyond it is done at the next start.
 */
export class ErasureBook implements ErasureKeeper {
  /** Told after each erasure that was recorded. */
  readonly recorded = new Topic<readonly ErasedEntry[]>();
  readonly #parts: ErasureBookParts;
  readonly #erased = new Map<string, ErasedEntry>();
  readonly #doneTo = new Map<JournalId, number>();
  readonly #readTo = new Map<JournalId, number>();
  #pending = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: ErasureBookParts) {
    this.#parts = parts;
  }

  /** Brings the book to where the ledgers end. Before this nothing may be recorded. */
  async open(): Promise<void> {
    const {ledgers} = this.#parts;
    const {current: ledger, previous, hubJournal} = ledgers;
    const book = this.#readFile();
    for (const entry of book?.erased ?? []) this.#erased.set(nameOf(entry.key), entry);
    for (const [journalId, sequence] of Object.entries(book?.doneTo ?? {})) {
      this.#readTo.set(journalIdSchema.parse(journalId), sequence);
      this.#doneTo.set(journalIdSchema.parse(journalId), sequence);
    }
    const own = await ownEntriesAfter({ledger, previous, hubJournal}, book && this.#readTo);
    for (const entry of own) this.#read(entry);
    if (this.#pending.size === 0) this.#done();
  }

  isErased({journalId, sequenceNumber}: Pick<ErasedEntry['key'], 'journalId' | 'sequenceNumber'>) {
    return this.#erased.has(nameOf({journalId, sequenceNumber}));
  }

  /** All that was ever erased here, in the order of recording. */
  erased(): readonly ErasedEntry[] {
    return [...this.#erased.values()];
  }

  /** What was recorded and is not yet off the disk. */
  get pending(): number {
    return this.#pending.size;
  }

  async *words({
    journalId,
  }: {
    readonly journalId: JournalId;
  }): AsyncGenerator<{readonly word: string; readonly signature: string}> {
    const entries = this.erased()
      .filter(({key}) => key.journalId === journalId)
      .map(({key: {sequenceNumber}, personalSha256}) => {
        return {journalId, sequenceNumber, personalSha256};
      });
    const {hubId, identity} = this.#parts;
    const most = WIRE_LIMITS.erasureEntriesMax;
    for (let at = 0; at < entries.length; at += most) {
      const word = encodeErasureWord({v: 1, hubId, entries: entries.slice(at, at + most)});
      const signature = await identity.sign(erasureWordMessage(word));
      yield {word: toBase64Url(word), signature: toBase64Url(signature)};
    }
  }

  /**
   * Records an erasure of entries that are not erased yet, and takes their data off this disk.
   * Resolves once both are done; `false` where the second has to be tried again. Rejects where the
   * journal cannot be written: then nothing was erased.
   */
  record(wish: ErasureWish): Promise<boolean> {
    const done = this.#last.then(() => this.#record(wish));
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Takes off the disk what was recorded and is still there; `false` where it must try again. */
  finish(): Promise<boolean> {
    const done = this.#last.then(() => this.#finish());
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #record({entries, ...why}: ErasureWish): Promise<boolean> {
    const {ledgers, clock, log} = this.#parts;
    const news = entries.filter(({key}) => !this.isErased(key));
    const most = WIRE_LIMITS.erasureEntriesMax;
    for (let at = 0; at < news.length; at += most) {
      const part = news.slice(at, at + most);
      const erasure = {v: 1, ...why, erasedAtMs: clock.wallMs(), entries: part};
      await ledgers.hubJournal.append('erasure', encodeHubBody(erasureSchema, erasure));
      this.#take(part);
      this.recorded.publish(part);
      log.info('personal.erasure-recorded', {entries: part.length});
    }
    return await this.#finish();
  }

  async #finish(): Promise<boolean> {
    const {ledgers, log} = this.#parts;
    const pending = new Set(this.#pending);
    if (pending.size === 0) return true;
    try {
      const entries = await ledgers.erasePersonal(({header}) => pending.has(nameOf(header)));
      log.info('personal.erased', {entries});
    } catch (error) {
      if (!isFault(error)) throw error;
      log.error('personal.not-erased', {code: error.code, entries: pending.size});
      return false;
    }
    for (const name of pending) this.#pending.delete(name);
    if (this.#pending.size === 0) this.#done();
    return true;
  }

  #read({header, body}: JournalEntry): void {
    const {journalId, sequenceNumber, kindCode} = header;
    this.#readTo.set(journalId, sequenceNumber);
    if (kindCode !== ENTRY_KINDS.erasure || !body) return;
    const erasure = parseHubBody(erasureSchema, body);
    if (!erasure.ok) {
      const what = `erasure ${sequenceNumber}`;
      throw new Fault('database/corrupt', {what, reason: erasure.issue.reason});
    }
    this.#take(erasure.value.entries);
  }

  #take(entries: readonly ErasedEntry[]): void {
    for (const entry of entries) {
      this.#erased.set(nameOf(entry.key), entry);
      this.#pending.add(nameOf(entry.key));
    }
  }

  #done(): void {
    const {current: ledger, hubJournal} = this.#parts.ledgers;
    for (const [journalId, sequence] of this.#readTo) this.#doneTo.set(journalId, sequence);
    const tail = ledger.lane(hubJournal.journalId);
    if (tail) this.#doneTo.set(hubJournal.journalId, tail.sequenceNumber);
    this.#save();
  }

  #readFile(): Book | undefined {
    const {file, log} = this.#parts;
    if (!existsSync(file)) return undefined;
    try {
      return bookSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch (error) {
      log.warn('erasures.book-unreadable', {file, error: String(error)});
      return undefined;
    }
  }

  #save(): void {
    const book: Book = {
      v: 1,
      erased: [...this.erased()],
      doneTo: Object.fromEntries(this.#doneTo),
    };
    writeFileDurably(this.#parts.file, `${JSON.stringify(book)}\n`);
  }
}

/** One journal, one count: the store is the same for all. */
function nameOf(key: Pick<ErasedEntry['key'], 'journalId' | 'sequenceNumber'>): string {
  return `${key.journalId}/${key.sequenceNumber}`;
}
