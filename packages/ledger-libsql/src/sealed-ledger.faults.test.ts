import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type {Ledgers} from '@holdfast/ledger';
import {openDatabase} from '@holdfast/strict-libsql';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {LedgerKeys} from './ledger-keys.ts';
import {LEDGER_SCHEMA} from './ledger-schema.ts';
import {openLedgerKeys} from './open-ledger-keys.ts';
import {appendAll, HubDisk, laneOf} from './testing/hub-disk.ts';
import {verifyLibsqlLedgers} from './verify-libsql-ledgers.ts';

const DB = 'ledger-0001.db';
const ALL = {entriesMax: 1000, bodyBytesMax: 1_000_000};

let disk: HubDisk;
beforeEach(async () => {
  disk = await HubDisk.make();
});
afterEach(() => disk.dispose());

const keyFile = () => disk.path('../keys/data-keys.json');
const place = () => ({file: keyFile(), credential: undefined});
const openKeys = () => openLedgerKeys({place: place(), directory: disk.path(''), nowMs: 1_000});

async function openSealed(): Promise<{readonly ledgers: Ledgers; readonly keys: LedgerKeys}> {
  const keys = await openKeys();
  return {keys, ledgers: await disk.open({keys, limits: {snapshotGroupsMax: 2}})};
}

/** A ledger with eleven entries in five groups, or with more, and the hub gone. */
async function sell(more: readonly number[] = []): Promise<void> {
  const {ledgers} = await openSealed();
  const till = laneOf('W01');
  for (const count of [3, 1, 4, 2, ...more]) await appendAll(ledgers, till.take(count));
  await ledgers.close();
}

/** Somebody with the file and an SQLite shell. */
function tamper(sql: string): void {
  const path = disk.path(DB);
  const database = openDatabase({path, schema: LEDGER_SCHEMA, mode: 'existing'});
  expect(database.write(() => database.run(sql).changes)).toBe(1); // it struck
  database.close();
}

const holding = (word: string) =>
  readdirSync(disk.path(''))
    .map(name => disk.path(name))
    .filter(file => statSync(file).isFile() && readFileSync(file).includes(word));

test('no word of a body lies in any file, sealed; unsealed it does', async () => {
  await sell();
  expect(holding('Candle')).toEqual([]);
  const bare = await HubDisk.make();
  const ledgers = await bare.open();
  await appendAll(ledgers, laneOf('W01').take(1));
  await ledgers.close();
  expect(readFileSync(bare.path(DB)).includes('Candle')).toBe(true);
  await bare.dispose();
});

test('sealed, a ledger is read, killed, verified and gone on with as any other', async () => {
  const {ledgers} = await openSealed();
  const till = laneOf('W01');
  await appendAll(ledgers, till.take(3));
  await disk.clock.advance(100);
  disk.kill();
  const again = await openSealed();
  expect(again.ledgers.report).toMatchObject({opened: 'existing', position: 4, anchor: 'agrees'});
  await appendAll(again.ledgers, till.take(2));
  const {entries} = await again.ledgers.current.readAfter(0, ALL);
  expect(entries).toHaveLength(6);
  await again.ledgers.close();
  const [verified] = await verifyLibsqlLedgers({
    directory: disk.path(''),
    signatures: true,
    keys: await openKeys(),
  });
  expect(verified?.verdict).toMatchObject({broken: undefined, position: 6});
});

test('after a rotation new groups take the new key, and older ones are read by theirs', async () => {
  const {ledgers, keys} = await openSealed();
  const till = laneOf('W01');
  await appendAll(ledgers, till.take(2));
  await keys.rotate(2_000);
  const [older] = await keys.list();
  expect(await keys.list()).toMatchObject([
    {current: false, ledgers: 1},
    {current: true, ledgers: 0},
  ]);
  await appendAll(ledgers, till.take(2));
  expect(await keys.list()).toMatchObject([{ledgers: 1}, {ledgers: 1}]);
  await ledgers.close();
  const again = await openSealed();
  expect((await again.ledgers.current.readAfter(0, ALL)).entries).toHaveLength(5);
  const sealedUnder = readFileSync(disk.path(DB)).includes(Buffer.from(older?.id ?? '', 'hex'));
  expect(sealedUnder).toBe(true);
});

test('killed before, between and after rotations: what was answered is there, under its key', async () => {
  const till = laneOf('W01');
  let position = 1; // the opening
  for (const [rotations, sales] of [
    [0, 2],
    [1, 1],
    [2, 3],
    [1, 0],
    [0, 1],
  ] as const) {
    const {ledgers, keys} = await openSealed();
    for (let rotated = 0; rotated < rotations; rotated++) await keys.rotate(2_000);
    if (sales > 0) await appendAll(ledgers, till.take(sales));
    position += sales;
    disk.kill();
    const again = await openSealed();
    expect(again.ledgers.report).toMatchObject({opened: 'existing', position});
    expect((await again.ledgers.current.readAfter(0, ALL)).entries).toHaveLength(position);
    disk.kill();
  }
});

test('a ledger from before it was sealed is read as it is, and what comes is sealed', async () => {
  const bare = await disk.open();
  const till = laneOf('W01');
  await appendAll(bare, till.take(2));
  await bare.close();
  const {ledgers} = await openSealed();
  await appendAll(ledgers, till.take(2));
  expect((await ledgers.current.readAfter(0, ALL)).entries).toHaveLength(5);
  await ledgers.close();
  const again = await openSealed();
  expect(again.ledgers.report).toMatchObject({opened: 'existing', position: 5});
});

