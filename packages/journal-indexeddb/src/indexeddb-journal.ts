import {assert, type Digest, equalBytes, Fault, isFault, type SigningKey} from '@holdfast/std';
import {
  type ErasedPlace,
  encodePairing,
  encodeSuccession,
  type HandOver,
  type Journal,
  type JournalCustody,
  type JournaledEntry,
  type JournalTail,
  type Pairing,
  type Predecessor,
  type Successor,
} from '@holdfast/terminal-sdk';
import {decodeEntryHeader, type JournalId} from '@holdfast/wire';
import {answer, BY_SUBMISSION, commit, ENTRIES, read, SINGLES} from './database.ts';
import {checkChain, fromRecord, keptBytesOf, parseRecord, toRecord} from './entry-record.ts';
import {type Head, isSameTail, readHead, writeHead} from './head-record.ts';
import type {Persistence} from './persistence.ts';
import {type SideRecords, writeCustody, writePairing, writeSide} from './side-records.ts';
import {firstToStay, readRun} from './walk-entries.ts';
import type {WriterLock} from './writer-lock.ts';

/** The database of the journal that may follow this one. */
export interface SuccessorDatabase {
  /** Makes it and its key, durably, where there is none yet, and notes that it is there. */
  prepare(): Promise<Successor>;
  /** Writes its beginning in one transaction and opens it as the journal that follows. */
  follow(
    closed: IndexedDbJournal,
    begin: (transaction: IDBTransaction) => Promise<void>,
  ): Promise<IndexedDbJournal>;
}

interface Parts extends SideRecords {
  readonly database: IDBDatabase;
  readonly lock: WriterLock;
  readonly persistence: Persistence;
  readonly key: SigningKey;
  readonly journalId: JournalId;
  readonly head: Head;
  readonly digest: Digest;
  readonly capBytes: number;
  readonly successor: SuccessorDatabase;
  readonly predecessor?: Predecessor & {readonly journal: IndexedDbJournal};
}

/**
 * A journal in IndexedDB. Whatever it resolves was synced before; the caller signs before it calls,
 * for nothing but the database may be waited for inside a transaction.
 */
export class IndexedDbJournal implements Journal {
  readonly key: SigningKey;
  readonly journalId: JournalId;
  readonly #parts: Parts;
  readonly #running = new Set<Promise<unknown>>();
  #head: Head;
  #pairing: Pairing | undefined;
  #custody: JournalCustody;
  #failure: unknown;
  #closed: Promise<void> | undefined;
  #successor: IndexedDbJournal | undefined;

  constructor(parts: Parts) {
    this.key = parts.key;
    this.journalId = parts.journalId;
    this.#parts = parts;
    this.#head = parts.head;
    this.#pairing = parts.pairing;
    this.#custody = parts.custody;
    parts.database.onclose = () => this.#fail(new Fault('database/failed', {reason: 'deleted'}));
  }

  get persistence(): 'persistent' | 'evictable' {
    return this.#parts.persistence.granted ? 'persistent' : 'evictable';
  }

  tail(): JournalTail {
    const {sequenceNumber, entryHash} = this.#head;
    return {sequenceNumber, entryHash};
  }

  firstSequenceNumber(): number {
    return this.#head.firstSequenceNumber;
  }

  pairing(): Pairing | undefined {
    return this.#pairing;
  }

  custody(): JournalCustody {
    return this.#custody;
  }

