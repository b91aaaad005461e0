import {cpSync, existsSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {proveStore} from '@holdfast/prover';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {loopbackMulticast} from '../demo/loopback-multicast.ts';
import {LocalStore} from './local-store.ts';
import {ReplayDriver} from './replay-driver.ts';
import {plainSale} from './testing/plain-sale.ts';

const DRAIN_MS = 60_000;
const FLEET = ['fleet.db', 'fleet.db-wal'];

let directory: string;
let store: LocalStore;
let sales: number;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const multicast = await loopbackMulticast();
  store = new LocalStore({directory, storeId: '017', loopbackMulticast: multicast});
  await store.startGateway();
  await store.startHub();
  await store.addTill('W01');
  await store.addTill('W02');
  sales = 0;
});
afterEach(async () => {
  await store.stop();
  rmSync(directory, {recursive: true});
});

const soldFile = () => join(directory, 'sold.ndjson');

async function soldAndHeld(count: number): Promise<void> {
  const lanes = store.tills.map(till => ({
    workstationId: till.workstationId,
    sales: Array.from({length: count}, () => {
      sales += 1;
      return {submissionId: `cart-${sales}`, atMs: 0, body: plainSale(sales)};
    }),
    url: () => till.url,
  }));
  await new ReplayDriver({lanes, soldFile: soldFile(), speed: 1}).run(new AbortController().signal);
  expect(await store.drained(DRAIN_MS)).toBe(true);
}

const held = async () => (await store.tillViews()).map(view => view?.held ?? 0);

/** Waits until a till has heard that head office holds less: the backup did strike. */
async function fellBehind(count: number): Promise<boolean> {
  for (let tries = 0; tries < 600; tries++) {
    if ((await held()).some(one => one < count)) return true;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  return false;
}

function putAside(copy: string): void {
  const {gateway} = store.directories;
  for (const name of FLEET) {
    if (existsSync(join(gateway, name))) cpSync(join(gateway, name), join(copy, name));
  }
}

/** The database alone goes back; the mark beside it is how the gateway finds that out. */
function putBack(copy: string): void {
  const {gateway} = store.directories;
  for (const name of readdirSync(gateway)) {
    if (/^fleet\.db(-wal|-shm)?$/.test(name)) rmSync(join(gateway, name));
  }
  for (const name of readdirSync(copy)) cpSync(join(copy, name), join(gateway, name));
}

test('head office restored from an older backup, behind a hub that began above it: all is held again', async () => {
  await soldAndHeld(4);
  expect(await store.gateway.stop()).toBe(0);
  const copy = mkdtempSync(join(directory, 'backup-'));
  putAside(copy);
  await store.restartGateway();
  await soldAndHeld(3);

  expect(await store.hub.stop()).toBe(0);
  rmSync(join(store.directories.hub, 'ledgers'), {recursive: true}); // its disk was lost
  await store.restartHub();
  await soldAndHeld(2);

  const told = fellBehind(9);
  expect(await store.gateway.stop()).toBe(0);
  putBack(copy);
  await store.restartGateway();
  expect(await told).toBe(true);
  expect(await store.drained(DRAIN_MS)).toBe(true);
  expect(await held()).toEqual([9, 9]);
  await soldAndHeld(1);

  expect(await store.stop()).toEqual([]);
  const {ok, findings, counts} = proveStore({...store.directories, sold: soldFile()});
  expect(findings).toEqual([]);
  expect(ok).toBe(true);
  expect(counts).toMatchObject({sold: 20, journaled: 20, held: 20});
  // Tills that come back within seconds of each other share a new ledger; on a busy machine each of
  // the two may get its own.
  expect(counts.ledgers).toBeGreaterThanOrEqual(2);
  expect(counts.ledgers).toBeLessThanOrEqual(3);
});

test('a hub whose whole disk was put back to yesterday goes on in a new ledger, and loses nothing', async () => {
  const {hub} = store.directories;
  await soldAndHeld(3);
  expect(await store.hub.stop()).toBe(0);
  const yesterday = join(directory, 'hub-yesterday');
  cpSync(hub, yesterday, {recursive: true});
  await store.restartHub();
  await soldAndHeld(4);

  expect(await store.hub.stop()).toBe(0);
  rmSync(hub, {recursive: true});
  cpSync(yesterday, hub, {recursive: true});
  await store.restartHub();
  await soldAndHeld(2);
  expect(await held()).toEqual([9, 9]);

  expect(await store.stop()).toEqual([]);
  const {findings, counts} = proveStore({...store.directories, sold: soldFile()});
  expect(findings).toEqual([]);
  // Head office held more of the old ledger than the disk: nothing was written over it.
  expect(counts).toMatchObject({sold: 18, journaled: 18, held: 18, ledgers: 2});
});
