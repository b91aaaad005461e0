import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {addDataKey} from '@holdfast/data-keys';
import {nodeDigest} from '@holdfast/platform-node';
import {silentLog, utf8Encode} from '@holdfast/std';
import {openDatabase} from '@holdfast/strict-libsql';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openLibsqlJournal} from './index.ts';
import {JOURNAL_SCHEMA} from './journal-schema.ts';
import {nextEntry} from './testing/sell.ts';

let directory: string;
const at = (name: string) => join(directory, name);
const keys = () => ({file: at('data-keys.json'), credential: undefined});
const tools = {digest: nodeDigest, log: silentLog};
const open = () => openLibsqlJournal({...tools, directory, dataKeys: keys()});
const after = (sequenceNumber: number) => ({sequenceNumber, entriesMax: 10, bytesMax: 1_000_000});

/** Five sales, closed. */
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const journal = await open();
  for (let sale = 0; sale < 5; sale++) await journal.append([await nextEntry(journal)]);
  await journal.close();
});
afterEach(() => rmSync(directory, {recursive: true}));

function tamper(sql: string): void {
  const path = at('journal.db');
  const database = openDatabase({path, schema: JOURNAL_SCHEMA, mode: 'existing'});
  expect(database.write(() => database.run(sql).changes)).toBe(1); // it struck
  database.close();
}

test('no word of a body lies in a till’s file, and with its keys each entry is read', async () => {
  const journal = await open();
  const entries = await journal.readAfter(after(0));
  await journal.close();
  expect(entries).toHaveLength(5);
  const {body} = entries[0]?.entry ?? {};
  expect.assert(body);
  const word = Buffer.from(body).subarray(0, 24);
  expect(readFileSync(at('journal.db')).includes(word)).toBe(false);
});

test('a journal from before it was sealed is read as it is, and what comes is sealed', async () => {
  const bare = mkdtempSync(join(directory, 'bare-'));
  const before = await openLibsqlJournal({...tools, directory: bare});
  await before.append([await nextEntry(before)]);
  await before.close();
  const dataKeys = {file: join(bare, 'data-keys.json'), credential: undefined};
  const journal = await openLibsqlJournal({...tools, directory: bare, dataKeys});
  await journal.append([await nextEntry(journal)]);
  expect(await journal.readAfter(after(0))).toHaveLength(2);
  await journal.close();
  await expect(openLibsqlJournal({...tools, directory: bare})).rejects.toMatchObject({
    code: 'data-key/missing',
  });
});

test('a key that was added seals what comes, and older entries are read by theirs', async () => {
  const [older, newer] = addDataKey(keys(), 2_000);
  const journal = await open();
  await journal.append([await nextEntry(journal)]);
  expect(await journal.readAfter(after(0))).toHaveLength(6);
  await journal.close();
  const file = readFileSync(at('journal.db'));
  for (const key of [older, newer]) {
    expect(file.includes(Buffer.from(key?.id ?? '', 'hex'))).toBe(true);
  }
});

/** What somebody with the file may do to an entry. */
const BREAKS = {
  'a sealed byte is changed': {
    sql: `UPDATE entry SET body = CAST(substr(body, 1, length(body) - 20) || x'00'
      || substr(body, length(body) - 18) AS BLOB) WHERE sequence = 3`,
    reason: 'its body was changed since it was sealed',
  },
  'the body of another entry is put there': {
    sql: 'UPDATE entry SET body = (SELECT body FROM entry WHERE sequence = 2) WHERE sequence = 3',
    reason: 'its body was moved here: it was sealed for another place',
  },
};

test.each(Object.entries(BREAKS))('%s: it is named, and the others are read', async (_, broken) => {
  tamper(broken.sql);
  const journal = await open();
  expect(await journal.readAfter(after(0))).toHaveLength(2);
  await expect(journal.readAfter(after(2))).rejects.toMatchObject({
    code: 'journal/entry-unreadable',
    fields: {entry: 3, reason: broken.reason},
  });
  expect(await journal.readAfter(after(3))).toHaveLength(2);
  await journal.close();
});

test('without its keys a journal does not open, none is made in their stead, and they put it right', async () => {
  const kept = readFileSync(keys().file);
  const {id} = JSON.parse(kept.toString('utf8')).keys[0];
  rmSync(keys().file);
  const missing = {code: 'data-key/missing', fields: {file: keys().file, key: id}};
  await expect(open()).rejects.toMatchObject(missing);
  await expect(open()).rejects.toMatchObject(missing); // and gave up what it had opened
  writeFileSync(keys().file, kept, {mode: 0o600});
  const journal = await open();
  expect(journal.tail().sequenceNumber).toBe(5);
  await journal.close();
});

test('personal data lies sealed beside its body', async () => {
  const journal = await open();
  const personal = utf8Encode('sixteen bytes of {"name":"Ada Lovelace"}');
  const {entry, ...more} = await nextEntry(journal, {personal});
  await journal.append([{entry, ...more}]);
  const [read] = await journal.readAfter(after(5));
  expect(read?.entry.personal).toEqual(personal);
  await journal.close();
  expect(readFileSync(at('journal.db')).includes('Lovelace')).toBe(false);
});

test('erased personal data is in no file any more, sealed or not, while the journal is open', async () => {
  const bare = mkdtempSync(join(directory, 'bare-'));
  const journal = await openLibsqlJournal({...tools, directory: bare});
  const everywhere = () =>
    readdirSync(bare).filter(name => readFileSync(join(bare, name)).includes('Lovelace'));
  const places = [];
  for (let sale = 0; sale < 60; sale++) {
    const personal = utf8Encode(`sixteen bytes of {"note":"${'Lovelace '.repeat(sale + 1)}"}`);
    const made = await nextEntry(journal, {personal});
    await journal.append([made]);
    const {journalId, sequenceNumber, personalSha256} = made.entry.header;
    expect.assert(personalSha256);
    places.push({journalId, sequenceNumber, personalSha256});
  }
  expect(everywhere()).not.toEqual([]);
  expect(await journal.erasePersonal(places)).toBe(60);
  expect(everywhere()).toEqual([]);
  expect(await journal.readAfter({...after(0), entriesMax: 100})).toHaveLength(60);
  await journal.close();
  expect(everywhere()).toEqual([]);
});