  keepPairing(pairing: Pairing): Promise<void> {
    return this.#run(async ({database}) => {
      await writePairing(database, pairing);
      this.#pairing = pairing;
    });
  }

  keepCustody(custody: JournalCustody): Promise<void> {
    return this.#run(async ({database}) => {
      await writeCustody(database, custody);
      this.#custody = custody;
    });
  }

  append(run: readonly JournaledEntry[]): Promise<void> {
    return this.#run(async ({database}) => {
      const [first] = run;
      assert(first, 'a run has an entry');
      checkChain(run);
      const follows = first.entry.header.sequenceNumber === this.#head.sequenceNumber + 1;
      const chains = equalBytes(first.entry.header.prevHash, this.#head.entryHash);
      assert(follows && chains, 'a run follows the tail');
      this.#head = await commit(database, [ENTRIES, SINGLES], transaction =>
        this.#add(transaction, run),
      );
    });
  }

  readAfter(place: {
    readonly sequenceNumber: number;
    readonly entriesMax: number;
    readonly bytesMax: number;
  }): Promise<readonly JournaledEntry[]> {
    return this.#run(async ({database, ...journal}) => {
      const records = await read(database, [ENTRIES], transaction =>
        readRun(transaction.objectStore(ENTRIES), place),
      );
      const run = records.map(record => fromRecord(record, journal));
      checkChain(run);
      return run;
    });
  }

  findSubmission(submissionId: string): Promise<JournaledEntry | undefined> {
    return this.#run(async ({database, ...journal}) => {
      const record = await read(database, [ENTRIES], transaction =>
        answer<unknown>(transaction.objectStore(ENTRIES).index(BY_SUBMISSION).get(submissionId)),
      );
      return record === undefined ? undefined : fromRecord(parseRecord(record), journal);
    });
  }

  prune(upTo: {
    readonly sequenceNumber: number;
    readonly journaledBeforeMs: number;
  }): Promise<number> {
    return this.#run(async ({database}) => {
      const before = this.#head.firstSequenceNumber;
      for (;;) {
        const {firstSequenceNumber} = this.#head;
        this.#head = await commit(database, [ENTRIES, SINGLES], transaction =>
          this.#delete(transaction, upTo),
        );
        if (this.#head.firstSequenceNumber === firstSequenceNumber) break;
      }
      return this.#head.firstSequenceNumber - before;
    });
  }

  /**
   * The browser forgets the old record when it next tidies its files: until then its bytes may
   * still lie in them, and nothing here can hurry it.
   */
  async erasePersonal(places: readonly ErasedPlace[]): Promise<number> {
    const before = (await this.#parts.predecessor?.journal.erasePersonal(places)) ?? 0;
    const own = places.filter(({journalId}) => journalId === this.journalId);
    if (own.length === 0) return before;
    return this.#run(async ({database}) => {
      const {head, erased} = await commit(database, [ENTRIES, SINGLES], transaction =>
        this.#erase(transaction, own),
      );
      this.#head = head;
      return before + erased;
    });
  }

  predecessor(): Predecessor | undefined {
    return this.#parts.predecessor;
  }

  prepareSuccessor(): Promise<Successor> {
    return this.#run(({successor}) => successor.prepare());
  }

  succeed({pairing, lastCommonSequence, lost, run}: HandOver): Promise<Journal> {
    return this.#run(async ({successor}) => {
      const {journalId} = this;
      const next = await successor.follow(this, async transaction => {
        if (run.length > 0) {
          checkChain(run);
          await add(transaction, {head: await readHead(transaction), run});
        }
        writeSide(transaction, 'pairing', encodePairing(pairing));
        const succession = encodeSuccession({journalId, lastCommonSequence, lost});
        writeSide(transaction, 'succeeds', succession);
      });
      this.#successor = next;
      return next;
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Ends the journal from outside: nothing more is answered, nothing more is written. */
  giveUp(reason: string): void {
    this.#successor?.giveUp(reason);
    this.#fail(new Fault('database/in-use', {by: reason}));
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#running);
    this.#parts.database.close();
    await this.#parts.predecessor?.journal.close();
    await this.#parts.lock.release();
  }

  async #add(transaction: IDBTransaction, run: readonly JournaledEntry[]): Promise<Head> {
    assert(!this.#successor, 'a journal that was succeeded is only read');
    const head = await this.#readOwnHead(transaction);
    const {capBytes} = this.#parts;
    return await add(transaction, {head, run, capBytes});
  }

  async #delete(
    transaction: IDBTransaction,
    upTo: {readonly sequenceNumber: number; readonly journaledBeforeMs: number},
  ): Promise<Head> {
    const head = await this.#readOwnHead(transaction);
    const sequenceNumber = Math.min(upTo.sequenceNumber, head.sequenceNumber - 1);
    const entries = transaction.objectStore(ENTRIES);
    const stays = await firstToStay(entries, {...upTo, sequenceNumber, head});
    if (stays.firstSequenceNumber === head.firstSequenceNumber) return head;
    entries.delete(IDBKeyRange.upperBound(stays.firstSequenceNumber, true));
    const next: Head = {...head, ...stays};
    writeHead(transaction, next);
    return next;
  }

  async #erase(
    transaction: IDBTransaction,
    places: readonly ErasedPlace[],
  ): Promise<{readonly head: Head; readonly erased: number}> {
    const head = await this.#readOwnHead(transaction);
    const store = transaction.objectStore(ENTRIES);
    let {keptBytes} = head;
    let erased = 0;
    for (const {sequenceNumber, personalSha256} of places) {
      const found = await answer<unknown>(store.get(sequenceNumber));
      if (found === undefined) continue;
      const {personal, ...record} = parseRecord(found);
      if (!personal || !commitsTo(record.headerBytes, personalSha256)) continue;
      await answer(store.put(record));
      keptBytes -= personal.length;
      erased += 1;
    }
    const next: Head = {...head, keptBytes};
    if (erased > 0) writeHead(transaction, next);
    return {head: next, erased};
  }

  /** Whoever moved the end meanwhile holds this journal too: no entry of ours may follow it. */
  async #readOwnHead(transaction: IDBTransaction): Promise<Head> {
    const head = await readHead(transaction);
    if (isSameTail(head, this.#head)) return head;
    const {sequenceNumber: found} = head;
    const {sequenceNumber: known} = this.#head;
    throw new Fault('database/in-use', {by: 'whoever moved its end', found, known});
  }

  async #run<T>(work: (parts: Parts) => Promise<T>): Promise<T> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#closed !== undefined) throw new Fault('terminal/stopped');
    const running = work(this.#parts);
    this.#running.add(running);
    try {
      return await running;
    } catch (error) {
      if (!isPassing(error)) this.#fail(error);
      throw error;
    } finally {
      this.#running.delete(running);
    }
  }

  #fail(failure: unknown): void {
    this.#failure ??= failure;
  }
}

