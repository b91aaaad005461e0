import {cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {isFault} from '@holdfast/std';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {appendAll, HubDisk, laneOf} from './testing/hub-disk.ts';
import {verifyLibsqlLedgerFile, verifyLibsqlLedgers} from './verify-libsql-ledgers.ts';

let disk: HubDisk;
beforeEach(async () => {
  disk = await HubDisk.make();
});
afterEach(() => disk.dispose());

const verifyAll = () => verifyLibsqlLedgers({directory: disk.path(''), signatures: true});
const verifyFile = (path: string) => verifyLibsqlLedgerFile({path, signatures: true});

/** A ledger of six entries, stopped in good order. */
async function sixEntries() {
  const ledgers = await disk.open();
  await appendAll(ledgers, laneOf('W01').take(5));
  const end = ledgers.current.end();
  await ledgers.close();
  return end;
}

test('a file is verified where it lies, and is not touched', async () => {
  const {position, head} = await sixEntries();
  const evidence = disk.path('../evidence');
  mkdirSync(evidence);
  const path = join(evidence, 'pulled-out.db');
  cpSync(disk.path('ledger-0001.db'), path);
  const before = readFileSync(path);
  expect(await verifyFile(path)).toMatchObject({
    file: 'pulled-out.db',
    verdict: {broken: undefined, position, head},
  });
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(evidence)).toEqual(['pulled-out.db']);
});

test('a file that a hub has open is refused, and nothing is written beside it', async () => {
  const ledgers = await disk.open();
  await appendAll(ledgers, laneOf('W01').take(2));
  const before = readdirSync(disk.path(''));
  for (const refused of [verifyFile(disk.path('ledger-0001.db')), verifyAll()]) {
    expect(isFault(await refused.catch(error => error), 'database/in-use')).toBe(true);
  }
  expect(readdirSync(disk.path(''))).toEqual(before);
});

test('a flipped bit is found, with its position', async () => {
  await sixEntries();
  const bytes = readFileSync(disk.path('ledger-0001.db'));
  disk.flipBit('ledger-0001.db', bytes.lastIndexOf('RetailTransaction'));
  const [verified] = await verifyAll();
  expect(verified?.verdict).toMatchObject({broken: {reason: expect.any(String)}});
});

test('a ledger that lost its end is found by its anchor', async () => {
  const ledgers = await disk.open();
  await appendAll(ledgers, laneOf('W01').take(2));
  await ledgers.close();
  const shorter = readFileSync(disk.path('ledger-0001.db'));
  const again = await disk.open();
  await appendAll(again, laneOf('W02').take(2));
  await again.close();
  writeFileSync(disk.path('ledger-0001.db'), shorter);
  const [verified] = await verifyAll();
  expect(verified?.verdict).toMatchObject({
    position: 3,
    broken: {position: 4, reason: 'is missing: the anchor knows it up to 5'},
  });
});

test('where there is no file, it says so', async () => {
  const refused = await verifyFile(disk.path('none.db')).catch(error => error);
  expect(isFault(refused, 'database/missing')).toBe(true);
});
