import {cpSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {saleDraft} from '@holdfast/domain/testing';
import {proveStore} from '@holdfast/prover';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import * as z from 'zod';
import {holdfast, holdfastJson} from '../testing/holdfast.ts';
import {Child} from './child.ts';
import {LocalStore, type LocalTill} from './local-store.ts';
import {ReplayDriver} from './replay-driver.ts';

const PATIENCE = {timeout: 30_000, interval: 50};
const DRAIN_MS = 60_000;

let directory: string;
let store: LocalStore;
let more: Child[];
let sold: number;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  store = new LocalStore({directory, storeId: '017', loopbackMulticast: false});
  await store.startGateway();
  await store.startHub();
  await store.addTill('W01');
  more = [];
  sold = 0;
});
afterEach(async () => {
  for (const child of more) await child.stop();
  await store.stop();
  rmSync(directory, {recursive: true});
});

const atHub = () => ['--data', store.directories.hub];

function firstTill(): LocalTill {
  const [till] = store.tills;
  if (!till) throw new Error('there is a till');
  return till;
}

async function sell(url: () => string | undefined, count: number): Promise<void> {
  const sales = Array.from({length: count}, () => {
    sold += 1;
    return {submissionId: `cart-${sold}`, body: JSON.stringify(saleDraft()), atMs: 0};
  });
  const lanes = [{workstationId: 'W01', sales, url}];
  const soldFile = join(directory, `sold-${sold}.ndjson`);
  const driver = new ReplayDriver({lanes, soldFile, speed: 1});
  await driver.run(new AbortController().signal);
  expect(driver.counts).toMatchObject({sold: count, refused: 0});
}

const tillSays = z.object({
  status: z.object({
    kind: z.string(),
    code: z.string().optional(),
    detail: z.string().optional(),
    sells: z.boolean().optional(),
  }),
  custody: z.object({journaled: z.int(), recorded: z.int()}),
});

async function statusOf(url: string | undefined) {
  const response = await fetch(`${url}/v1/status`, {signal: AbortSignal.timeout(2_000)});
  return tillSays.parse(await response.json());
}

const tillsSchema = z.object({
  tills: z.array(
    z.object({
      workstationId: z.string(),
      name: z.string(),
      journalId: z.string(),
      connected: z.boolean(),
      recordedSequence: z.int(),
      closed: z.string().optional(),
    }),
  ),
});

async function tillsOfHub() {
  return tillsSchema.parse(await holdfastJson('tills', 'ls', ...atHub())).tills;
}

/** A till's program over a directory of its own. */
function program(name: string, how: {readonly data: string; readonly input?: string}): Child {
  const pair = how.input === undefined ? [] : ['--pair', '-'];
  const child = new Child(name, {
    args: [
      ...['terminal', '--data', how.data, '--workstation', 'W01', '--no-discovery'],
      ...['--listen', '127.0.0.1:0', ...pair],
    ],
    ...(how.input === undefined ? {} : {input: how.input}),
    logFile: join(directory, 'log', `${name}.log`),
  });
  more.push(child);
  return child;
}

const readySchema = z.object({url: z.string()});

test('a stolen till is shut out at once, says so, sells on alone, and its lane goes on in a new journal', async () => {
  const stolen = firstTill();
  await sell(() => stolen.url, 3);
  await vi.waitFor(async () => expect((await tillsOfHub())[0]?.recordedSequence).toBe(3), PATIENCE);
  expect((await holdfast('tills', 'rename', 'W01', 'Bakery', ...atHub())).status).toBe(0);

  const revoked = await holdfast('tills', 'revoke', 'W01', ...atHub());
  expect([revoked.status, revoked.stdout]).toEqual([0, expect.stringMatching(/^W01 .*× revoked/m)]);
  expect((await tillsOfHub())[0]).toMatchObject({
    name: 'Bakery',
    closed: 'revoked',
    connected: false, // by the time the command answers
  });
  await vi.waitFor(async () => {
    expect((await statusOf(stolen.url)).status).toMatchObject({
      kind: 'blocked',
      code: 'revoked',
      detail: expect.stringContaining('taken out of the store'),
      sells: true,
    });
  }, PATIENCE);
  await sell(() => stolen.url, 2);
  expect((await statusOf(stolen.url)).custody).toMatchObject({journaled: 5, recorded: 3});
  await store.killTill(stolen);
  await store.restartTill(stolen); // it rings again with the same key
  await vi.waitFor(async () => {
    expect((await statusOf(stolen.url)).status).toMatchObject({kind: 'blocked', code: 'revoked'});
  }, PATIENCE);

  const input = await store.pairingLink();
  const newer = program('newer', {data: join(directory, 'newer'), input});
  const {url} = readySchema.parse(await newer.start());
  await sell(() => url, 2);
  await vi.waitFor(async () => {
    expect(await tillsOfHub()).toMatchObject([
      {workstationId: 'W01', closed: 'revoked', recordedSequence: 3},
      {workstationId: 'W01', connected: true, recordedSequence: 2},
    ]);
  }, PATIENCE);
  const deadline = performance.now() + DRAIN_MS;
  while (performance.now() < deadline && (await store.hubStatus())?.ledger.unsent !== 0) {
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  await newer.stop();
  await store.stop();
  const tills = [...store.directories.tills, join(directory, 'newer')];
  const {findings} = await proveStore({...store.directories, tills});
  // Two sales were made after the till was taken out: they are on it, and nowhere else.
  expect(findings.map(({kind, side}) => `${kind} ${side}`).sort()).toEqual([
    ...['lost gateway', 'lost gateway', 'lost hub', 'lost hub'],
    'money all',
  ]);
}, 120_000);

test('a key that two machines hold at once is alarmed with the addresses of both', async () => {
  const till = firstTill();
  await sell(() => till.url, 1);
  expect(await store.drained(DRAIN_MS)).toBe(true);
  await till.child.stop();
  const copy = join(directory, 'copy');
  cpSync(till.directory, copy, {recursive: true});
  await store.restartTill(till);
  await program('copy', {data: copy}).start();
  await vi.waitFor(async () => {
    const {stdout} = await holdfast('ledger', 'tail', '-n', '50', ...atHub());
    expect(stdout).toMatch(/journal\/two-holders: .*from 127\.0\.0\.1 and 127\.0\.0\.1/);
  }, PATIENCE);
}, 120_000);
