import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {HubClient} from '../hub-client/hub-client.ts';
import {holdfast, holdfastJson} from '../testing/holdfast.ts';
import {LocalStore, type LocalTill} from './local-store.ts';
import {ReplayDriver} from './replay-driver.ts';
import {LocalStandby, untilSo} from './testing/local-standby.ts';
import {plainSale} from './testing/plain-sale.ts';

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

async function sell(count: number): Promise<void> {
  const lane = Array.from({length: count}, () => {
    sales += 1;
    return {submissionId: `cart-${sales}`, atMs: 0, body: plainSale(sales)};
  });
  const lanes = [{workstationId: till.workstationId, sales: lane, url: () => till.url}];
  const soldFile = join(directory, 'sold.ndjson');
  await new ReplayDriver({lanes, soldFile, speed: 1}).run(new AbortController().signal);
}

test('a standby mirrors what the hub records, is killed while it stores, and catches up', async () => {
  const client = new HubClient(store.directories.hub);
  expect((await holdfast('standby', 'status', '--data', store.directories.hub)).status).toBe(1);
  await sell(3);
  const standby = await LocalStandby.start(store);
  try {
    const caughtUp = ({state}: {readonly state: string}) => state === 'mirrored';
    await untilSo(() => client.standby(), caughtUp);
    const {ledgers} = await untilSo(() => standby.status(), caughtUp);
    expect(ledgers).toHaveLength(1);
    expect(await holdfastJson('standby', 'status', '--data', standby.directory)).toMatchObject({
      role: 'standby',
      standbyName: 'back office',
      custody: 'mirrored',
      lagEntries: 0,
    });
    const selling = sell(200);
    await untilSo(
      () => standby.status(),
      ({ledgers: [one]}) => (one?.mirroredPosition ?? 0) > 20,
    );
    await standby.child.kill();
    await selling;
    const away = await untilSo(
      () => client.standby(),
      ({state}) => state === 'away',
    );
    expect(away).toMatchObject({custody: 'recorded', connected: false});
    await standby.child.start();
    const again = await untilSo(() => client.standby(), caughtUp);
    expect(again.ledgers[0]?.mirroredPosition).toBe(again.ledgers[0]?.hubPosition);
    const [mirrored] = (await store.hubStatus())?.tills ?? [];
    expect(mirrored).toMatchObject({recordedSequence: 203, mirroredSequence: 203});
    expect(await store.drained(30_000)).toBe(true);
  } finally {
    await standby.child.stop();
  }
});
