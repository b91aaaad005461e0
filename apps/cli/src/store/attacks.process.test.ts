import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {request} from 'node:https';
import {connect, createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {proveStore} from '@holdfast/prover';
import {lanSubprotocol} from '@holdfast/wire';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {HostileTill} from '../testing/hostile-till.ts';
import {relay} from '../testing/relay.ts';
import {LocalStore, type LocalTill} from './local-store.ts';
import {ReplayDriver} from './replay-driver.ts';
import {plainSale} from './testing/plain-sale.ts';

const PATIENCE = {timeout: 30_000, interval: 50};
const TEN_YEARS_MS = 10 * 365.25 * 24 * 3_600_000;

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const store = new LocalStore({directory, storeId: '017', loopbackMulticast: false});
const soldFile = join(directory, 'sold.ndjson');
let till: LocalTill;
let passage: Server | undefined;
let sales = 0;

beforeAll(async () => {
  await store.startGateway();
  await store.startHub();
  till = await store.addTill('W01');
}, 60_000);
afterAll(async () => {
  passage?.close();
  await store.stop();
  rmSync(directory, {recursive: true});
});

async function sell(count: number, at = till): Promise<void> {
  const {workstationId} = at;
  const lane = Array.from({length: count}, () => {
    sales += 1;
    return {submissionId: `cart-${sales}`, atMs: 0, body: plainSale(sales)};
  });
  const lanes = [{workstationId, sales: lane, url: () => at.url}];
  await new ReplayDriver({lanes, soldFile, speed: 1}).run(new AbortController().signal);
}

const lanPort = async () => (await store.hubStatus())?.lan.port ?? 0;
/** How far the hub recorded each till, by its workstation. */
const recorded = async () =>
  (await store.hubStatus())?.tills.map(one => [one.workstationId, one.recordedSequence]);

test('frames that were heard once open no session, pair nobody and record nothing twice', async () => {
  const hostile = await HostileTill.make(await store.pairingLink(), 'W09');
  await hostile.ring();
  await hostile.askToPair('Lane 9');
  await hostile.hear('paired');
  await hostile.authenticate();
  await hostile.hear('welcome');
  hostile.record(await hostile.chain.next(plainSale(901)));
  const {outcome: first} = await hostile.hear('recordTransactionReply');
  expect(first).toMatchObject({kind: 'recorded'});
  hostile.hangUp();
  const [pair, authenticate, record] = [...hostile.sent];
  if (!pair || !authenticate || !record) throw new Error('three frames were sent');

  for (const frame of [pair, authenticate, record]) {
    await hostile.ring();
    hostile.say(frame);
    expect(await hostile.end()).toMatch(/^(pairingRefused|badProof|malformed)$/);
  }
  const before = await recorded();
  await hostile.ring();
  await hostile.authenticate();
  await hostile.hear('welcome');
  hostile.say(record);
  expect((await hostile.hear('recordTransactionReply')).outcome).toEqual(first);
  hostile.hangUp();
  expect(await recorded()).toEqual(before);
}, 60_000);

/** Asks the hub's LAN door for a session, as a browser would, under any names. */
async function upgrade(headers: Readonly<Record<string, string>>): Promise<number> {
  const asking = request({
    ...{host: '127.0.0.1', port: await lanPort(), path: '/lan', rejectUnauthorized: false},
    headers: {
      ...{connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13'},
      ...{'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==', ...headers},
      'sec-websocket-protocol': lanSubprotocol(1),
    },
  });
  return new Promise((resolve, reject) => {
    asking.on('response', answer => resolve(answer.statusCode ?? 0));
    asking.on('upgrade', (_, socket) => {
      socket.destroy();
      resolve(101);
    });
    asking.on('error', reject);
    asking.end();
  });
}

test('a page of another site, or one that came by a false name, gets no session', async () => {
  const here = `127.0.0.1:${await lanPort()}`;
  expect(await upgrade({host: here})).toBe(101);
  expect(await upgrade({host: here, origin: 'https://evil.example'})).toBe(403);
  expect(await upgrade({host: 'evil.example', origin: 'https://evil.example'})).toBe(421);
  expect(await upgrade({host: 'evil.example'})).toBe(421);
}, 60_000);

test('somebody in the hub’s place with a certificate of his own hears nothing of a till that sells on', async () => {
  await sell(2);
  const port = await lanPort();
  await store.hub.stop();
  await store.restartHub(); // elsewhere: its old address is his now
  const hubPort = await lanPort();
  const between = await relay({directory, hubPort, cunning: true, port});
  await sell(3);
  await vi.waitFor(async () => {
    const answer = await fetch(`${till.url}/v1/status`);
    expect(await answer.text()).toContain('hub/untrusted');
  }, PATIENCE);
  expect(between.calls()).toBeGreaterThan(0); // it did ring him
  // It asks whoever is there by which right, and says goodbye: a masked frame of eight bytes.
  expect(between.toldBytes()).toBeLessThanOrEqual(8);
  await between.close();
  passage = createServer(socket => {
    const onwards = connect(hubPort, '127.0.0.1');
    for (const side of [socket, onwards]) side.on('error', () => {});
    socket.pipe(onwards).pipe(socket);
  });
  passage.listen(port, '127.0.0.1');
  await once(passage, 'listening');
  expect(await store.drained(PATIENCE.timeout)).toBe(true);
}, 120_000);

/** A program whose clock is off from its first moment on. */
async function addTillWithClock(workstationId: string, offByMs: number): Promise<LocalTill> {
  const file = join(directory, `${workstationId}.mjs`);
  writeFileSync(
    file,
    `const Real = Date;
     globalThis.Date = class extends Real {
       constructor(...given) { super(...(given.length ? given : [Real.now() + ${offByMs}])); }
       static now() { return Real.now() + ${offByMs}; }
     };`,
  );
  process.env['NODE_OPTIONS'] = `--import=${file}`;
  try {
    return await store.addTill(workstationId);
  } finally {
    delete process.env['NODE_OPTIONS'];
  }
}

test('tills whose clocks are ten years off sell on, are alarmed, and all of it is held', async () => {
  const ahead = await addTillWithClock('W02', TEN_YEARS_MS);
  const behind = await addTillWithClock('W03', -TEN_YEARS_MS);
  for (const at of [ahead, behind]) await sell(2, at);
  expect(await store.drained(PATIENCE.timeout)).toBe(true);
  const tills = (await store.hubStatus())?.tills ?? [];
  const years = (workstation: string) => {
    const found = tills.find(({workstationId}) => workstationId === workstation);
    return Math.round((found?.clockOffsetMs ?? 0) / TEN_YEARS_MS) * 10;
  };
  expect([years('W02'), years('W03')]).toEqual([-10, 10]);
  const alarms = (await store.alarms()).filter(code => code === 'clock/implausible');
  expect(alarms.length).toBeGreaterThanOrEqual(2);
}, 60_000);

test('after all of it every sale is at head office once, and nobody’s but the tills’', async () => {
  expect(await store.stop()).toEqual([]);
  const {findings, counts} = proveStore({...store.directories, sold: soldFile});
  // The hostile till keeps no journal: what it sold stands at hub and head office alone.
  expect(findings.map(({kind}) => kind)).toEqual(['invented', 'invented', 'money']);
  expect(counts).toMatchObject({sold: 9, journaled: 9, recorded: 10, held: 10});
});
