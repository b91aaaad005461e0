import {existsSync, mkdtempSync, renameSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {nodeDigest} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';
import {type Database, openDatabase} from '@holdfast/strict-libsql';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openLibsqlJournal} from './index.ts';
import {JOURNAL_SCHEMA} from './journal-schema.ts';
import {nextEntry} from './testing/sell.ts';

/** What a disk, or somebody at it, may do to a journal that nobody has open. */
const BREAKS = {
  'a byte of the last body flipped': {
    change: "UPDATE entry SET body = CAST(replace(body, '5', '6') AS BLOB) WHERE sequence = 5",
    fault: {code: 'database/corrupt', fields: {entry: 5}},
  },
  'a header that is none': {
    change: "UPDATE entry SET header = x'00' WHERE sequence = 5",
    fault: {code: 'database/corrupt', fields: {entry: 5}},
  },
  'an entry missing in the middle': {
    change: 'DELETE FROM entry WHERE sequence = 3',
    fault: {code: 'database/corrupt', fields: {entry: 3}},
  },
  'a pairing that is none': {
    change: "INSERT INTO kept (name, record) VALUES ('pairing', x'7b7d')",
    fault: {code: 'database/corrupt', fields: {what: 'pairing'}},
  },
  'custody that is none': {
    change: "INSERT INTO kept (name, record) VALUES ('custody', x'ff')",
    fault: {code: 'database/corrupt', fields: {what: 'custody'}},
  },
} as const;

let directory: string;
const at = (name: string) => join(directory, name);
const open = () => openLibsqlJournal({directory, digest: nodeDigest, log: silentLog});

/** A journal with five sales, closed. */
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const journal = await open();
  for (let sale = 0; sale < 5; sale++) await journal.append([await nextEntry(journal)]);
  await journal.close();
});
afterEach(() => rmSync(directory, {recursive: true}));

function tamper(change: (database: Database) => void): void {
  const path = at('journal.db');
  const database = openDatabase({path, schema: JOURNAL_SCHEMA, mode: 'existing'});
  database.write(() => change(database));
  database.close();
}

test.each(Object.keys(BREAKS) as (keyof typeof BREAKS)[])('%s: the start says so', async name => {
  const {change, fault} = BREAKS[name];
  tamper(database => {
    expect(database.run(change).changes).toBe(1); // it struck
  });
  await expect(open()).rejects.toMatchObject(fault);
  await expect(open()).rejects.toMatchObject(fault); // and gave up what it had opened
});

/** What may become of one entry that is not the last. */
const ROTTEN = {
  'a body that lost its end': 'UPDATE entry SET body = substr(body, 1, 50) WHERE sequence = 3',
  'a header of another place':
    'UPDATE entry SET header = (SELECT header FROM entry WHERE sequence = 2) WHERE sequence = 3',
  'a header that is no header': "UPDATE entry SET header = x'00' WHERE sequence = 3",
  'a body with another first byte':
    "UPDATE entry SET body = CAST(x'5b' || substr(body, 2) AS BLOB) WHERE sequence = 3",
};
const from = (sequenceNumber: number) => ({
  sequenceNumber,
  entriesMax: 10,
  bytesMax: 1_000_000,
});

test.each(Object.entries(ROTTEN))(
  '%s: it is named, what stands before and after is read, and the journal goes on',
  async (_, change) => {
    tamper(database => {
      expect(database.run(change).changes).toBe(1); // it struck
    });
    const journal = await open();
    const sequences = async (after: number) =>
      (await journal.readAfter(from(after))).map(({entry}) => entry.header.sequenceNumber);
    expect(await sequences(0)).toEqual([1, 2]);
    for (let time = 0; time < 2; time++) {
      await expect(journal.readAfter(from(2))).rejects.toMatchObject({
        code: 'journal/entry-unreadable',
        fields: {entry: 3},
      });
    }
    expect(await sequences(3)).toEqual([4, 5]);
    await journal.append([await nextEntry(journal)]);
    expect(journal.tail().sequenceNumber).toBe(6);
    // Once it is covered and old it goes like any other.
    expect(
      await journal.prune({sequenceNumber: 4, journaledBeforeMs: Number.MAX_SAFE_INTEGER}),
    ).toBe(4);
    expect(await sequences(0)).toEqual([5, 6]);
    await journal.close();
    const again = await open();
    expect(again.tail().sequenceNumber).toBe(6);
    await again.close();
  },
);

