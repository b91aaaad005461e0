import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {openLibsqlJournal} from '@holdfast/journal-libsql';
import {nodeDigest} from '@holdfast/platform-node';
import {assert, type Log, type SigningKey, toHex} from '@holdfast/std';
import type {
  HandOver,
  Journal,
  JournalCustody,
  JournaledEntry,
  JournalTail,
  Pairing,
  Predecessor,
  Successor,
} from '@holdfast/terminal-sdk';
import {type JournalId, journalIdOf} from '@holdfast/wire';
import type {DiskImage} from './disk-image.ts';
import type {Life} from './life.ts';
import type {DiskFile, SimDisk} from './sim-disk.ts';
import {simKey, simKeyPem} from './sim-keys.ts';

/** More than one storm makes a till go through. */
const SUCCESSORS_MAX = 4;

/**
 * Opens the real journal adapter on a simulated disk. The key is made from the till's name, so that
 * its journal has the same id in each run.
 */
export async function openJournalOnDisk(parts: {
  readonly disk: SimDisk;
  readonly life: Life;
  readonly directory: string;
  readonly keyName: string;
  /** How often this disk was put back: keys that are made since are others. */
  readonly generation: number;
  readonly log: Log;
  /** Told of what the journal keeps of custody, at the start and whenever it changes. */
  readonly onCustody: (custody: JournalCustody) => void;
  /** Told likewise of the hub that it has. */
  readonly onPairing: (pairing: Pairing | undefined) => void;
  /** Told of what was deleted. */
  readonly onPruned: (upTo: {
    readonly journalId: JournalId;
    readonly sequenceNumber: number;
  }) => void;
}): Promise<Journal> {
  const {disk, life, log, onCustody, onPairing} = parts;
  const directory = join(parts.directory, 'journal');
  mkdirSync(directory, {recursive: true});
  for (const [file, name] of keyNames(parts)) {
    const path = join(directory, file);
    if (!existsSync(path)) writeFileSync(path, simKeyPem(name), {mode: 0o600});
  }
  const file = disk.openFile(life);
  const order = {file: 'journal', what: 'open', content: ''};
  const open = () => openLibsqlJournal({directory, digest: nodeDigest, log, reserveBytes: 16_384});
  const journal = await file.write(order, async () => {
    const opened = await open();
    life.onEnd(() => opened.close());
    return opened;
  });
  onCustody(journal.custody());
  onPairing(journal.pairing());
  return new JournalOnDisk(journal, {
    ...{file, life, onCustody, onPairing, onPruned: parts.onPruned},
    keys: allKeys(parts),
  });
}

interface KeysOf {
  readonly keyName: string;
  readonly generation: number;
}

/** The keys that this till's journals have, one after the other, by their files. */
function keyNames({keyName, generation}: KeysOf): ReadonlyMap<string, string> {
  const name = generation === 0 ? keyName : `${keyName} again ${generation}`;
  const successors = Array.from({length: SUCCESSORS_MAX}, (_, at) => at + 2);
  return new Map([
    ['journal.key', name],
    ...successors.map(number => [`journal-${number}.key`, `${name} ${number}`] as const),
  ]);
}

/** Also those that were made before the disk was put back. */
function allKeys({keyName, generation}: KeysOf): readonly SigningKey[] {
  const generations = Array.from({length: generation + 1}, (_, at) => at);
  return generations.flatMap(one => [...keyNames({keyName, generation: one}).values()]).map(simKey);
}

/** A copy of a till's disk without the keys that nothing was made with yet. */
export function withoutUnusedKeys(image: DiskImage): DiskImage {
  const files = [...image.files].filter(
    ([name]) => !name.endsWith('.key') || image.files.has(name.replace(/key$/, 'db')),
  );
  return {...image, files: new Map(files)};
}

class JournalOnDisk implements Journal {
  readonly key: SigningKey;
  readonly journalId: JournalId;
  readonly persistence: Journal['persistence'];
  readonly #journal: Journal;
  readonly #on: ConstructorParameters<typeof JournalOnDisk>[1];
  readonly #file: DiskFile;
  readonly #life: Life;
  readonly #keys: readonly SigningKey[];

