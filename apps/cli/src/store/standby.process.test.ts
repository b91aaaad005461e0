import {mkdtempSync, renameSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {proveStore} from '@holdfast/prover';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {HubClient} from '../hub-client/hub-client.ts';
import {holdfast, holdfastJson} from '../testing/holdfast.ts';
import {LocalStore, type LocalTill} from './local-store.ts';
import {ReplayDriver} from './replay-driver.ts';
import {LocalStandby, untilSo} from './testing/local-standby.ts';
import {plainSale} from './testing/plain-sale.ts';
import {readTillStatus} from './till-view.ts';

const DRAIN_MS = 60_000;

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const store = new LocalStore({directory, storeId: '017', loopbackMulticast: false});
const soldFile = join(directory, 'sold.ndjson');
const oldHub = join(directory, 'old-hub');
const hub = new HubClient(store.directories.hub);
let standby: LocalStandby | undefined;
let sales = 0;

beforeAll(async () => {
  await store.startGateway();
  await store.startHub();
  await store.addTill('W01');
  await store.addTill('W02');
}, 60_000);
afterAll(async () => {
  await standby?.child.stop();
  await store.stop();
  rmSync(directory, {recursive: true});
});

/** So many sales at each of these tills, no two alike, each answered with a receipt. */
async function sell(count: number, tills: readonly LocalTill[] = store.tills): Promise<void> {
  const lanes = tills.map(till => ({
    workstationId: till.workstationId,
    sales: Array.from({length: count}, () => {
      sales += 1;
      return {submissionId: `cart-${sales}`, atMs: 0, body: plainSale(sales)};
    }),
    url: () => till.url,
  }));
  await new ReplayDriver({lanes, soldFile, speed: 1}).run(new AbortController().signal);
}

const isMirrored = ({state}: {readonly state: string}) => state === 'mirrored';
const theStandby = () => standby ?? expect.fail('it was started');

test('a standby mirrors what the hub records, is killed while it stores, and catches up', async () => {
  const at = ['--data', store.directories.hub];
  expect((await holdfast('standby', 'status', ...at)).status).toBe(1);
  await sell(2);
  expect(await store.drained(DRAIN_MS)).toBe(true);
  store.internet.cut('fibre'); // head office never hears from the hub that it has a standby
  store.internet.cut('lte');
  standby = await LocalStandby.start(store);
  await untilSo(() => hub.standby(), isMirrored);
  const seen = await untilSo(() => theStandby().status(), isMirrored);
  expect(seen).toMatchObject({role: 'standby', standbyName: 'back office', lagEntries: 0});
  const selling = sell(60);
  const grows = ({ledgers: [one]}: typeof seen) => (one?.mirroredPosition ?? 0) > 20;
  await untilSo(() => theStandby().status(), grows);
  await standby.child.kill();
  await selling;
  const away = await untilSo(
    () => hub.standby(),
    ({state}) => state === 'away',
  );
  expect(away).toMatchObject({custody: 'recorded', connected: false});
  expect((await holdfast('standby', 'status', ...at)).status).toBe(75);
  await standby.child.start();
  const again = await untilSo(() => hub.standby(), isMirrored);
  expect(again.ledgers[0]?.mirroredPosition).toBe(again.ledgers[0]?.hubPosition);
  expect(await holdfastJson('standby', 'status', ...at)).toMatchObject({custody: 'mirrored'});
  const [first] = (await store.hubStatus())?.tills ?? [];
  expect(first).toMatchObject({recordedSequence: 62, mirroredSequence: 62});
}, 120_000);

test('a hub burns while head office is away: its standby is promoted by hand, and nothing is lost, not even of a till that is gone', async () => {
  const [first, second] = store.tills;
  if (!first || !second) throw new Error('there are two tills');
  await sell(3);
  await untilSo(() => hub.standby(), isMirrored);
  const at = ['--data', theStandby().directory];
  expect((await holdfast('standby', 'promote', ...at)).status).toBe(77); // the hub is alive
  const authority = (await store.hubStatus())?.authority.sha256;
  await store.killTill(second); // and never comes back: only the mirror has its last sales
  await store.hub.kill();
  renameSync(store.directories.hub, oldHub);
  await sell(2, [first]);

  await untilSo(
    () => theStandby().status(),
    ({state}) => state === 'away',
  );
  expect(await holdfastJson('standby', 'promote', ...at)).toMatchObject({epoch: 1});
  const tillOf = (status: Awaited<ReturnType<LocalStandby['hubStatus']>>) =>
    status.tills.find(({workstationId}) => workstationId === 'W01');
  await untilSo(
    () =>
      theStandby()
        .hubStatus()
        .catch(() => undefined),
    status => status !== undefined && tillOf(status)?.recordedSequence === 67,
  );
  await sell(2, [first]);
  store.internet.restore('fibre');
  const isHeld = (view: Awaited<ReturnType<typeof readTillStatus>>) =>
    view !== undefined && view.journaled === 69 && view.held === 69;
  await untilSo(() => readTillStatus(first.url ?? ''), isHeld, DRAIN_MS);
  // Nobody else is left who could have brought what the second till sold.
  const byMirror = await untilSo(
    () => theStandby().hubStatus(),
    ({ledger, tills}) => ledger.unsent === 0 && tills.every(one => one.heldSequence >= 65),
    DRAIN_MS,
  );
  expect(byMirror.authority.sha256).toBe(authority); // browsers trust it as the hub before
  expect((await holdfast('standby', 'status', ...at)).status).toBe(1); // it has none of its own
  expect(await theStandby().child.stop()).toBe(0);
  expect(await theStandby().child.start()).toMatchObject({ready: 'hub'}); // and stays the hub

  await store.startOldHub(oldHub); // it was not burnt after all
  const replaced = async () => {
    const {stdout} = await holdfast('status', '--data', oldHub, '--json');
    return JSON.parse(stdout).issues.map(({code}: {readonly code: string}) => code);
  };
  await untilSo(replaced, codes => codes.includes('hub/replaced'));
  const dismissed = await holdfastJson('standby', 'dismiss', '--data', oldHub);
  expect(dismissed).toMatchObject({state: 'none', standbyId: ''});
  expect(await theStandby().child.stop()).toBe(0);
  expect(await store.stop()).toEqual([]);
  const sides = {...store.directories, hub: theStandby().directory, sold: soldFile};
  const {ok, findings, counts} = proveStore(sides);
  expect(findings).toEqual([]);
  expect(ok).toBe(true);
  expect(counts).toMatchObject({sold: 134, journaled: 134, held: 134});
}, 180_000);
