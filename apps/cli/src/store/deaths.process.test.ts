import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {proveStore} from '@holdfast/prover';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {loopbackMulticast} from '../demo/loopback-multicast.ts';
import {LINES, LocalStore} from './local-store.ts';
import {ReplayDriver, type ReplaySale} from './replay-driver.ts';

const DEATHS = ['gateway', 'hub', 'till', 'hub and gateway'] as const;
const SALES_A_TILL = 40;
const DRAIN_MS = 60_000;

// One store for all of them: death follows death, as in a bad week, and its disks are proved at the
// end of it.
let directory: string;
let store: LocalStore;
let rung = 0;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  store = new LocalStore({
    directory,
    storeId: '017',
    loopbackMulticast: await loopbackMulticast(),
  });
  await store.startGateway();
  await store.startHub();
  for (const workstation of ['W01', 'W02', 'W03']) await store.addTill(workstation);
});
afterAll(async () => {
  await store.stop();
  rmSync(directory, {recursive: true});
});

function sales(workstation: string, shift: string): ReplaySale[] {
  return Array.from({length: SALES_A_TILL}, (_, at) => ({
    submissionId: `${shift}-${workstation}-${at}`,
    atMs: at * 50,
    body: JSON.stringify({
      kind: 'RetailTransaction',
      businessDayDate: '2026-11-22',
      beginDateTime: '2026-11-22T10:00:00Z',
      endDateTime: '2026-11-22T10:00:30Z',
      operatorId: 'ana',
      transactionType: 'sale',
      currencyCode: 'GBP',
      lineItems: [
        {
          kind: 'Sale',
          lineNumber: 1,
          itemId: `A${at}`,
          itemType: 'stock',
          description: 'Candle',
          quantity: '1',
          regularSalesUnitPrice: '1.00',
          extendedAmountMinor: 100,
        },
        {kind: 'Tender', lineNumber: 2, tenderType: 'cash', amountMinor: 100},
      ],
      total: {transactionGrandAmountMinor: 100, transactionTaxAmountMinor: 0},
    }),
  }));
}

/** Sells at every till; resolves when all is sold. `during` runs once a quarter of it is. */
async function sell(shift: string, during: () => Promise<void>): Promise<void> {
  const driver = new ReplayDriver({
    lanes: store.tills.map(till => ({
      workstationId: till.workstationId,
      sales: sales(till.workstationId, shift),
      url: () => till.url,
    })),
    soldFile: join(directory, 'sold.ndjson'),
    speed: 1,
  });
  rung += driver.total;
  const selling = driver.run(new AbortController().signal);
  while (driver.counts.sold < driver.total / 4)
    await new Promise(resolve => setTimeout(resolve, 10));
  const soldBefore = driver.counts.sold;
  await during();
  await selling;
  expect(soldBefore).toBeLessThan(driver.total); // there were sales left to be made
  expect(driver.counts).toMatchObject({sold: driver.total, refused: 0});
  expect(await store.drained(DRAIN_MS)).toBe(true);
}

async function kill(victim: (typeof DEATHS)[number]): Promise<(number | undefined)[]> {
  const [till] = store.tills;
  if (!till) throw new Error('there are tills');
  switch (victim) {
    case 'gateway':
      return [await store.gateway.kill()];
    case 'hub':
      return [await store.hub.kill()];
    case 'till':
      return [await store.killTill(till)];
    case 'hub and gateway':
      return [await store.hub.kill(), await store.gateway.kill()];
  }
}

async function startAgain(): Promise<void> {
  if (!store.gateway.running) await store.restartGateway();
  if (!store.hub.running) await store.restartHub();
  for (const till of store.tills) if (!till.child.running) await store.restartTill(till);
}

test.each(DEATHS)(
  '%s killed while everybody sells: all of it reaches head office',
  async victim => {
    let pids: (number | undefined)[] = [];
    await sell(victim, async () => {
      pids = await kill(victim);
      await new Promise(resolve => setTimeout(resolve, 700));
      await startAgain();
    });
    for (const pid of pids) expect(pid).toBeGreaterThan(0); // the death did happen
  },
);

test('both lines cut while everybody sells: it all arrives after they are back, and the cut did strike', async () => {
  await sell('cut', async () => {
    for (const {name} of LINES) store.internet.cut(name);
    await new Promise(resolve => setTimeout(resolve, 1_500));
    for (const {name} of LINES) store.internet.restore(name);
  });
  expect(store.internet.swallowedBytes + store.internet.swallowedConnections).toBeGreaterThan(0);
});

test('a hub that comes back at another address is found again: over mDNS where there is multicast', async () => {
  const before = (await store.hubStatus())?.lan.port;
  await store.hub.kill();
  await store.restartHub(); // on whatever port the system gives it
  const after = (await store.hubStatus())?.lan.port;
  expect(after).not.toBe(before);
  const multicast = await loopbackMulticast();
  const found = async () => (await store.tillViews()).map(view => view?.foundBy);
  for (let tries = 0; tries < 300 && (await found()).some(via => via !== 'dns-sd'); tries++) {
    if (!multicast) break;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  if (multicast) expect(await found()).toEqual(['dns-sd', 'dns-sd', 'dns-sd']);
  else expect(await found()).not.toContain('dns-sd');
});

test('after all these deaths nothing is lost or doubled', async () => {
  expect(await store.stop()).toEqual([]);
  const sold = join(directory, 'sold.ndjson');
  const {ok, findings, counts} = await proveStore({...store.directories, sold});
  expect(findings).toEqual([]);
  expect(ok).toBe(true);
  expect(rung).toBe((DEATHS.length + 1) * 3 * SALES_A_TILL);
  expect(counts).toMatchObject({sold: rung, journaled: rung, held: rung});
});
