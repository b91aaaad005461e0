import {statfsSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import type {DataKeys} from '@holdfast/data-keys';
import {Fault, isFault} from '@holdfast/std';
import {type Database, keepReserve, openDatabase, releaseReserve} from '@holdfast/strict-libsql';
import {FLEET_SCHEMA} from './fleet-schema.ts';
import {SegmentSeal} from './segment-seal.ts';

export interface FleetFileOptions {
  readonly path: string;
  /** Disk kept aside for the day it is full; about what the log may hold. 0 keeps none. */
  readonly reserveBytes: number;
  /** What segments are sealed under; without any, they lie as they are. */
  readonly keys: DataKeys | undefined;
}

/**
 * The database file behind one connection that is replaced when it has met its end. On a full disk
 * the failed connection makes way, the reserve is given back so that the log finds room, and from
 * then on the file is read and takes small notes, and refuses the rest until there is room again.
 * After `database/failed` nothing replaces it: the process ends, and the next one reads the disk.
 */
export class FleetFile {
  readonly seal: SegmentSeal;
  readonly #options: FleetFileOptions;
  #database: Database;
  #isFull: boolean;

  /** Throws `data-key/missing` where it takes a key that is not there, and has changed nothing. */
  constructor(options: FleetFileOptions) {
    this.#options = options;
    this.seal = new SegmentSeal(options.keys);
    this.#database = this.#open('create');
    try {
      this.seal.assertKeys(this.#database);
    } catch (error) {
      this.#database.close();
      throw error;
    }
    const {path, reserveBytes} = options;
    this.#isFull = reserveBytes > 0 && !keepReserve(path, reserveBytes);
  }

  get path(): string {
    return this.#database.path;
  }

  /** A connection that met a damaged page throws for ever; the next one reads the whole ones. */
  read<T>(read: (database: Database) => T): T {
    try {
      return read(this.#database);
    } catch (error) {
      if (isFault(error, 'database/corrupt')) this.#replace();
      throw error;
    }
  }

  /** One synced transaction. `database/disk-full`: nothing of it was kept, and the file goes on. */
  write<T>(change: (database: Database) => T): T {
    const database = this.#database;
    try {
      return database.write(() => change(database));
    } catch (error) {
      if (isFault(error, 'database/disk-full')) this.#becomeFull();
      throw error;
    }
  }

  /**
   * As {@link write}, and no byte of what the change wrote over is left. Throws `database/in-use`
   * where somebody else reads the file.
   */
  erase(change: (database: Database) => void): void {
    const database = this.#database;
    try {
      database.erase(() => change(database));
    } catch (error) {
      if (isFault(error, 'database/disk-full')) this.#becomeFull();
      throw error;
    }
  }

  /** Throws `database/disk-full` until there is room again for the reserve, and as much besides. */
  assertRoom(): void {
    if (!this.#isFull) return;
    const {path, reserveBytes} = this.#options;
    const {bavail, bsize} = statfsSync(dirname(path));
    const kept = statSync(`${path}.reserve`, {throwIfNoEntry: false})?.size === reserveBytes;
    const roomy = bavail * bsize >= (kept ? reserveBytes : 2 * reserveBytes);
    if (!roomy || !keepReserve(path, reserveBytes)) throw new Fault('database/disk-full', {path});
    this.#isFull = false;
  }

  /** Folds the log into the file once it is larger than that. A full disk lets it be. */
  foldLog(beyondBytes: number): void {
    if (this.#database.walBytes() <= beyondBytes) return;
    try {
      this.#database.checkpoint('truncate');
    } catch (error) {
      if (!isFault(error, 'database/disk-full')) throw error;
      this.#becomeFull();
    }
  }

  close(): void {
    if (this.#database.fault === undefined) this.foldLog(0);
    this.#database.close();
  }

  #open(mode: 'create' | 'existing'): Database {
    return openDatabase({path: this.#options.path, schema: FLEET_SCHEMA, mode});
  }

  #replace(): void {
    this.#database.close();
    this.#database = this.#open('existing');
  }

  #becomeFull(): void {
    this.#isFull = this.#options.reserveBytes > 0;
    this.#database.close();
    releaseReserve(this.#options.path);
    this.#database = this.#open('existing');
  }
}