/** Ways to stand before a sealed ledger without its key. */
const WITHOUT: Record<string, () => Promise<void> | void> = {
  'the file of keys is gone': () => rmSync(keyFile()),
  'the file of keys is another hub’s': async () => {
    rmSync(keyFile());
    const other = await HubDisk.make();
    const directory = other.path('');
    await openLedgerKeys({place: place(), directory, nowMs: 3_000});
    await other.dispose();
  },
};

test.each(Object.entries(WITHOUT))(
  '%s: the start says which key is missing, begins nothing, and goes on once it is back',
  async (_, strike) => {
    await sell();
    const kept = readFileSync(keyFile());
    const {id} = JSON.parse(kept.toString('utf8')).keys[0];
    await strike();
    const before = existsSync(keyFile()) ? readFileSync(keyFile()) : undefined;
    const ledger = readFileSync(disk.path(DB));
    await expect(openSealed()).rejects.toMatchObject({
      code: 'data-key/missing',
      fields: {path: disk.path(DB), key: id, sealedFromPosition: 1},
    });
    expect(existsSync(disk.path('ledger-0002.db'))).toBe(false);
    expect(existsSync(disk.path('evidence'))).toBe(false);
    expect(existsSync(keyFile()) ? readFileSync(keyFile()) : undefined).toEqual(before);
    expect(readFileSync(disk.path(DB))).toEqual(ledger);

    rmSync(keyFile(), {force: true});
    writeFileSync(keyFile(), kept, {mode: 0o600});
    const {ledgers} = await openSealed();
    expect(ledgers.report).toMatchObject({opened: 'existing', position: 11, anchor: 'agrees'});
  },
);

test('an older key that groups still need is missed at the start, not when they are read', async () => {
  await sell();
  const {ledgers, keys} = await openSealed();
  await keys.rotate(2_000);
  await appendAll(ledgers, laneOf('W02').take(1));
  await ledgers.close();
  const text = JSON.parse(readFileSync(keyFile(), 'utf8'));
  const [older] = text.keys.splice(0, 1);
  writeFileSync(keyFile(), JSON.stringify(text));
  await expect(openSealed()).rejects.toMatchObject({
    code: 'data-key/missing',
    fields: {key: older.id, sealedFromPosition: 1},
  });
});

/** What somebody with the file may do to a group in the middle. */
const BREAKS = {
  'a sealed byte is changed': {
    sql: `UPDATE commit_group SET entries = CAST(substr(entries, 1, length(entries) - 20) || x'00'
      || substr(entries, length(entries) - 18) AS BLOB) WHERE first = 6`,
    reason: 'was changed since it was sealed',
  },
  'a sealed row loses its end': {
    sql: 'UPDATE commit_group SET entries = substr(entries, 1, 90) WHERE first = 6',
    reason: 'was changed since it was sealed',
  },
  'a row of another place is put there': {
    sql: `UPDATE commit_group SET entries =
      (SELECT entries FROM commit_group WHERE first = 2) WHERE first = 6`,
    reason: 'was moved here: it was sealed for position 2 of ',
  },
  'the key that it names is another': {
    sql: `UPDATE commit_group SET entries = CAST(substr(entries, 1, 1) || x'0102030405060708'
      || substr(entries, 10) AS BLOB) WHERE first = 6`,
    reason: 'names a data key that never sealed here: 0102030405060708',
  },
};

test.each(Object.entries(BREAKS))(
  '%s: the positions and the reason are named, and what stands before is read',
  async (_, {sql, reason}) => {
    await sell([1, 1, 1]); // a start reads the last groups, and not these
    tamper(sql);
    const {ledgers} = await openSealed();
    const {current} = ledgers;
    expect((await current.readAfter(0, ALL)).entries).toHaveLength(5);
    await expect(current.readAfter(5, ALL)).rejects.toMatchObject({
      code: 'database/corrupt',
      fields: {ledgerId: current.ledgerId, first: 6, last: 9},
    });
    await expect(current.readAfter(5, ALL)).rejects.toThrow(reason);
    expect((await current.readAfter(9, ALL)).entries).toHaveLength(5);
  },
);

test('a last group that was tampered with is a lost tail: kept as evidence, and refilled', async () => {
  await sell();
  tamper(`UPDATE commit_group SET entries = substr(entries, 1, 90) WHERE first = 10`);
  const {ledgers} = await openSealed();
  expect(ledgers.report).toMatchObject({opened: 'tailLost'});
  expect(ledgers.report.lost).toMatchObject({lastPosition: 9, anchorPosition: 11});
});

test('a ledger file that another hub’s folder got opens nothing there', async () => {
  await sell();
  const other = await HubDisk.make();
  const file = other.path('../keys/data-keys.json');
  const keys = await openLedgerKeys({
    place: {file, credential: undefined},
    directory: other.path(''),
    nowMs: 1_000,
  });
  const ledgers = await other.open({keys});
  await ledgers.close();
  for (const ending of ['', '.anchor']) {
    renameSync(disk.path(DB + ending), other.path(DB + ending));
  }
  await expect(other.open({keys})).rejects.toMatchObject({code: 'data-key/missing'});
  await other.dispose();
});
