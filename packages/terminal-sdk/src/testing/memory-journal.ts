import {assert, type Digest, equalBytes, Fault, type SigningKey} from '@holdfast/std';
import {GENESIS_HASH, type JournalId, journalIdOf} from '@holdfast/wire';
import type {
  ErasedPlace,
  HandOver,
  Journal,
  JournalCustody,
  JournaledEntry,
  JournalTail,
  Pairing,
  Predecessor,
  Successor,
} from '../ports.ts';
import {toyKey} from './toy-key.ts';

/** What is committed: anything of a journal's own, the key of a successor, or the hand-over. */
export type CommitKind = 'own' | 'successor' | 'handOver';

/** What survives a crash of the process that used it. */
export class MemoryDisk {
  entries: readonly JournaledEntry[] = [];
  /** Sequences whose entries no longer prove themselves. */
  readonly unreadable = new Set<number>();
  pairing: Pairing | undefined;
  custody: JournalCustody = {recorded: undefined, held: undefined, quarantined: []};
  /** A key that was made for the journal that may follow, and its disk once it does. */
  successor: {readonly key: SigningKey; disk: MemoryDisk | undefined} | undefined;
  lastCommonSequence = 0;
  lost: readonly number[] = [];
  /** Thrown by the next commit, or the next of a kind, before or after it reached the disk. */
  nextFault:
    | {readonly fault: Error; readonly when: 'before' | 'after'; readonly of?: CommitKind}
    | undefined;
  /** Awaited inside every commit. */
  sync: () => Promise<void> = async () => {};
  commits = 0;
  /** The highest number of commits at once. More than one, and something is out of line. */
  commitsAtOnceMax = 0;

  /** As a snapshot or a copied profile: the same bytes, and from then on a life of its own. */
  copy(): MemoryDisk {
    const copy = new MemoryDisk();
    const {entries, pairing, custody, successor, lastCommonSequence, lost} = this;
    Object.assign(copy, {entries, pairing, custody, lastCommonSequence, lost});
    copy.successor = successor && {key: successor.key, disk: successor.disk?.copy()};
    return copy;
  }
}

let successors = 0;

/** A journal in memory, with the promises and the faults of one on a disk. */
export class MemoryJournal implements Journal {
  readonly key: SigningKey;
  readonly journalId: JournalId;
  readonly persistence = 'persistent';
  readonly #disk: MemoryDisk;
  readonly #capBytes: number;
  readonly #isAlive: () => boolean;
  readonly #digest: Digest;
  readonly #predecessor: Predecessor | undefined;
  #failure: Error | undefined;
  #committing = 0;
  #closed = false;
  #isOver = false;

  constructor(options: {
    readonly key: SigningKey;
    readonly digest: Digest;
    readonly disk?: MemoryDisk;
    readonly capBytes?: number;
    /** Whether the process that opened it still lives: a dead one's commits never happen. */
    readonly isAlive?: () => boolean;
    readonly predecessor?: Predecessor;
  }) {
    this.#digest = options.digest;
    this.#predecessor = options.predecessor;
    this.key = options.key;
    this.journalId = journalIdOf(options.digest, options.key.publicKey);
    this.#disk = options.disk ?? new MemoryDisk();
    this.#capBytes = options.capBytes ?? Number.POSITIVE_INFINITY;
    this.#isAlive = options.isAlive ?? (() => true);
  }

  tail(): JournalTail {
    const last = this.#disk.entries.at(-1);
    if (!last) return {sequenceNumber: 0, entryHash: GENESIS_HASH};
    return {sequenceNumber: sequenceOf(last), entryHash: last.entry.entryHash};
  }

  firstSequenceNumber(): number {
    const [first] = this.#disk.entries;
    return first ? sequenceOf(first) : 1;
  }

  pairing(): Pairing | undefined {
    return this.#disk.pairing;
  }

