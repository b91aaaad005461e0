import {
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  globSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import {basename, join} from 'node:path';
import {copyDataKeys} from '@holdfast/data-keys';
import {parseTransaction, salesAmountMinor} from '@holdfast/domain';
import {syncDirectory} from '@holdfast/platform-node';
import {equalBytes, Fault, silentLog, toHex} from '@holdfast/std';
import type {Journal, JournaledEntry, JournalTail} from '@holdfast/terminal-sdk';
import {dataKeysOf, JOURNAL_FOLDER, openJournal} from './open-journal.ts';

/** Where a journal lies that was taken along: as evidence, without its key. */
const LEFT_FOLDER = 'exported';
const PAGE = {entriesMax: 1_000, bytesMax: 8 * 1024 * 1024};

/** What was taken along, counted from the copy. */
export interface ExportedJournal {
  readonly retailStoreId: string;
  readonly workstationId: string;
  readonly journalId: string;
  /** The entries that head office has not signed for. */
  readonly unheld: number;
  readonly firstUnheld: number;
  readonly last: number;
  readonly lastHash: string;
  /** Of the sales among them, by currency. */
  readonly amountsMinor: Readonly<Record<string, number>>;
}

/**
 * Takes a stopped till's journal along, with its key, to a folder that is a till's data directory
 * from then on: started there, wherever its old store can be reached, it sends what is left. The
 * copy is read and proved first; then the till itself has no journal any more and may be paired
 * with any store. What lay here stays as evidence, without the key: nobody can go on with it.
 *
 * Throws `database/in-use` while the till runs, `journal/read-only` where it was never paired,
 * `config/invalid` for a folder that is not empty, and `journal/entry-unreadable`.
 */
export async function exportJournal(of: {
  readonly dataDir: string;
  readonly folder: string;
}): Promise<ExportedJournal> {
  const {dataDir, folder} = of;
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Fault('config/invalid', {key: '--to', value: folder, reason: 'must be empty'});
  }
  if (!existsSync(join(dataDir, JOURNAL_FOLDER))) throw new Fault('journal/read-only', {dataDir});
  const journal = await openJournal(dataDir, {log: silentLog});
  let exported: ExportedJournal;
  try {
    copyData(dataDir, folder);
    exported = await proveCopy(folder, journal.tail());
    takeKeysAlong(dataDir, folder);
  } finally {
    await journal.close();
  }
  leaveBehind(dataDir, exported.journalId);
  return exported;
}

/** Nobody writes: the journal is held open by us. */
function copyData(dataDir: string, folder: string): void {
  mkdirSync(folder, {recursive: true, mode: 0o700});
  for (const name of readdirSync(dataDir)) {
    if (name === LEFT_FOLDER) continue;
    cpSync(join(dataDir, name), join(folder, name), {recursive: true});
  }
  for (const entry of readdirSync(folder, {withFileTypes: true, recursive: true})) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) syncDirectory(path);
    if (entry.isFile()) syncFile(path);
  }
  syncDirectory(folder);
}

/** The credential of this machine opens nothing on another one; the copy has every key in it. */
function takeKeysAlong(dataDir: string, folder: string): void {
  const from = dataKeysOf(dataDir);
  if (from.credential) copyDataKeys(from, {...dataKeysOf(folder), credential: undefined});
}

function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

async function proveCopy(folder: string, tail: JournalTail): Promise<ExportedJournal> {
  const copy = await openJournal(folder, {log: silentLog});
  try {
    const pairing = copy.pairing();
    if (!pairing) throw new Fault('journal/read-only', {dataDir: folder});
    if (!equalBytes(copy.tail().entryHash, tail.entryHash)) {
      throw new Fault('database/corrupt', {file: folder, reason: 'the copy ends in another entry'});
    }
    const held = copy.custody().held?.sequenceNumber ?? 0;
    const amountsMinor: Record<string, number> = {};
    let unheld = 0;
    for await (const {entry} of entriesAfter(copy, held)) {
      unheld += 1;
      const read = parseTransaction(entry.body);
      if (!read.ok || read.value.kind !== 'RetailTransaction') continue;
      const {currencyCode} = read.value;
      amountsMinor[currencyCode] = (amountsMinor[currencyCode] ?? 0) + salesAmountMinor(read.value);
    }
    const {retailStoreId, workstationId, journalId} = pairing;
    const place = {retailStoreId, workstationId, journalId};
    const {sequenceNumber: last, entryHash} = tail;
    const range = {unheld, firstUnheld: last - unheld + 1, last, lastHash: toHex(entryHash)};
    return {...place, ...range, amountsMinor};
  } finally {
    await copy.close();
  }
}

async function* entriesAfter(journal: Journal, held: number): AsyncGenerator<JournaledEntry> {
  for (let sequenceNumber = held; sequenceNumber < journal.tail().sequenceNumber; ) {
    for (const journaled of await journal.readAfter({sequenceNumber, ...PAGE})) {
      sequenceNumber = journaled.entry.header.sequenceNumber;
      yield journaled;
    }
  }
}

function leaveBehind(dataDir: string, journalId: string): void {
  const left = join(dataDir, LEFT_FOLDER);
  mkdirSync(left, {recursive: true, mode: 0o700});
  let name = journalId;
  for (let number = 2; existsSync(join(left, name)); number++) name = `${journalId}-${number}`;
  renameSync(join(dataDir, JOURNAL_FOLDER), join(left, name));
  for (const key of globSync('*.key', {cwd: join(left, name)})) {
    rmSync(join(left, name, basename(key)));
  }
  for (const folder of [join(left, name), left, dataDir]) syncDirectory(folder);
}