function commitsTo(headerBytes: Uint8Array, personalSha256: Uint8Array): boolean {
  const header = decodeEntryHeader(headerBytes);
  return header.personalSha256 !== undefined && equalBytes(header.personalSha256, personalSha256);
}

/** Adds a run and moves the head, unless that takes more than the cap allows. */
async function add(
  transaction: IDBTransaction,
  added: {
    readonly head: Head;
    readonly run: readonly JournaledEntry[];
    readonly capBytes?: number;
  },
): Promise<Head> {
  const {head, run, capBytes = Number.POSITIVE_INFINITY} = added;
  const records = run.map(toRecord);
  const keptBytes = records.reduce((sum, record) => sum + keptBytesOf(record), head.keptBytes);
  if (keptBytes > capBytes) {
    throw new Fault('journal/full', {bytes: keptBytes, bytesMax: capBytes});
  }
  const last = run.at(-1)?.entry;
  assert(last, 'a run has an end');
  const {sequenceNumber} = last.header;
  const next: Head = {...head, sequenceNumber, entryHash: last.entryHash, keptBytes};
  const store = transaction.objectStore(ENTRIES);
  await Promise.all(records.map(record => answer(store.add(record))));
  writeHead(transaction, next);
  return next;
}

function isPassing(error: unknown): boolean {
  return isFault(error, 'journal/full') || isFault(error, 'database/disk-full');
}
