import {type Digest, Fault, type SignatureVerifier} from '@holdfast/std';
import {journalIdOf} from '@holdfast/wire';
import {commit, ENTRIES, openDatabase, SINGLES} from './database.ts';
import {IndexedDbJournal, type SuccessorDatabase} from './indexeddb-journal.ts';
import {checkSignature, readEnd} from './journal-end.ts';
import {openKey} from './key-record.ts';
import type {Persistence} from './persistence.ts';
import {noteSuccessor, readSide, readSideRecords, readSuccession} from './side-records.ts';
import type {WriterLock} from './writer-lock.ts';

interface Tools {
  readonly indexedDB: IDBFactory;
  readonly name: string;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly capBytes: number;
  readonly lock: WriterLock;
  readonly persistence: Persistence;
}

/**
 * The journals of one name, each in a database of its own: the name itself, then `name 2` and so
 * on, should one have to be succeeded. One lock is for all of them. A database that does not say
 * which journal it succeeds was prepared, and is not written yet.
 */
export class JournalDatabases {
  readonly #tools: Tools;

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** Opens the journal that is written now, and for reading those it took over from. */
  async openNewest(): Promise<IndexedDbJournal> {
    let database = await this.#database(1);
    let journal = await this.#open(1, {database});
    try {
      for (let number = 2; (await readSide(database, 'successor')) !== undefined; number++) {
        database = await this.#database(number);
        const next = await this.#openIfItFollowed(number, {database, closed: journal});
        if (!next) break;
        journal = next;
      }
      return journal;
    } catch (error) {
      await journal.close();
      throw error;
    }
  }

  #database(number: number): Promise<IDBDatabase> {
    const {indexedDB, name} = this.#tools;
    return openDatabase(indexedDB, number === 1 ? name : `${name} ${number}`);
  }

  async #openIfItFollowed(
    number: number,
    {database, closed}: {readonly database: IDBDatabase; readonly closed: IndexedDbJournal},
  ): Promise<IndexedDbJournal | undefined> {
    const succession = await readSuccession(database);
    if (succession) return this.#open(number, {database, closed});
    database.close();
    return undefined;
  }

  async #open(
    number: number,
    {database, closed}: {readonly database: IDBDatabase; readonly closed?: IndexedDbJournal},
  ): Promise<IndexedDbJournal> {
    const {digest, verifier, capBytes, lock, persistence} = this.#tools;
    try {
      const key = await openKey(database, verifier);
      const journalId = journalIdOf(digest, key.publicKey);
      const {head, last} = await readEnd(database, {digest, journalId});
      if (last) await checkSignature(last, {verifier, publicKey: key.publicKey});
      const side = await readSideRecords(database, journalId);
      const succession = await readSuccession(database);
      if (succession?.journalId !== closed?.journalId) {
        const reason = 'it does not succeed the journal beside it';
        throw new Fault('database/corrupt', {what: 'journal', reason});
      }
      const {lastCommonSequence = 0, lost = []} = succession ?? {};
      const parts = {database, lock, persistence, key, journalId, head, ...side, digest, capBytes};
      return new IndexedDbJournal({
        ...parts,
        successor: this.#successor(number + 1, database),
        ...(closed ? {predecessor: {journal: closed, lastCommonSequence, lost}} : {}),
      });
    } catch (error) {
      database.close();
      throw error;
    }
  }

  #successor(number: number, own: IDBDatabase): SuccessorDatabase {
    const {digest, verifier} = this.#tools;
    return {
      prepare: async () => {
        const database = await this.#database(number);
        try {
          const key = await openKey(database, verifier);
          await noteSuccessor(own);
          return {key, journalId: journalIdOf(digest, key.publicKey)};
        } finally {
          database.close();
        }
      },
      follow: async (closed, begin) => {
        const database = await this.#database(number);
        try {
          await commit(database, [ENTRIES, SINGLES], begin);
        } catch (error) {
          database.close();
          throw error;
        }
        return this.#open(number, {database, closed});
      },
    };
  }
}
