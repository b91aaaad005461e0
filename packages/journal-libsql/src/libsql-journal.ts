import {
  assert,
  type Bytes,
  type Digest,
  Fault,
  isFault,
  type Log,
  type SigningKey,
  utf8Encode,
} from '@holdfast/std';
import {type Database, type Row, readBytes, readInteger} from '@holdfast/strict-libsql';
import {
  decodeCustody,
  decodePairing,
  type ErasedPlace,
  encodeCustody,
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
import {type JournalId, journalIdOf} from '@holdfast/wire';
import {bytesOfEntry, entryOfRow} from './entry-row.ts';
import {erasePersonal} from './erase-personal.ts';
import type {JournalSeal} from './journal-seal.ts';
import {
  DELETE_BEFORE,
  ENDS,
  FIND,
  FIRST_TO_STAY,
  INSERT,
  KEEP,
  KEPT,
  READ,
  SIZE,
  SIZES_AFTER,
} from './journal-sql.ts';
import {checkTail, type ReadRow} from './tail-check.ts';

/** The files of the journals that follow, as the folder keeps them. */
export interface SuccessorFiles {
  /** Makes file and key, durably, where there are none yet. */
  prepare(): Promise<Successor>;
  /**
   * Writes the successor's beginning in one synced transaction and opens it. `database/disk-full`
   * leaves no trace.
   */
  follow(closed: LibsqlJournal, begin: (database: Database) => void): Promise<Journal>;
}

/** Past this the log is copied into the file: a long log costs a long start after a power cut. */
const LOG_BYTES_MAX = 1024 * 1024;

/**
 * A journal in one libSQL file, on the calling thread: a till makes a sale a second at most, and
 * one synced commit takes a few milliseconds. `append` is one transaction and one sync for its
 * whole run.
 */
export class LibsqlJournal implements Journal {
  readonly key: SigningKey;
  readonly journalId: JournalId;
  readonly persistence = 'persistent';
  readonly #digest: Digest;
  readonly #seal: JournalSeal;
  readonly #log: Log;
  readonly #capBytes: number;
  readonly #open: () => Database;
  readonly #successors: SuccessorFiles;
  readonly #predecessor: (Predecessor & {readonly journal: LibsqlJournal}) | undefined;
  #database: Database;
  #tail: JournalTail;
  #first: number;
  #bytes: number;
  #pairing: Pairing | undefined;
  #custody: JournalCustody;
  readonly #unreadable = new Set<number>();
  #failure: unknown;
  #closed = false;
  #succeeded = false;

  /**
   * Reads and checks the end of what is kept. Throws `database/corrupt` where it contradicts
   * itself.
   */
  constructor(options: {
    readonly key: SigningKey;
    readonly digest: Digest;
    readonly seal: JournalSeal;
    readonly log: Log;
    readonly capBytes: number;
    readonly database: Database;
    /** Opens the same file again, after its disk was full. */
    readonly reopen: () => Database;
    readonly successors: SuccessorFiles;
    readonly predecessor?: Predecessor & {readonly journal: LibsqlJournal};
  }) {
    const {key, digest, log, capBytes, database, reopen} = options;
    this.key = key;
    this.journalId = journalIdOf(digest, key.publicKey);
    this.#digest = digest;
    this.#seal = options.seal;
    this.#log = log;
    this.#capBytes = capBytes;
    this.#database = database;
    this.#open = reopen;
    this.#successors = options.successors;
    this.#predecessor = options.predecessor;
    const ends = database.get(ENDS) ?? {};
    const last = readInteger(ends, 'last');
    this.#first = last === 0 ? 1 : readInteger(ends, 'first');
    this.#bytes = readInteger(database.get(SIZE) ?? {}, 'bytes');
    const pairing = this.#kept('pairing');
    const custody = this.#kept('custody');
    this.#pairing = pairing && decodePairing(pairing);
    this.#custody = custody
      ? decodeCustody(custody)
      : {recorded: undefined, held: undefined, quarantined: []};
    this.#tail = checkTail({
      journalId: this.journalId,
      first: this.#first,
      last,
      read: (after, through) => this.#rows(after, through),
    });
  }

  tail(): JournalTail {
    return this.#tail;
  }

  firstSequenceNumber(): number {
    return this.#first;
  }

  pairing(): Pairing | undefined {
    return this.#pairing;
  }

  async keepPairing(pairing: Pairing): Promise<void> {
    this.#keep('pairing', encodePairing(pairing));
    this.#pairing = pairing;
  }

  async append(run: readonly JournaledEntry[]): Promise<void> {
    const bytesOf = (one: JournaledEntry) => bytesOfEntry(one) + this.#seal.bytesFor(one);
    const bytes = run.reduce((sum, one) => sum + bytesOf(one), this.#bytes);
    if (bytes > this.#capBytes) {
      throw new Fault('journal/full', {bytes: this.#bytes, bytesMax: this.#capBytes});
    }
    let tail = this.#tail;
    for (const {entry} of run) {
      const {sequenceNumber} = entry.header;
      assert(sequenceNumber === tail.sequenceNumber + 1, 'a journal has no gaps');
      tail = {sequenceNumber, entryHash: entry.entryHash};
    }
    this.#write(database => {
      this.#insert(database, run);
    });
    this.#tail = tail;
    this.#bytes = bytes;
    this.#shortenLog();
  }

  async readAfter(place: {
    readonly sequenceNumber: number;
    readonly entriesMax: number;
    readonly bytesMax: number;
  }): Promise<readonly JournaledEntry[]> {
    const {sequenceNumber: after, entriesMax, bytesMax} = place;
    if (after >= this.#tail.sequenceNumber) return [];
    return this.#read(database => {
      let through = after;
      let bytes = 0;
      for (const row of database.all(SIZES_AFTER, {after, entriesMax})) {
        bytes += readInteger(row, 'bytes');
        if (through > after && bytes > bytesMax) break;
        through = readInteger(row, 'sequence');
      }
      return this.#readRun(after, through);
    });
  }

  async findSubmission(submissionId: string): Promise<JournaledEntry | undefined> {
    return this.#read(database => {
      const row = database.get(FIND, [utf8Encode(submissionId)]);
      return row && this.#entryOf(row);
    });
  }

  custody(): JournalCustody {
    return this.#custody;
  }

  async keepCustody(custody: JournalCustody): Promise<void> {
    this.#keep('custody', encodeCustody(custody));
    this.#custody = custody;
  }

  async prune(upTo: {
    readonly sequenceNumber: number;
    readonly journaledBeforeMs: number;
  }): Promise<number> {
    const covered = upTo.sequenceNumber;
    const journaledBeforeMs = Math.floor(upTo.journaledBeforeMs);
    const first = this.#read(database => {
      const row = database.get(FIRST_TO_STAY, {covered, journaledBeforeMs}) ?? {};
      return row['sequence'] === null ? this.#first : readInteger(row, 'sequence');
    });
    if (first === this.#first) return 0;
    const entries = this.#write(database => database.run(DELETE_BEFORE, [first]).changes);
    this.#first = first;
    this.#bytes = this.#read(database => readInteger(database.get(SIZE) ?? {}, 'bytes'));
    this.#emptyLog(); // on a full disk its room is what the next sale needs
    return entries;
  }

  async erasePersonal(places: readonly ErasedPlace[]): Promise<number> {
    const before = (await this.#predecessor?.journal.erasePersonal(places)) ?? 0;
    const own = places.filter(({journalId}) => journalId === this.journalId);
    if (own.length === 0) return before;
    const erased = this.#read(database => erasePersonal(database, own));
    this.#emptyLog(); // an earlier erasure may not have got so far
    return before + erased;
  }

  predecessor(): Predecessor | undefined {
    return this.#predecessor;
  }

  async prepareSuccessor(): Promise<Successor> {
    this.#assertUsable();
    return await this.#successors.prepare();
  }

  async succeed({pairing, lastCommonSequence, lost, run}: HandOver): Promise<Journal> {
    this.#assertUsable();
    const {journalId} = this;
    try {
      const next = await this.#successors.follow(this, database => {
        this.#insert(database, run);
        database.run(KEEP, {name: 'pairing', record: encodePairing(pairing)});
        const record = encodeSuccession({journalId, lastCommonSequence, lost});
        database.run(KEEP, {name: 'succeeds', record});
      });
      this.#succeeded = true;
      return next;
    } catch (error) {
      // Which of the two is written from now on, only the disk can say.
      if (!isFault(error, 'database/disk-full')) this.#failure = error;
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#predecessor?.journal.close();
    try {
      if (!this.#database.fault) this.#database.checkpoint('truncate');
    } catch (error) {
      this.#log.warn('journal.checkpointFailed', {reason: String(error)}); // the log has it all
    }
    this.#database.close();
  }

  #insert(database: Database, run: readonly JournaledEntry[]): void {
    this.#seal.mark(database);
    for (const one of run) database.run(INSERT, this.#seal.toRow(one));
  }

  /** Up to the first that is unreadable; throws where that is the very first. */
  #readRun(after: number, last: number): readonly JournaledEntry[] {
    const run: JournaledEntry[] = [];
    for (const {journaled, fault} of this.#rows(after, last)) {
      if (journaled) run.push(journaled);
      else if (run.length === 0) throw fault;
      else break;
    }
    return run;
  }

  #rows(after: number, last: number): readonly ReadRow[] {
    return this.#database.all(READ, {after, last}).map(row => {
      const sequenceNumber = readInteger(row, 'sequence');
      try {
        return {sequenceNumber, journaled: this.#entryOf(row)};
      } catch (error) {
        if (!isFault(error, 'journal/entry-unreadable')) throw error;
        return {sequenceNumber, fault: error};
      }
    });
  }

  /** Damage is told once, whoever meets it first. */
  #entryOf(row: Row): JournaledEntry {
    try {
      return entryOfRow(this.#digest, this.#seal.opened(this.journalId, row));
    } catch (error) {
      const sequenceNumber = readInteger(row, 'sequence');
      if (isFault(error, 'journal/entry-unreadable') && !this.#unreadable.has(sequenceNumber)) {
        this.#unreadable.add(sequenceNumber);
        const held = sequenceNumber <= (this.#custody.held?.sequenceNumber ?? 0);
        this.#log.error('journal.entryUnreadable', {...error.fields, held});
      }
      throw error;
    }
  }

  #kept(name: string): Bytes | undefined {
    const row = this.#database.get(KEPT, [name]);
    return row && readBytes(row, 'record');
  }

  #keep(name: string, record: Bytes): void {
    this.#write(database => database.run(KEEP, {name, record}));
    this.#shortenLog();
  }

  #read<T>(read: (database: Database) => T): T {
    this.#assertUsable();
    try {
      return read(this.#database);
    } catch (error) {
      // One entry is not the journal: the others are read, and new ones are added. And who reads
      // the file beside us only delays what is erased.
      const passes = ['journal/entry-unreadable', 'database/in-use'] as const;
      if (!passes.some(code => isFault(error, code))) this.#failure = error;
      throw error;
    }
  }

  /**
   * One synced transaction. On a full disk it is tried once more, with the room the log took; if
   * that does not do, it costs the change and nothing else.
   */
  #write<T>(change: (database: Database) => T): T {
    try {
      return this.#commit(change);
    } catch (error) {
      if (!isFault(error, 'database/disk-full')) throw error;
      return this.#commit(change);
    }
  }

  #commit<T>(change: (database: Database) => T): T {
    this.#assertUsable();
    assert(!this.#succeeded, 'a journal that was succeeded is only read');
    try {
      return this.#database.write(() => change(this.#database));
    } catch (error) {
      if (isFault(error, 'database/disk-full')) this.#openAgain();
      else this.#failure = error;
      throw error;
    }
  }

  /**
   * A libSQL connection that met a full disk says nothing more; a new one empties the log, reads
   * on, and may write.
   */
  #openAgain(): void {
    this.#database.close();
    try {
      this.#database = this.#open();
      const last = readInteger(this.#database.get(ENDS) ?? {}, 'last');
      assert(last === this.#tail.sequenceNumber, 'a refused run left nothing behind');
    } catch (error) {
      this.#failure = error;
    }
  }

  #shortenLog(): void {
    if (this.#database.walBytes() >= LOG_BYTES_MAX) this.#emptyLog();
  }

  /** What was committed is safe whether this works or not: a fault shows at the next write. */
  #emptyLog(): void {
    try {
      this.#database.checkpoint('truncate');
    } catch (error) {
      this.#log.warn('journal.checkpointFailed', {reason: String(error)});
      if (isFault(error, 'database/disk-full')) this.#openAgain();
    }
  }

  #assertUsable(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#closed) throw new Fault('terminal/stopped');
  }
}
