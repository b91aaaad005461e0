import {rmSync, statfsSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import type {DataKeys} from '@holdfast/data-keys';
import type {
  KeptEntry,
  KeptStatement,
  StoreContents,
  StoredGroup,
  StorePrune,
  StoreWrite,
} from '@holdfast/ledger';
import {assert, Fault, isFault} from '@holdfast/std';
import {
  type Database,
  keepReserve,
  openDatabase,
  type Row,
  readBytes,
  readInteger,
  releaseReserve,
} from '@holdfast/strict-libsql';
import type {LedgerId} from '@holdfast/wire';
import {idBytes, LEDGER_ID_BYTES, ledgerIdFromBytes} from '@holdfast/wire/id-bytes';
import {assertKeys, type KeyInUse, keysInUse, markKey} from './key-marks.ts';
import {
  FIRST_COLUMN,
  GROUP_COLUMNS,
  KEPT_COLUMNS,
  LAST_COLUMN,
  LEDGER_ID_COLUMN,
  STATEMENT_COLUMNS,
  statementOfRow,
  statementToRow,
  WATERMARK_COLUMNS,
  watermarkOfRow,
  watermarkToRow,
} from './ledger-rows.ts';
import {LEDGER_SCHEMA} from './ledger-schema.ts';
import {LedgerSeal} from './ledger-seal.ts';
import {logAsideOf} from './log-aside.ts';

const SELECT_LEDGER = `SELECT ${LEDGER_ID_COLUMN} FROM ledger WHERE only = 1`;
const INSERT_LEDGER = 'INSERT INTO ledger VALUES (1, :ledgerId)';
// A column is named with its table in ORDER BY: alone, `first` is what was made of it in the
// result, which no index orders, and every group up to there would be read to find one.
export const SELECT_LAST = `
  SELECT ${LAST_COLUMN} FROM commit_group ORDER BY commit_group.first DESC LIMIT 1`;
export const SELECT_FIRST = `
  SELECT ${FIRST_COLUMN} FROM commit_group ORDER BY commit_group.first LIMIT 1`;
export const SELECT_HOLDER = `
  SELECT ${GROUP_COLUMNS} FROM commit_group
  WHERE first <= :from ORDER BY commit_group.first DESC LIMIT 1`;
export const SELECT_NEXT = `
  SELECT ${GROUP_COLUMNS} FROM commit_group
  WHERE first > :after ORDER BY commit_group.first LIMIT 1`;
export const SELECT_LANE_TABLE = `
  SELECT ${FIRST_COLUMN} FROM commit_group
  WHERE first <= :upTo AND last <= :upTo AND all_lanes = 1
  ORDER BY commit_group.first DESC LIMIT 1`;
const INSERT_GROUP = `
  INSERT INTO commit_group
    (first, last, all_lanes, codec, head_before, head, digest, lanes, entries)
  VALUES (:first, :last, :allLanes, :codec, :headBefore, :head, :digest, :lanes, :entries)`;
const REWRITE_GROUP = `
  UPDATE commit_group SET all_lanes = :allLanes, codec = :codec, head_before = :headBefore,
    head = :head, digest = :digest, lanes = :lanes, entries = :entries
  WHERE first = :first AND last = :last`;
const DELETE_GROUPS = 'DELETE FROM commit_group WHERE last <= :upTo AND first <= :upTo';
const KEEP_ENTRY = `
  INSERT INTO kept_entry (ledger_id, position, codec, entry)
  VALUES (:ledgerId, :position, :codec, :entry)
  ON CONFLICT DO NOTHING`;
export const SELECT_KEPT = `
  SELECT ${KEPT_COLUMNS} FROM kept_entry
  ORDER BY kept_entry.ledger_id, kept_entry.position LIMIT :limit OFFSET :skip`;
const SELECT_WATERMARKS = `SELECT ${WATERMARK_COLUMNS} FROM watermark`;
const KEEP_WATERMARK = 'INSERT OR REPLACE INTO watermark VALUES (:sink, :position)';
const SELECT_STATEMENTS = `SELECT ${STATEMENT_COLUMNS} FROM held_statement`;
const KEEP_STATEMENT = 'INSERT OR REPLACE INTO held_statement VALUES (:journalId, :statement)';

/**
 * 1 KiB pages write less of a small group's row than 4 KiB ones, and no more of a large one's: 2.6
 * bytes of log a byte of payload at one entry a group instead of 5.0, 1.4 instead of 2.5 at four.
 */
const PAGE_BYTES = 1024;
/**
 * Written to the log for a page: the page, its frame's header, and what a row shares of its leaf.
 */
const FRAME_BYTES = PAGE_BYTES + 24;
const NOTE_BYTES = 2 * FRAME_BYTES;
/** What a deletion writes: the pages that list what is free, and the way down to the rows. */
const PRUNE_BYTES = 64 * FRAME_BYTES;

export interface LedgerDatabaseOptions {
  readonly path: string;
  readonly mode: 'create' | 'existing';
  /** Disk kept aside for the day it is full; 0 for a ledger that grows no more. */
  readonly reserveBytes: number;
  /** What rows are sealed under; without any, they lie as they are. */
  readonly keys: DataKeys | undefined;
}

/**
 * One ledger's file, in the hands of one thread; every call blocks it. What it promises is
 * `LedgerStore`'s promise. Keeps serving on a full disk: the failed connection is replaced, the
 * reserve is given back so that notes still find room, and groups are refused until it can be
 * refilled.
 */
export class LedgerDatabase {
  readonly #options: LedgerDatabaseOptions;
  #database: Database;
  #lastPosition: number;
  #walBytes = 0;
  #isFull: boolean;
  readonly #seal: LedgerSeal;
  /** The key that is known to be marked as one that groups are sealed under. */
  #marked: string | undefined;
  #ledgerId: LedgerId | undefined;

  /** Throws `data-key/missing` where it takes a key that is not there, and has changed nothing. */
  constructor(options: LedgerDatabaseOptions) {
    this.#options = options;
    this.#seal = new LedgerSeal(options.keys);
    this.#database = this.#open(options.mode);
    try {
      const {path} = options;
      assertKeys(this.keysInUse(), {path, has: keyId => this.#seal.has(keyId)});
    } catch (error) {
      this.#database.close();
      throw error;
    }
    this.#isFull = options.reserveBytes > 0 && !keepReserve(options.path, options.reserveBytes);
    this.#lastPosition = this.#readLast();
  }

  contents(): StoreContents {
    return this.#read(database => {
      this.#ledgerId = this.#readLedgerId(database);
      return {
        ledgerId: this.#ledgerId,
        firstPosition: this.#readFirst(database),
        lastPosition: this.#lastPosition,
        watermarks: database.all(SELECT_WATERMARKS).map(watermarkOfRow),
        heldStatements: database.all(SELECT_STATEMENTS).flatMap<KeptStatement>(statementOfRow),
      };
    });
  }

  found({ledgerId, write}: {readonly ledgerId: LedgerId; readonly write: StoreWrite}): number {
    assert(write.group, 'a ledger is founded with its first group');
    this.#ledgerId = ledgerId;
    return this.#write(write, database => {
      database.run(INSERT_LEDGER, {ledgerId: idBytes(ledgerId)});
    });
  }

  /**
   * Deletes in one transaction; what it frees is written over by what comes. Bytes in the log after
   * it.
   */
  prune({upTo, kept}: StorePrune): number {
    assert(upTo < this.#lastPosition, 'the last group stays');
    this.#commit(database => {
      for (const entry of kept) database.run(KEEP_ENTRY, this.#seal.keptToRow(entry));
      const {keyId} = this.#seal;
      if (keyId !== undefined && kept.length > 0) markKey(database, {keyId, from: 'kept'});
      if (upTo > 0) database.run(DELETE_GROUPS, {upTo});
      const first = this.#readFirst(database);
      assert(upTo === 0 || first === upTo + 1, 'whole groups go');
    });
    this.#walBytes += PRUNE_BYTES + kept.reduce((sum, {bytes}) => sum + bytes.length, 0);
    return this.#walBytes;
  }

  /** Bytes in the log after it: none. */
  rewrite(groups: readonly StoredGroup[]): number {
    assert(this.#ledgerId !== undefined, 'a ledger is known before it is rewritten');
    const ledgerId = this.#ledgerId;
    const database = this.#database;
    const {keyId} = this.#seal;
    const change = () => {
      for (const group of groups) {
        database.run(REWRITE_GROUP, this.#seal.groupToRow(ledgerId, group));
      }
      if (keyId !== undefined) markKey(database, {keyId, from: 'rewritten'});
    };
    try {
      database.erase(change);
    } catch (error) {
      if (isFault(error, 'database/disk-full')) this.#becomeFull();
      throw error;
    }
    // The log as it was before the last opening: what was worth keeping of it is evidence by now.
    rmSync(logAsideOf(this.#options.path), {force: true});
    this.#walBytes = 0;
    return 0;
  }

  readKept({skip, limit}: {readonly skip: number; readonly limit: number}): KeptEntry[] {
    const rows = this.#read(database => database.all(SELECT_KEPT, {skip, limit}));
    return rows.flatMap<KeptEntry>(row => this.#seal.keptOfRow(row));
  }

  /** What is sealed from now on is sealed under the newest of these. */
  useKeys(keys: DataKeys): void {
    this.#seal.use(keys);
  }

  /** The keys that what is still here is sealed under. */
  keysInUse(): readonly KeyInUse[] {
    return this.#read(database => keysInUse(database, this.#readFirst(database)));
  }

  /** Bytes in the log after it. */
  write(write: StoreWrite): number {
    return this.#write(write, () => {});
  }

  readGroups({from, bytesMax}: {readonly from: number; readonly bytesMax: number}): StoredGroup[] {
    const groups: StoredGroup[] = [];
    let row = this.#read(database => database.get(SELECT_HOLDER, {from}));
    let bytes = 0;
    while (row) {
      const group = this.#openRow(row, groups.length > 0);
      if (!group || group.last < from) break;
      groups.push(group);
      bytes += group.entries.length;
      if (bytes > bytesMax) break;
      row = this.#read(database => database.get(SELECT_NEXT, {after: group.first}));
    }
    return groups;
  }

  /** `undefined` for one that does not open behind others that did: whoever asks for it is told. */
  #openRow(row: Row, isBehindOthers: boolean): StoredGroup | undefined {
    const {path} = this.#options;
    this.#ledgerId ??= this.#read(database => this.#readLedgerId(database));
    if (!this.#ledgerId) throw new Fault('database/corrupt', {path, reason: 'no ledger id'});
    try {
      return this.#seal.groupOfRow(this.#ledgerId, row);
    } catch (error) {
      if (isBehindOthers && isFault(error, 'database/corrupt')) return undefined;
      throw error;
    }
  }

  laneTableBefore(upTo: number): number | undefined {
    return this.#read(database => {
      const row = database.get(SELECT_LANE_TABLE, {upTo});
      return row && readInteger(row, 'first');
    });
  }

  checkpoint(): void {
    try {
      const {busy} = this.#database.checkpoint('passive');
      if (!busy) this.#walBytes = 0;
    } catch (error) {
      if (isFault(error, 'database/disk-full')) this.#becomeFull();
      throw error;
    }
  }

  close(): void {
    if (!this.#database.fault) {
      try {
        this.#database.checkpoint('truncate');
      } catch (error) {
        if (!isFault(error)) throw error; // the log keeps it: the next opening takes it from there
      }
    }
    this.#database.close();
  }

  #open(mode: 'create' | 'existing'): Database {
    const {path} = this.#options;
    return openDatabase({path, mode, schema: LEDGER_SCHEMA, pageBytes: PAGE_BYTES});
  }

  #write(write: StoreWrite, more: (database: Database) => void): number {
    const {group, watermarks = [], heldStatements = []} = write;
    if (group) {
      const begins = this.#lastPosition === 0; // wherever its ledger was shortened to
      assert(
        begins || group.first === this.#lastPosition + 1,
        'a group begins where the last one ended',
      );
      this.#assertRoom();
    }
    this.#commit(database => {
      more(database);
      if (group) this.#insertGroup(database, group);
      for (const watermark of watermarks) database.run(KEEP_WATERMARK, watermarkToRow(watermark));
      for (const kept of heldStatements) database.run(KEEP_STATEMENT, statementToRow(kept));
    });
    if (group) this.#lastPosition = group.last;
    this.#walBytes += (watermarks.length + heldStatements.length) * NOTE_BYTES;
    if (group) this.#walBytes += logBytes(group);
    return this.#walBytes;
  }

  #commit(change: (database: Database) => void): void {
    const database = this.#database;
    try {
      database.write(() => change(database));
    } catch (error) {
      this.#marked = undefined;
      if (isFault(error, 'database/disk-full')) this.#becomeFull();
      throw error;
    }
  }

  #insertGroup(database: Database, group: StoredGroup): void {
    assert(this.#ledgerId !== undefined, 'a ledger is founded before it is written');
    database.run(INSERT_GROUP, this.#seal.groupToRow(this.#ledgerId, group));
    const {keyId} = this.#seal;
    if (keyId === undefined || keyId === this.#marked) return;
    markKey(database, {keyId, from: group.first});
    this.#marked = keyId;
  }

  #readLedgerId(database: Database): LedgerId | undefined {
    const row = database.get(SELECT_LEDGER);
    return row && this.#toLedgerId(readBytes(row, 'ledger_id'));
  }

  #readFirst(database: Database): number {
    const row = database.get(SELECT_FIRST);
    return row ? readInteger(row, 'first') : 0;
  }

  /** Throws `database/disk-full` until there is room again for the reserve, and as much besides. */
  #assertRoom(): void {
    if (!this.#isFull) return;
    const {path, reserveBytes} = this.#options;
    const {bavail, bsize} = statfsSync(dirname(path));
    const kept = statSync(`${path}.reserve`, {throwIfNoEntry: false})?.size === reserveBytes;
    const roomy = bavail * bsize >= (kept ? reserveBytes : 2 * reserveBytes);
    if (!roomy || !keepReserve(path, reserveBytes)) throw new Fault('database/disk-full', {path});
    this.#isFull = false;
  }

  /**
   * A connection that met a full disk is done for. The next one finds the reserve's room, moves the
   * log into the file with it, and what is left is for notes.
   */
  #becomeFull(): void {
    this.#isFull = true;
    this.#database.close();
    releaseReserve(this.#options.path);
    this.#database = this.#open('existing');
    this.#walBytes = 0;
    if (this.#readLast() === this.#lastPosition) return;
    throw new Fault('database/failed', {path: this.#options.path, reason: 'half written'});
  }

  /**
   * A connection that met a damaged page throws for ever; the next one reads the pages that are
   * whole.
   */
  #read<T>(read: (database: Database) => T): T {
    try {
      return read(this.#database);
    } catch (error) {
      if (isFault(error, 'database/corrupt')) {
        this.#database.close();
        this.#database = this.#open('existing');
        this.#walBytes = 0;
      }
      throw error;
    }
  }

  #readLast(): number {
    return this.#read(database => {
      const row = database.get(SELECT_LAST);
      return row ? readInteger(row, 'last') : 0;
    });
  }

  #toLedgerId(bytes: Uint8Array): LedgerId {
    if (bytes.length === LEDGER_ID_BYTES) return ledgerIdFromBytes(bytes);
    throw new Fault('database/corrupt', {path: this.#options.path, reason: 'no ledger id'});
  }
}

/** About what a group adds to the log: its own pages, its leaf, and now and then an inner page. */
function logBytes({entries, lanes}: StoredGroup): number {
  return (Math.ceil((entries.length + lanes.length) / PAGE_BYTES) + 2) * FRAME_BYTES;
}
