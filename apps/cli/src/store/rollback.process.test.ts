import {cpSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {proveStore} from '@holdfast/prover';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {LocalStore, type LocalTill} from './local-store.ts';
import {ReplayDriver} from './replay-driver.ts';
import {plainSale} from './testing/plain-sale.ts';

const DRAIN_MS = 60_000;

let directory: string;
let store: LocalStore;
let till: LocalTill;
let sales = 0;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  store = new LocalStore({directory, storeId: '017', loopbackMulticast: false});
  await store.startGateway();
  await store.startHub();
  till = await store.addTill('W01');
  sales = 0;
});
afterEach(async () => {
  await store.stop();
  rmSync(directory, {recursive: true});
});

const soldFile = () => join(directory, 'sold.ndjson');

/** So many sales, no two alike, each answered with a receipt. */
async function sell(count: number, at = till): Promise<void> {
  const lane = Array.from({length: count}, () => {
    sales += 1;
    return {submissionId: `cart-${sales}`, atMs: 0, body: plainSale(sales)};
  });
  const {workstationId} = at;
  const lanes = [{workstationId, sales: lane, url: () => at.url}];
  await new ReplayDriver({lanes, soldFile: soldFile(), speed: 1}).run(new AbortController().signal);
}

async function soldAndHeld(count: number): Promise<void> {
  await sell(count);
  expect(await store.drained(DRAIN_MS)).toBe(true);
}

function hubSignal(signal: 'SIGSTOP' | 'SIGCONT'): void {
  const {pid} = store.hub;
  if (pid === undefined) throw new Error('the hub runs');
  process.kill(pid, signal);
}

async function stopTill(): Promise<void> {
  till.url = undefined;
  expect(await till.child.stop()).toBe(0);
}

/** Puts the copy in the place of what the till has written since. */
function putBack(copy: string): void {
  rmSync(join(till.directory, 'journal'), {recursive: true});
  cpSync(copy, join(till.directory, 'journal'), {recursive: true});
}

async function tookSuccessors(count: number): Promise<void> {
  const closed = async () => (await store.hubStatus())?.tills.filter(one => one.closed) ?? [];
  for (let tries = 0; tries < 600 && (await closed()).length < count; tries++) {
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  expect(await closed()).toHaveLength(count);
}

function receipts(): readonly string[] {
  const lines = readFileSync(soldFile(), 'utf8').trim().split('\n');
  return lines.map(line => String(JSON.parse(line).receiptNumber));
}

test('a till put back to an older copy of its journal goes on by itself, and every sale is held once', async () => {
  await soldAndHeld(5);
  await stopTill();
  const copy = join(directory, 'copy');
  cpSync(join(till.directory, 'journal'), copy, {recursive: true});
  await store.restartTill(till);
  await soldAndHeld(3);
  await stopTill();
  putBack(copy);
  hubSignal('SIGSTOP'); // so that the till sells before anybody can tell it
  await store.restartTill(till);
  await sell(4);
  expect(new Set(receipts()).size).toBe(9); // three numbers were printed twice: it did go back
  hubSignal('SIGCONT');
  await tookSuccessors(1);
  await soldAndHeld(2);
  expect(await found(receipts().at(-4) ?? '')).toMatchObject({custody: {kind: 'held'}});
  const twice = receipts()[5] ?? ''; // printed before, and again after the journal was put back
  expect(await store.found(twice)).toHaveLength(2);
  expect([...(await store.alarms())].sort()).toEqual(['journal/forked', 'journal/rolled-back']);
  expect(await store.stop()).toEqual([]);
  const {ok, findings, counts} = proveStore({...store.directories, sold: soldFile()});
  expect(findings).toEqual([]);
  expect(ok).toBe(true);
  expect(counts).toMatchObject({sold: 14, journaled: 11, madeAgain: 4, recorded: 14, held: 14});
});

test('a sale that rotted on the till’s disk before any hub had it is named; all others are held', async () => {
  await soldAndHeld(2);
  await stopTill();
  hubSignal('SIGSTOP');
  await store.restartTill(till);
  await sell(4);
  await stopTill();
  damage(4);
  hubSignal('SIGCONT');
  await store.restartTill(till);
  await tookSuccessors(1);
  await soldAndHeld(1);
  expect(await store.alarms()).toEqual(['journal/unreadable']);
  const statuses = await Promise.all(receipts().map(receipt => found(receipt)));
  expect(statuses.map(status => heldIn(status))).toEqual([
    true,
    true,
    true,
    false,
    true,
    true,
    true,
  ]);
  expect(await store.stop()).toEqual([]);
  const {findings} = proveStore({...store.directories, sold: soldFile()});
  // The prover reads the damaged file, too: what it names is the one sale, and nothing else.
  expect(new Set(findings.map(({entry}) => entry?.split('/').at(-1)))).toEqual(new Set(['4']));
});

/** One byte of one sale. */
function damage(sequenceNumber: number): void {
  const database = new DatabaseSync(join(till.directory, 'journal', 'journal.db'));
  const {changes} = database
    .prepare("UPDATE entry SET body = CAST(x'5b' || substr(body, 2) AS BLOB) WHERE sequence = ?")
    .run(sequenceNumber);
  database.close();
  expect(changes).toBe(1);
}

function heldIn(found: unknown): boolean {
  return JSON.stringify(found).includes('"kind":"held"');
}

/** What the till says of a receipt. */
async function found(receiptNumber: string): Promise<unknown> {
  return (await fetch(`${till.url}/v1/transactions/${receiptNumber}`)).json();
}