  keepPairing(pairing: Pairing): Promise<void> {
    return this.#commit(() => {
      this.#disk.pairing = pairing;
    });
  }

  append(run: readonly JournaledEntry[]): Promise<void> {
    const bytes = [...this.#disk.entries, ...run].reduce((sum, one) => sum + bytesIn(one), 0);
    if (bytes > this.#capBytes) {
      return Promise.reject(new Fault('journal/full', {bytes, bytesMax: this.#capBytes}));
    }
    return this.#commit(() => {
      this.#disk.entries = [...this.#disk.entries, ...run];
    });
  }

  async readAfter(place: {
    readonly sequenceNumber: number;
    readonly entriesMax: number;
    readonly bytesMax: number;
  }): Promise<readonly JournaledEntry[]> {
    this.#assertUsable();
    const found: JournaledEntry[] = [];
    let bytes = 0;
    for (const one of this.#disk.entries) {
      if (sequenceOf(one) <= place.sequenceNumber) continue;
      bytes += one.entry.body.length;
      if (found.length > 0 && bytes > place.bytesMax) break;
      if (found.length >= place.entriesMax) break;
      if (found.length > 0 && this.#disk.unreadable.has(sequenceOf(one))) break;
      found.push(this.#readable(one));
    }
    return found;
  }

  async findSubmission(submissionId: string): Promise<JournaledEntry | undefined> {
    this.#assertUsable();
    const found = this.#disk.entries.find(one => one.submissionId === submissionId);
    return found && this.#readable(found);
  }

  custody(): JournalCustody {
    return this.#disk.custody;
  }

  keepCustody(custody: JournalCustody): Promise<void> {
    return this.#commit(() => {
      this.#disk.custody = custody;
    });
  }

  async prune(upTo: {
    readonly sequenceNumber: number;
    readonly journaledBeforeMs: number;
  }): Promise<number> {
    const {entries} = this.#disk;
    const stays = entries.findIndex(
      (one, at) =>
        at === entries.length - 1 ||
        sequenceOf(one) > upTo.sequenceNumber ||
        one.journaledMs >= upTo.journaledBeforeMs,
    );
    if (stays <= 0) return 0;
    await this.#commit(() => {
      this.#disk.entries = this.#disk.entries.slice(stays);
    });
    return stays;
  }

  async erasePersonal(places: readonly ErasedPlace[]): Promise<number> {
    this.#assertUsable();
    let erased = 0;
    for (const disk of this.#disks()) {
      disk.entries = disk.entries.map(one => {
        const {personal, ...entry} = one.entry;
        if (personal === undefined || !places.some(place => isSame(place, one))) return one;
        erased += 1;
        return {...one, entry};
      });
    }
    return erased;
  }

  /** This journal's, and those of the journals it took over from. */
  #disks(): readonly MemoryDisk[] {
    const before = this.#predecessor?.journal;
    return [this.#disk, ...(before instanceof MemoryJournal ? before.#disks() : [])];
  }

  predecessor(): Predecessor | undefined {
    return this.#predecessor;
  }

  async prepareSuccessor(): Promise<Successor> {
    const disk = this.#disk;
    if (!disk.successor) {
      successors += 1;
      const key = toyKey(this.#digest, `successor ${successors} of ${this.journalId}`);
      await this.#commit(() => {
        disk.successor = {key, disk: undefined};
      }, 'successor');
    }
    const {key} = disk.successor ?? {key: this.key};
    return {key, journalId: journalIdOf(this.#digest, key.publicKey)};
  }

  async succeed({pairing, lastCommonSequence, lost, run}: HandOver): Promise<Journal> {
    const {key} = await this.prepareSuccessor();
    const disk = new MemoryDisk();
    disk.sync = this.#disk.sync;
    Object.assign(disk, {pairing, lastCommonSequence, lost, entries: run});
    await this.#commit(() => {
      this.#disk.successor = {key, disk};
    }, 'handOver');
    this.#isOver = true;
    return this.#follow({key, disk});
  }

  /** The journal that is written now: this one, or the one it was succeeded by. */
  newest(): MemoryJournal {
    const {successor} = this.#disk;
    if (!successor?.disk) return this;
    this.#isOver = true;
    return this.#follow({key: successor.key, disk: successor.disk}).newest();
  }

  #follow({key, disk}: {readonly key: SigningKey; readonly disk: MemoryDisk}): MemoryJournal {
    return new MemoryJournal({
      ...{key, disk, digest: this.#digest, capBytes: this.#capBytes, isAlive: this.#isAlive},
      predecessor: {
        journal: this,
        lastCommonSequence: disk.lastCommonSequence,
        lost: disk.lost,
      },
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #readable(one: JournaledEntry): JournaledEntry {
    const entry = sequenceOf(one);
    if (!this.#disk.unreadable.has(entry)) return one;
    throw new Fault('journal/entry-unreadable', {entry, reason: 'a test says so'});
  }

  async #commit(change: () => void, kind: CommitKind = 'own'): Promise<void> {
    this.#assertUsable();
    assert(!this.#isOver, 'a closed journal is only read');
    const disk = this.#disk;
    this.#committing += 1;
    disk.commitsAtOnceMax = Math.max(disk.commitsAtOnceMax, this.#committing);
    try {
      await disk.sync();
      if (!this.#isAlive()) await new Promise(() => {});
      const broken = (disk.nextFault?.of ?? kind) === kind ? disk.nextFault : undefined;
      if (broken) disk.nextFault = undefined;
      if (broken?.when !== 'before') change();
      if (broken) {
        if (!isPassing(broken.fault)) this.#failure = broken.fault;
        throw broken.fault;
      }
      disk.commits += 1;
    } finally {
      this.#committing -= 1;
    }
  }

  #assertUsable(): void {
    if (this.#failure) throw this.#failure;
    if (this.#closed) throw new Fault('terminal/stopped');
  }
}

function isSame(place: ErasedPlace, {entry}: JournaledEntry): boolean {
  const {journalId, sequenceNumber, personalSha256} = entry.header;
  const named = place.journalId === journalId && place.sequenceNumber === sequenceNumber;
  return named && personalSha256 !== undefined && equalBytes(place.personalSha256, personalSha256);
}

function sequenceOf({entry}: JournaledEntry): number {
  return entry.header.sequenceNumber;
}

function bytesIn({entry}: JournaledEntry): number {
  return entry.headerBytes.length + entry.body.length + (entry.personal?.length ?? 0);
}

function isPassing(error: Error): boolean {
  return error instanceof Fault && error.code === 'database/disk-full';
}
