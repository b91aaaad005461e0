import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {loadOrCreateSigningKey} from '@holdfast/platform-node';
import {type Digest, Fault, type Log, type SigningKey, utf8Encode} from '@holdfast/std';
import {type Database, openDatabase, readBytes, readUtf8} from '@holdfast/strict-libsql';
import {decodeSuccession, type Journal, type Succession} from '@holdfast/terminal-sdk';
import {journalIdOf} from '@holdfast/wire';
import {JOURNAL_SCHEMA} from './journal-schema.ts';
import type {JournalSeal} from './journal-seal.ts';
import {LibsqlJournal, type SuccessorFiles} from './libsql-journal.ts';

const FIND_IDENTITY = "SELECT record FROM kept WHERE name = 'identity'";
const KEEP_IDENTITY = "INSERT INTO kept (name, record) VALUES ('identity', ?)";
const FIND_SUCCESSION = "SELECT record FROM kept WHERE name = 'succeeds'";

interface JournalTools {
  readonly digest: Digest;
  readonly log: Log;
  readonly capBytes: number;
  /** Disk kept aside for the day it is full, for each file. */
  readonly reserveBytes: number;
  readonly seal: JournalSeal;
}

/**
 * A terminal's journals in one directory, each with a file and a key of its own: `journal.db`, then
 * `journal-2.db` and so on, should one have to be succeeded. A file that does not say which journal
 * it succeeds was prepared, and is not written yet.
 */
export class JournalFolder {
  readonly #directory: string;
  readonly #tools: JournalTools;

  constructor(directory: string, tools: JournalTools) {
    this.#directory = directory;
    this.#tools = tools;
  }

  /** Opens the journal that is written now, and for reading those it took over from. */
  async openNewest(): Promise<LibsqlJournal> {
    const mode = existsSync(this.#file(2, 'db')) ? 'existing' : 'create';
    let journal = await this.#open(1, {database: this.#database(1, mode)});
    try {
      for (let number = 2; existsSync(this.#file(number, 'db')); number++) {
        const found = this.#succeeding(number);
        if (!found) break;
        journal = await this.#open(number, {...found, closed: journal});
      }
      return journal;
    } catch (error) {
      await journal.close();
      throw error;
    }
  }

  #file(number: number, ending: 'db' | 'key'): string {
    const name = number === 1 ? 'journal' : `journal-${number}`;
    return join(this.#directory, `${name}.${ending}`);
  }

  #database(number: number, mode: 'create' | 'existing'): Database {
    const path = this.#file(number, 'db');
    const {reserveBytes} = this.#tools;
    const database = openDatabase({path, schema: JOURNAL_SCHEMA, mode, reserveBytes});
    try {
      this.#tools.seal.assertKeys(database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** The file of a successor that is written; `undefined` for one that was only prepared. */
  #succeeding(
    number: number,
  ): {readonly database: Database; readonly succession: Succession} | undefined {
    const database = this.#database(number, 'existing');
    try {
      const row = database.get(FIND_SUCCESSION);
      if (row) return {database, succession: decodeSuccession(readBytes(row, 'record'))};
    } catch (error) {
      database.close();
      throw error;
    }
    database.close();
    return undefined;
  }

  async #open(
    number: number,
    from: {
      readonly database: Database;
      readonly succession?: Succession;
      readonly closed?: LibsqlJournal;
    },
  ): Promise<LibsqlJournal> {
    const {database, succession, closed} = from;
    try {
      const key = await this.#keyOf(number, database);
      if (succession && succession.journalId !== closed?.journalId) {
        const reason = 'succeeds another journal than the one beside it';
        throw new Fault('database/corrupt', {file: this.#file(number, 'db'), reason});
      }
      return new LibsqlJournal({
        ...this.#tools,
        key,
        database,
        reopen: () => this.#database(number, 'existing'),
        successors: this.#successors(number + 1),
        ...(succession && closed ? {predecessor: {...succession, journal: closed}} : {}),
      });
    } catch (error) {
      database.close();
      throw error;
    }
  }

  #successors(number: number): SuccessorFiles {
    return {
      prepare: async () => {
        const database = this.#database(number, 'create');
        try {
          const key = await this.#keyOf(number, database);
          return {key, journalId: journalIdOf(this.#tools.digest, key.publicKey)};
        } finally {
          database.close();
        }
      },
      follow: (closed, begin) => this.#follow({number, closed, begin}),
    };
  }

  async #follow(to: {
    readonly number: number;
    readonly closed: LibsqlJournal;
    readonly begin: (database: Database) => void;
  }): Promise<Journal> {
    const {number, closed, begin} = to;
    const database = this.#database(number, 'existing');
    try {
      database.write(() => begin(database));
    } catch (error) {
      database.close();
      throw error;
    }
    const row = database.get(FIND_SUCCESSION);
    if (!row) throw new Fault('database/failed', {reason: 'a committed record is not there'});
    const succession = decodeSuccession(readBytes(row, 'record'));
    return this.#open(number, {database, succession, closed});
  }

  /**
   * One journal, one key, ever: the file names its journal, and another key makes another journal.
   */
  async #keyOf(number: number, database: Database): Promise<SigningKey> {
    const file = this.#file(number, 'key');
    const row = database.get(FIND_IDENTITY);
    const identity = row && readUtf8(row, 'record');
    if (identity !== undefined && !existsSync(file)) throw new Fault('journal/key-lost', {file});
    const key = await loadOrCreateSigningKey(file);
    const journalId = journalIdOf(this.#tools.digest, key.publicKey);
    if (identity === undefined) {
      database.write(() => database.run(KEEP_IDENTITY, [utf8Encode(journalId)]));
    } else if (identity !== journalId) {
      throw new Fault('journal/key-lost', {file, journalId: identity, keyOf: journalId});
    }
    return key;
  }
}