test('damage beyond what a start looks at is found when it is read', async () => {
  const journal = await open();
  const run = [];
  for (let sale = 0; sale < 80; sale++) {
    const entry = await nextEntry(journal);
    await journal.append([entry]);
    run.push(entry);
  }
  await journal.close();
  tamper(database => {
    database.run("UPDATE entry SET body = x'00' WHERE sequence = 2");
  });
  const again = await open();
  expect(again.tail().sequenceNumber).toBe(85);
  await expect(again.readAfter(from(1))).rejects.toMatchObject({
    code: 'journal/entry-unreadable',
    fields: {entry: 2},
  });
  expect(await again.readAfter(from(2))).toHaveLength(10);
  await again.close();
});

test('a second holder is refused, in this process too, and harms nobody', async () => {
  const journal = await open();
  await expect(open()).rejects.toMatchObject({code: 'database/in-use'});
  await journal.append([await nextEntry(journal)]);
  await journal.close();
  const again = await open();
  expect(again.tail().sequenceNumber).toBe(6);
  await again.close();
});

test('a journal whose key is gone is not given another', async () => {
  renameSync(at('journal.key'), at('elsewhere.key'));
  await expect(open()).rejects.toMatchObject({code: 'journal/key-lost'});
  expect(existsSync(at('journal.key'))).toBe(false);
  renameSync(at('elsewhere.key'), at('journal.key'));
  const journal = await open();
  expect(journal.tail().sequenceNumber).toBe(5);
  await journal.close();
});

test('a journal with the key of another is refused', async () => {
  const other = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const stranger = await openLibsqlJournal({directory: other, digest: nodeDigest, log: silentLog});
  await stranger.close();
  renameSync(join(other, 'journal.key'), at('journal.key'));
  await expect(open()).rejects.toMatchObject({code: 'journal/key-lost'});
  rmSync(other, {recursive: true});
});

test('a run that does not follow the tail is a defect, and leaves nothing', async () => {
  const journal = await open();
  const entry = await nextEntry(journal);
  await expect(journal.append([entry, entry])).rejects.toThrow('a journal has no gaps');
  expect(journal.tail().sequenceNumber).toBe(5);
  await journal.append([entry]);
  await journal.close();
});

test.each(['its key was not made yet', 'its file does not name its key yet'] as const)(
  'a successor that a crash left half made is made whole: %s',
  async broken => {
    const place = mkdtempSync(join(tmpdir(), 'holdfast-'));
    const options = {directory: place, digest: nodeDigest, log: silentLog};
    const path = join(place, 'journal-2.db');
    const journal = await openLibsqlJournal(options);
    const {journalId} = journal;
    await journal.prepareSuccessor();
    await journal.close();
    const database = openDatabase({path, schema: JOURNAL_SCHEMA, mode: 'existing'});
    const {changes} = database.write(() =>
      database.run("DELETE FROM kept WHERE name = 'identity'"),
    );
    expect(changes).toBe(1);
    database.close();
    if (broken === 'its key was not made yet') rmSync(join(place, 'journal-2.key'));
    const again = await openLibsqlJournal(options);
    expect(again.journalId).toBe(journalId);
    const successor = await again.prepareSuccessor();
    expect((await again.prepareSuccessor()).journalId).toBe(successor.journalId);
    await again.close();
    rmSync(place, {recursive: true});
  },
);