  constructor(
    journal: Journal,
    on: {
      readonly file: DiskFile;
      readonly life: Life;
      readonly keys: readonly SigningKey[];
      readonly onCustody: (custody: JournalCustody) => void;
      readonly onPairing: (pairing: Pairing | undefined) => void;
      readonly onPruned: (upTo: {
        readonly journalId: JournalId;
        readonly sequenceNumber: number;
      }) => void;
    },
  ) {
    this.#on = on;
    this.#journal = journal;
    this.#file = on.file;
    this.#life = on.life;
    this.#keys = on.keys;
    this.key = this.#keyOf(journal.journalId);
    this.journalId = journal.journalId;
    this.persistence = journal.persistence;
  }

  tail(): JournalTail {
    return this.#journal.tail();
  }

  firstSequenceNumber(): number {
    return this.#journal.firstSequenceNumber();
  }

  pairing(): Pairing | undefined {
    return this.#journal.pairing();
  }

  async keepPairing(pairing: Pairing): Promise<void> {
    const content = `${pairing.hubId} ${pairing.epoch} ${pairing.lastAddress.host}`;
    await this.#write('pairing', content, () => this.#journal.keepPairing(pairing));
    this.#on.onPairing(pairing);
  }

  append(run: readonly JournaledEntry[]): Promise<void> {
    const content = run.map(({entry}) => toHex(entry.entryHash.subarray(0, 6))).join(' ');
    return this.#write('append', content, () => this.#journal.append(run));
  }

  readAfter(place: Parameters<Journal['readAfter']>[0]): Promise<readonly JournaledEntry[]> {
    return this.#file.read(() => this.#journal.readAfter(place));
  }

  findSubmission(submissionId: string): Promise<JournaledEntry | undefined> {
    return this.#file.read(() => this.#journal.findSubmission(submissionId));
  }

  custody(): JournalCustody {
    return this.#journal.custody();
  }

  async keepCustody(custody: JournalCustody): Promise<void> {
    const {recorded, held, quarantined} = custody;
    const counts = [recorded?.sequenceNumber, held?.sequenceNumber, quarantined.length];
    await this.#write('custody', counts.join(' '), () => this.#journal.keepCustody(custody));
    this.#on.onCustody(custody);
  }

  prune(upTo: Parameters<Journal['prune']>[0]): Promise<number> {
    const {journalId} = this;
    return this.#write('prune', `${upTo.sequenceNumber}`, async () => {
      const first = this.#journal.firstSequenceNumber();
      const pruned = await this.#journal.prune(upTo);
      if (pruned > 0) this.#on.onPruned({journalId, sequenceNumber: first + pruned - 1});
      return pruned;
    });
  }

  erasePersonal(entries: Parameters<Journal['erasePersonal']>[0]): Promise<number> {
    const content = entries.map(({sequenceNumber}) => sequenceNumber).join(' ');
    return this.#write('erase', content, () => this.#journal.erasePersonal(entries));
  }

  predecessor(): Predecessor | undefined {
    return this.#journal.predecessor();
  }

  async prepareSuccessor(): Promise<Successor> {
    const prepare = () => this.#journal.prepareSuccessor();
    const {journalId} = await this.#write('prepare', '', prepare);
    return {journalId, key: this.#keyOf(journalId)};
  }

  async succeed(handOver: HandOver): Promise<Journal> {
    const content = `${handOver.lastCommonSequence} +${handOver.run.length}`;
    const next = await this.#write('succeed', content, () => this.#journal.succeed(handOver));
    this.#on.onCustody(next.custody());
    return new JournalOnDisk(next, this.#on);
  }

  close(): Promise<void> {
    return this.#life.pass(() => this.#journal.close());
  }

  /** The same key, which signs in the caller's turn. */
  #keyOf(journalId: JournalId): SigningKey {
    const key = this.#keys.find(({publicKey}) => journalIdOf(nodeDigest, publicKey) === journalId);
    assert(key, 'every journal of a simulated till has a key of its name');
    return key;
  }

  #write<T>(what: string, content: string, perform: () => Promise<T>): Promise<T> {
    return this.#file.write({file: 'journal', what, content, mayBeFull: true}, perform);
  }
}
