import {Fault} from '@holdfast/std';
import type {SeededRandom} from '@holdfast/std/testing';
import {type DiskImage, takeImage} from './disk-image.ts';
import type {History} from './history.ts';
import type {Life} from './life.ts';
import type {RarePaths} from './rare-paths.ts';
import type {Scheduler} from './scheduler.ts';
import {tearImage} from './torn-image.ts';

/** When, in a write, the power goes. `during`: its sectors are there or not, as it happens. */
export type CutMoment = 'before' | 'during' | 'after';

/** What is to become of the writes that follow. Each strikes once. */
export type DiskTrouble =
  | {readonly kind: 'powerCut'; readonly moment: CutMoment; readonly afterWrites: number}
  | {readonly kind: 'writeFails' | 'syncFails' | 'full'; readonly afterWrites: number};

export interface WriteOrder {
  /** Which file, and what is done with it: `ledger write`. */
  readonly file: string;
  readonly what: string;
  /** A digest of what is written: the same run writes the same. */
  readonly content: string;
  /** Whether this write can be refused for want of room without any harm. */
  readonly mayBeFull?: boolean;
}

/**
 * One machine's disk. A write takes time and may fail; the power may go in the middle of it.
 * Everything else about it is real: the adapters, the files, and what is read from them again.
 */
export class SimDisk {
  readonly name: string;
  /** The usual length of a write with its sync. */
  readonly syncMs: number;
  readonly #scheduler: Scheduler;
  readonly #random: SeededRandom;
  readonly #history: History;
  readonly #rare: RarePaths;
  readonly #cutPower: (image: DiskImage) => void;
  #trouble: DiskTrouble | undefined;
  /** So much longer than usual, while the disk is slow. */
  slowness = 1;
  #directory = '';

  constructor(parts: {
    readonly name: string;
    readonly syncMs: number;
    readonly scheduler: Scheduler;
    readonly random: SeededRandom;
    readonly history: History;
    readonly rare: RarePaths;
    readonly cutPower: (image: DiskImage) => void;
  }) {
    this.name = parts.name;
    this.syncMs = parts.syncMs;
    this.#scheduler = parts.scheduler;
    this.#random = parts.random;
    this.#history = parts.history;
    this.#rare = parts.rare;
    this.#cutPower = parts.cutPower;
  }

  /** Where its files lie now. */
  mountedAt(directory: string): void {
    this.#directory = directory;
  }

  trouble(trouble: DiskTrouble | undefined): void {
    this.#trouble = trouble;
  }

  /** One write at a time: a file of this disk for one life. */
  openFile(life: Life): DiskFile {
    return new DiskFile(this, life);
  }

  /** Only for {@link DiskFile}. */
  async write<T>(order: WriteOrder, life: Life, perform: () => Promise<T>): Promise<T> {
    const trouble = this.#struckBy(order);
    const spread = 0.75 + this.#random.below(500) / 1000;
    await life.pass(() => this.#scheduler.sleep(this.syncMs * this.slowness * spread));
    const {file, what, content} = order;
    const fate = trouble?.kind === 'powerCut' ? `cut ${trouble.moment}` : (trouble?.kind ?? '');
    this.#history.note('disk', `${this.name} ${file} ${what} ${content} ${fate}`.trimEnd());
    switch (trouble?.kind) {
      case undefined:
        return life.pass(perform);
      case 'full':
        this.#rare.reached('diskFull');
        throw new Fault('database/disk-full', {path: file, reason: 'simulated'});
      case 'writeFails':
        this.#rare.reached('failedWrite');
        throw new Fault('database/failed', {path: file, reason: 'simulated write'});
      case 'syncFails':
        await perform();
        this.#rare.reached('failedSync');
        throw new Fault('database/failed', {path: file, reason: 'simulated sync'});
      case 'powerCut':
        return this.#cut(trouble.moment, life, perform);
    }
  }

  async #cut<T>(moment: CutMoment, life: Life, perform: () => Promise<T>): Promise<T> {
    const before = takeImage(this.#directory);
    if (moment !== 'before') await perform();
    const after = takeImage(this.#directory);
    if (moment === 'during') this.#rare.reached('tornWrite');
    this.#cutPower(moment === 'during' ? tearImage(this.#random, {before, after}) : after);
    return life.pass(perform); // dead: nobody is answered
  }

  #struckBy({mayBeFull}: WriteOrder): DiskTrouble | undefined {
    const trouble = this.#trouble;
    if (!trouble) return undefined;
    if (trouble.kind === 'full' && !mayBeFull) return undefined;
    if (trouble.afterWrites > 0) {
      this.#trouble = {...trouble, afterWrites: trouble.afterWrites - 1};
      return undefined;
    }
    this.#trouble = undefined;
    return trouble;
  }
}

/**
 * What one life has open: its writes follow one another, and after one that failed there is no
 * other. Reads take no time.
 */
export class DiskFile {
  readonly #disk: SimDisk;
  readonly #life: Life;
  #last: Promise<unknown> = Promise.resolve();
  #fault: Fault | undefined;

  constructor(disk: SimDisk, life: Life) {
    this.#disk = disk;
    this.#life = life;
  }

  write<T>(order: WriteOrder, perform: () => Promise<T>): Promise<T> {
    const written = this.#last.then(() => this.#write(order, perform));
    this.#last = written.catch(() => {});
    return written;
  }

  read<T>(perform: () => Promise<T>): Promise<T> {
    return this.#life.pass(async () => {
      if (this.#fault) throw this.#fault;
      return perform();
    });
  }

  async #write<T>(order: WriteOrder, perform: () => Promise<T>): Promise<T> {
    if (this.#fault) throw this.#fault;
    try {
      return await this.#life.pass(() => this.#disk.write(order, this.#life, perform));
    } catch (error) {
      if (error instanceof Fault && error.code !== 'database/disk-full') this.#fault = error;
      throw error;
    }
  }
}
