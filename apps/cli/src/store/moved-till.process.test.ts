import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {proveStore} from '@holdfast/prover';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {holdfast, holdfastJson, holdfastReading} from '../testing/holdfast.ts';
import {Child} from './child.ts';
import {LocalStore, type LocalTill} from './local-store.ts';
import {ReplayDriver} from './replay-driver.ts';
import {plainSale} from './testing/plain-sale.ts';

const PATIENCE = {timeout: 30_000, interval: 100};

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const [old, next] = ['017', '018'].map(
  storeId =>
    new LocalStore({directory: join(directory, storeId), storeId, loopbackMulticast: false}),
);
if (!old || !next) throw new Error('there are two stores');
const soldFile = join(directory, 'sold.ndjson');
const along = join(directory, 'stick');
let till: LocalTill;
let sales = 0;

beforeAll(async () => {
  for (const store of [old, next]) {
    await store.startGateway();
    await store.startHub();
  }
  till = await old.addTill('W01');
}, 60_000);
afterAll(async () => {
  await old.stop();
  await next.stop();
  rmSync(directory, {recursive: true});
});

async function sell(count: number, at: {readonly url: string | undefined}): Promise<void> {
  const lane = Array.from({length: count}, () => {
    sales += 1;
    return {submissionId: `cart-${sales}`, atMs: 0, body: plainSale(sales)};
  });
  const lanes = [{workstationId: 'W01', sales: lane, url: () => at.url}];
  await new ReplayDriver({lanes, soldFile, speed: 1}).run(new AbortController().signal);
}

const atTill = () => ['--data', till.directory, '--listen', '127.0.0.1:0'];

test('a till with sales that head office does not hold is not let into another store', async () => {
  await sell(2, till);
  expect(await old.drained(PATIENCE.timeout)).toBe(true);
  await old.hub.kill();
  await sell(3, till);
  await till.child.stop();
  const link = await next.pairingLink();
  const moved = await holdfastReading(link, 'terminal', ...atTill(), '--pair', '-');
  expect(moved.status).toBe(75);
  expect(moved.stderr).toContain('unheld: 3');
  expect(moved.stderr).toContain('from: W01 of store 017');
  expect(moved.stderr).toContain('to: W01 of store 018');
  expect(moved.stderr).toContain('holdfast terminal export --to DIR');
  expect(moved.stderr).toContain('Code: pairing/unheld-entries');
}, 60_000);

test('its journal is taken along to a folder, counted and proved, and it may go', async () => {
  const exported = await holdfastJson(
    'terminal',
    'export',
    '--to',
    along,
    '--data',
    till.directory,
  );
  expect(exported).toMatchObject({
    ...{retailStoreId: '017', workstationId: 'W01', unheld: 3, firstUnheld: 3, last: 5},
    amountsMinor: {GBP: 300},
  });
  const again = await holdfast('terminal', 'export', '--to', along, '--data', till.directory);
  expect(again.stderr).toContain('must be empty');
  const moved = new Child('moved', {
    args: ['terminal', ...atTill(), '--workstation', 'W01', '--pair', '-'],
    input: await next.pairingLink(),
    logFile: join(directory, 'moved.log'),
  });
  next.tills.push({...till, child: moved, url: String((await moved.start())['url'])});
  await sell(2, next.tills[0] ?? till);
  expect(await next.drained(PATIENCE.timeout)).toBe(true);
}, 60_000);

test('what was taken along reaches the old store from any machine, and nothing is lost', async () => {
  await old.restartHub();
  const carrier = new Child('carrier', {
    args: ['terminal', '--data', along, '--listen', '127.0.0.1:0', '--hub', await old.lanAddress()],
    logFile: join(directory, 'carrier.log'),
  });
  await carrier.start();
  const held = async () => (await old.hubStatus())?.tills.map(({heldSequence}) => heldSequence);
  await vi.waitFor(async () => expect(await held()).toEqual([5]), PATIENCE);
  expect(await carrier.stop()).toBe(0);
  for (const store of [old, next]) expect(await store.stop()).toEqual([]);
  const atOld = proveStore({...old.directories, tills: [along]});
  const atNext = proveStore(next.directories);
  expect([...atOld.findings, ...atNext.findings]).toEqual([]);
  expect([atOld.counts, atNext.counts]).toMatchObject([
    {journaled: 5, recorded: 5, held: 5},
    {journaled: 2, recorded: 2, held: 2},
  ]);
}, 60_000);
