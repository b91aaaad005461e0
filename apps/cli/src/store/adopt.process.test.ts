import {mkdtempSync, renameSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {proveStore} from '@holdfast/prover';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {note} from '../output/print.ts';
import {holdfast, holdfastReading} from '../testing/holdfast.ts';
import {LocalStore} from './local-store.ts';
import {ReplayDriver} from './replay-driver.ts';
import {plainSale} from './testing/plain-sale.ts';

const DRAIN_MS = 60_000;

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const store = new LocalStore({directory, storeId: '017', loopbackMulticast: false});
const soldFile = join(directory, 'sold.ndjson');
const oldHub = join(directory, 'old-hub');
const atHub = ['--data', store.directories.hub];
let sales = 0;
let words = '';

beforeAll(async () => {
  await store.startGateway();
  await store.startHub();
  await store.keepLanPort();
  await store.addTill('W01');
  await store.addTill('W02');
  const {stdout} = await holdfast('recovery', 'print', ...atHub, '--json');
  words = JSON.parse(stdout).words.join(' ');
  expect((await holdfastReading(words, 'recovery', 'confirm', ...atHub)).status).toBe(0);
}, 60_000);
afterAll(async () => {
  await store.stop();
  rmSync(directory, {recursive: true});
});

async function sell(count: number): Promise<void> {
  const lanes = store.tills.map(till => ({
    workstationId: till.workstationId,
    sales: Array.from({length: count}, () => {
      sales += 1;
      return {submissionId: `cart-${sales}`, atMs: 0, body: plainSale(sales)};
    }),
    url: () => till.url,
  }));
  await new ReplayDriver({lanes, soldFile, speed: 1}).run(new AbortController().signal);
}

/** The stable codes that a hub names, once this one is among them. */
async function issuesOf(dataDir: string, awaited: string): Promise<string[]> {
  let codes: string[] = [];
  for (let tries = 0; tries < 100 && !codes.includes(awaited); tries++) {
    const {stdout} = await holdfast('status', '--data', dataDir, '--json');
    codes = JSON.parse(stdout).issues.map(({code}: {code: string}) => code);
  }
  return codes;
}

/** How far the hub has what each till had, once it says that of all of them. */
async function completeness(): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    const tills = (await store.hubStatus())?.tookOver?.tills ?? [];
    const done = tills.length > 0 && tills.every(({state}) => state === 'complete');
    if (done || tries >= 600) {
      return tills.map(till => `${till.workstationId} ${till.state} ${till.sequence}`).sort();
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** How long it took until a till's sales were on the new hub's disk. */
async function untilAck(sinceMs: number): Promise<number> {
  for (let tries = 0; tries < 600; tries++) {
    const tills = await store.tillViews();
    if (tills.some(till => till && till.recorded === till.journaled)) break;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  return performance.now() - sinceMs;
}

test('a hub that burns with all it has is replaced by the words of its sheet alone, offline, and no till is paired again', async () => {
  await sell(4);
  expect(await store.drained(DRAIN_MS)).toBe(true);
  store.internet.cut('fibre');
  store.internet.cut('lte');
  await sell(3); // recorded by a hub that nobody else has heard of them from
  await store.hub.kill();
  renameSync(store.directories.hub, oldHub);
  await sell(2);

  const adoptedMs = performance.now();
  await store.adoptHub({args: ['--words', '-'], secret: words});
  const ackMs = await untilAck(adoptedMs);
  note(`first ack ${(ackMs / 1000).toFixed(1)} s after adopt, offline, by the sheet`);
  await sell(2);
  const status = await store.hubStatus();
  expect(status?.tills.map(({workstationId}) => workstationId).sort()).toEqual(['W01', 'W02']);
  expect(await completeness()).toEqual(['W01 complete 11', 'W02 complete 11']);
  store.internet.restore('fibre');
  expect(await store.drained(DRAIN_MS)).toBe(true);

  await store.startOldHub(oldHub); // it was not burnt after all
  expect(await issuesOf(oldHub, 'hub/replaced')).toContain('hub/replaced');
  await sell(1);
  expect(await store.drained(DRAIN_MS)).toBe(true);
});

test('head office’s claim code does the same, once, with the roster, the authority and what is held', async () => {
  const authority = (await store.hubStatus())?.authority.sha256;
  await store.hub.kill();
  rmSync(store.directories.hub, {recursive: true});
  await sell(2);

  const link = await store.claimLink();
  const adoptedMs = performance.now();
  await store.adoptHub({args: ['--claim', '-'], secret: link});
  const ackMs = await untilAck(adoptedMs);
  note(`first ack ${(ackMs / 1000).toFixed(1)} s after adopt, by claim code`);
  await sell(2);
  expect(await store.drained(DRAIN_MS)).toBe(true);
  const status = await store.hubStatus();
  expect(status?.tills.map(({workstationId}) => workstationId).sort()).toEqual(['W01', 'W02']);
  expect(status?.authority.sha256).toBe(authority);

  const another = ['--store', '017', '--data', join(directory, 'another')];
  const again = await holdfastReading(link, 'adopt', ...another, '--claim', '-');
  expect([again.status === 0, again.stderr]).toEqual([
    false,
    expect.stringContaining('Code: enrolment/refused'),
  ]);

  expect(await store.stop()).toEqual([]);
  const {ok, findings, counts} = proveStore({...store.directories, sold: soldFile});
  expect(findings).toEqual([]);
  expect(ok).toBe(true);
  expect(counts).toMatchObject({sold: 32, journaled: 32, held: 32});
});
