import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {request} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseReceiptNumber} from '@holdfast/domain';
import {saleDraft} from '@holdfast/domain/testing';
import {
  type DataKeyStatus,
  dataKeySchema,
  type HubStatus,
  hubStatusSchema,
} from '@holdfast/hub/client';
import {parsePairingLink} from '@holdfast/wire';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import * as z from 'zod';
import {loopbackMulticast} from '../demo/loopback-multicast.ts';
import {Child} from '../store/child.ts';
import {LocalStore} from '../store/local-store.ts';
import {ReplayDriver} from '../store/replay-driver.ts';
import {holdfast, holdfastJson, watchHoldfast} from '../testing/holdfast.ts';

const DRAIN_MS = 30_000;
const SALES = 6;

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
/** For what is behind the ack path, on a machine that has much else to do. */
const PATIENCE = {timeout: 30_000, interval: 200};
const multicast = await loopbackMulticast();
const store = new LocalStore({directory, storeId: '017', loopbackMulticast: multicast});
const atHub = ['--data', store.directories.hub];
let sold = 0;

beforeAll(async () => {
  await store.startGateway();
  await store.startHub();
  for (const workstation of ['W01', 'W02']) await store.addTill(workstation);
  await sell(SALES / 2);
  expect(await store.drained(DRAIN_MS)).toBe(true);
}, 60_000);
afterAll(async () => {
  await store.stop();
  rmSync(directory, {recursive: true});
});

/** So many more sales at each till, through its door. */
async function sell(each: number): Promise<void> {
  const body = JSON.stringify(saleDraft());
  const lanes = store.tills.map(till => ({
    workstationId: till.workstationId,
    sales: Array.from({length: each}, () => ({submissionId: `sale-${++sold}`, body, atMs: 0})),
    url: () => till.url,
  }));
  const driver = new ReplayDriver({lanes, soldFile: join(directory, 'sold.ndjson'), speed: 1});
  await driver.run(new AbortController().signal);
  expect(driver.counts).toMatchObject({sold: each * lanes.length, refused: 0});
}

async function status(): Promise<HubStatus> {
  return hubStatusSchema.parse(await holdfastJson('status', ...atHub));
}

async function dataKeys(verb: 'ls' | 'rotate'): Promise<readonly DataKeyStatus[]> {
  return z
    .object({schema: z.literal('holdfast.data-keys/1'), keys: z.array(dataKeySchema)})
    .parse(await holdfastJson('keys', verb, ...atHub)).keys;
}

test('the door of the hub answers nobody without its token, and to no other name', async () => {
  const port = Number(readFileSync(join(store.directories.hub, 'admin.port'), 'utf8'));
  const token = readFileSync(join(store.directories.hub, 'admin.token'), 'utf8').trim();
  // `fetch` would not let us say another Host.
  const ask = (headers: Readonly<Record<string, string>>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const where = {host: '127.0.0.1', port, path: '/v1/status', headers};
      const asked = request(where, answer => resolve(answer.resume().statusCode));
      asked.once('error', reject).end();
    });
  const authorization = `Bearer ${token}`;
  expect(await ask({})).toBe(401);
  expect(await ask({authorization: 'Bearer x'})).toBe(401);
  expect(await ask({authorization, host: 'shop.example'})).toBe(421);
  expect(await ask({authorization})).toBe(200);
});

test('status tells a person the state, the tills, the uplinks and the ledger, without colours in a pipe', async () => {
  const {status, stdout, stderr} = await holdfast('status', ...atHub);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^[●▲↻] (ONLINE|DEGRADED|RECOVERING) since \d\d:\d\d/);
  expect(stdout).toContain('Demo store, store 017 · hub ');
  expect(stdout).toMatch(/^W01 .*● \d\d:\d\d +127\.0\.0\.1 +3 +3 /m);
  expect(stdout).toMatch(/^lte .*metered$/m);
  expect(stdout).toMatch(/^Ledger {4}\d+ entries · all held at head office$/m);
  expect(stdout).not.toContain('\u001b');
});

test('status as JSON is one document of the schema that the hub publishes', async () => {
  const {tills, uplinks, ledger, routes} = await status();
  expect(tills.map(till => [till.workstationId, till.connected, till.heldSequence])).toEqual([
    ['W01', true, SALES / 2],
    ['W02', true, SALES / 2],
  ]);
  expect(uplinks.map(({name}) => name)).toEqual(['fibre', 'lte']);
  expect(ledger).toMatchObject({unsent: 0, stuck: ''});
  expect(routes).toEqual({lacking: [], problem: ''}); // what stays on the loopback needs none
});

test('status --watch goes on until Ctrl-C, which is how it ends', async () => {
  let seen = 0;
  const code = await watchHoldfast(['status', ...atHub, '--watch', '--json'], line => {
    hubStatusSchema.parse(JSON.parse(line));
    seen += 1;
    return seen === 2 ? 'enough' : 'more';
  });
  expect([code, seen]).toEqual([0, 2]);
});

test('pair gives a link that lets one till in, alone on standard output', async () => {
  const {status, stdout, stderr} = await holdfast('pair', ...atHub, '--qr');
  expect(status).toBe(0);
  const link = parsePairingLink(stdout.trim());
  expect(link).toMatchObject({ok: true, value: {host: '127.0.0.1'}});
  expect(stderr).toMatch(/^█{20}/m); // the quiet zone of the code, drawn for a dark terminal
  expect(stderr).toMatch(/Good once, until \d\d:\d\d:\d\d \(5 min\)/);
  expect(stderr).toContain('holdfast terminal --workstation W01 --pair -');
  expect(stderr).toContain('This link leads to this machine only.');

  const data = join(directory, 'tills', 'W03');
  const args = [
    '--data',
    data,
    '--workstation',
    'W03',
    '--no-discovery',
    '--listen',
    '127.0.0.1:0',
  ];
  const till = new Child('W03', {
    args: ['terminal', ...args, '--pair', '-'],
    input: stdout.trim(),
    logFile: join(directory, 'log', 'W03.log'),
  });
  expect(await till.start()).toMatchObject({ready: 'terminal'});
  await till.stop();
});

test('pair as JSON says until when it is good', async () => {
  expect(await holdfastJson('pair', ...atHub)).toMatchObject({
    schema: 'holdfast.pairing/1',
    link: expect.stringMatching(/^holdfast-pair:\/\//),
    windowMs: 300_000,
    untilMs: expect.any(Number),
  });
});

test.skipIf(!multicast)('discover finds the hub, and tells of it as it is found', async () => {
  const {hubId} = await status();
  const look = ['discover', '--interface', '127.0.0.1', '--for', '2s'];
  const [lines, found] = await Promise.all([holdfast(...look, '--jsonl'), holdfastJson(...look)]);
  const hub = {id: hubId.slice(0, 8), storeId: '017', addresses: ['127.0.0.1'], via: 'dns-sd'};
  expect(found).toMatchObject({
    schema: 'holdfast.discovery/1',
    forMs: 2_000,
    hubs: expect.arrayContaining([expect.objectContaining(hub)]),
  });
  const events = lines.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(events).toContainEqual({
    schema: 'holdfast.discovery-event/1',
    type: 'found',
    hub: expect.objectContaining(hub),
  });
});

test('uplinks are listed, paused, preferred and resumed by name', async () => {
  const paused = await holdfast('uplinks', 'pause', 'lte', ...atHub);
  expect(paused.status).toBe(0);
  expect(paused.stdout).toMatch(/^lte +‖ paused/m);
  expect(paused.stderr).toBe('lte rests until it is resumed or the hub starts again.\n');
  expect(await holdfastJson('uplinks', 'prefer', 'fibre', ...atHub)).toMatchObject({
    schema: 'holdfast.uplinks/1',
    uplinks: [
      {name: 'fibre', preferred: true, paused: false},
      {name: 'lte', preferred: false, paused: true},
    ],
  });
  await holdfastJson('uplinks', 'resume', 'lte', ...atHub);
  const {stdout} = await holdfast('uplinks', 'ls', ...atHub);
  expect(stdout).toMatch(/^UPLINK +HEALTH +ROUND TRIP +OUT +IN/);
  expect(stdout).not.toContain('paused');
});

test('uplinks test asks head office, and its exit code says who answered', async () => {
  expect(await holdfastJson('uplinks', 'test', ...atHub)).toMatchObject({
    schema: 'holdfast.uplink-test/1',
    uplinks: [
      {name: 'fibre', answered: true},
      {name: 'lte', answered: true},
    ],
  });
  store.internet.cut('lte');
  const both = await holdfast('uplinks', 'test', ...atHub);
  expect(both.status).toBe(1);
  expect(both.stdout).toMatch(/^fibre +✓ answered/m);
  expect(both.stdout).toMatch(/^lte +✗ no answer/m);
  const one = await holdfast('uplinks', 'test', 'lte', ...atHub);
  store.internet.restore('lte');
  expect(one.status).toBe(69);
});

test('an uplink that is not there is refused with the names of those that are', async () => {
  const {status, stderr} = await holdfast('uplinks', 'pause', 'lan', ...atHub);
  expect(status).toBe(1);
  expect(stderr).toContain('  uplink: lan\n  there: fibre, lte\nCode: request/not-found');
});

test('ledger tail shows the last entries, and with -f those that come', async () => {
  const {position} = (await status()).ledger;
  const {stdout} = await holdfast('ledger', 'tail', '-n', '3', ...atHub);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines.at(-1)).toMatch(new RegExp(`^ +${position} +\\d\\d:\\d\\d:\\d\\d `));
  expect(await holdfastJson('ledger', 'tail', '-n', '2', ...atHub)).toMatchObject({
    schema: 'holdfast.ledger-tail/1',
    entries: [{position: position - 1}, {position}],
  });

  const seen: number[] = [];
  const args = ['ledger', 'tail', '-n', '1', '-f', '--jsonl', ...atHub];
  const code = await watchHoldfast(args, async line => {
    const entry = JSON.parse(line);
    expect(entry.schema).toBe('holdfast.ledger-entry/1');
    seen.push(entry.position);
    if (seen.length === 1) await sell(1); // one at each till
    return seen.length === 3 ? 'enough' : 'more';
  });
  expect(code).toBe(0);
  expect(seen).toEqual([position, position + 1, position + 2]);
});

test('ledger show finds a receipt as a person types it, and says where it is', async () => {
  const {journalId} = (await status()).tills[0] ?? {};
  const receipt = `W01-${journalId?.slice(0, 3)}-000001`;
  expect(parseReceiptNumber(receipt).ok).toBe(true);
  const {status: code, stdout} = await holdfast(
    'ledger',
    'show',
    receipt.toLowerCase().replace('w', 'W'),
    ...atHub,
  );
  expect(code).toBe(0);
  expect(stdout).toContain(`${receipt} sale: ● at head office, which has signed for it`);
  expect(stdout).toMatch(/^ +Total +7\.65$/m);
  expect(await holdfastJson('ledger', 'show', receipt, ...atHub)).toMatchObject({
    schema: 'holdfast.ledger-entry/1',
    workstationId: 'W01',
    sequenceNumber: 1,
    custody: 'held',
  });
});

test('a receipt that nobody has, and one that is none, are told apart', async () => {
  const [none, wrong] = await Promise.all([
    holdfast('ledger', 'show', 'W01-AAA-000099', ...atHub),
    holdfast('ledger', 'show', 'seven', ...atHub),
  ]);
  expect([none.status, wrong.status]).toEqual([1, 64]);
  expect(none.stderr).toContain('no such receipt on this hub');
  expect(wrong.stderr).toContain('must look like W03-K7Q-000482');
});

test('ledger totals tells what each till sold on a day, and says so of a day without sales', async () => {
  const each = sold / store.tills.length;
  const day = '2026-03-14';
  const shown = await vi.waitFor(async () => {
    const {stdout} = await holdfast('ledger', 'totals', day, ...atHub);
    expect(stdout).not.toContain('not counted yet');
    return stdout;
  }, PATIENCE);
  expect(shown).toMatch(
    new RegExp(`^W01 +${each} .+EUR\nW02 +${each} .+EUR\nstore +${sold} `, 'm'),
  );
  expect(await holdfastJson('ledger', 'totals', day, ...atHub)).toMatchObject({
    schema: 'holdfast.day-totals/1',
    businessDayDate: day,
    totals: [
      {workstationId: 'W01', transactions: each, amountMinor: 765 * each},
      {workstationId: 'W02', transactions: each, amountMinor: 765 * each},
    ],
  });
  const none = await holdfast('ledger', 'totals', '2026-03-15', ...atHub);
  expect(none.stdout).toContain('No sales of 2026-03-15 on this hub.');
  expect((await holdfast('ledger', 'totals', 'today', ...atHub)).status).toBe(64);
});

test('keys rotate seals what comes under a new key, and what lies there stays readable', async () => {
  const [first, ...none] = await dataKeys('ls');
  expect(none).toEqual([]);
  expect(first).toMatchObject({current: true, ledgers: 1});
  expect(await dataKeys('rotate')).toMatchObject([
    {id: first?.id, current: false, ledgers: 1},
    {current: true},
  ]);
  await sell(1);
  const {stdout} = await holdfast('keys', 'ls', ...atHub);
  expect(stdout).toMatch(/^[0-9a-f]{16} .+ 1 {2}opens what it sealed\n.+ 1 {2}seals what comes$/m);
  expect((await holdfast('ledger', 'tail', '-n', '999', ...atHub)).status).toBe(0);
});

test('a plain export of all is verified entry by entry, and verify names what was changed', async () => {
  const to = join(directory, 'stick');
  const all = ['ledger', 'export', '--to', to, '--all', '--plain', ...atHub];
  const exported = await holdfast(...all);
  expect(exported.status).toBe(0);
  expect(exported.stdout).toContain(`✓ Written whole to ${to}`);
  expect(exported.stdout).toMatch(/readable by +anybody$/m);
  expect(exported.stdout).toMatch(/sum EUR +\d+\.\d\d$/m);
  const [segment = ''] = readdirSync(to).filter(name => name.endsWith('.hfs'));
  expect(segment).toMatch(/^[0-9A-Z]{32}\.[0-9A-Z]{16}-1-\d+\.hfs$/);
  const verdict = await holdfastJson('ledger', 'verify', to);
  expect(verdict).toMatchObject({
    schema: 'holdfast.export-verdict/2',
    ok: true,
    signatures: {unknownKeys: 0},
  });

  const bytes = readFileSync(join(to, segment));
  bytes[bytes.length - 9] = (bytes.at(-9) ?? 0) ^ 1;
  writeFileSync(join(to, segment), bytes);
  const changed = await holdfast('ledger', 'verify', to);
  expect(changed.status).toBe(65);
  expect(changed.stdout).toContain(`✗ ${segment}, position 1: the payload is not the one named`);
  rmSync(join(to, segment));
  const without = await holdfast('ledger', 'verify', to);
  expect(without.stdout).toMatch(/✗ position 1: positions 1 to \d+ are missing/);
  expect((await holdfast(...all)).status).toBe(0);
  expect((await holdfast('ledger', 'verify', to)).status).toBe(0);
});

test('ledger verify says that the hub has the files open, and what to do instead', async () => {
  const {status, stderr} = await holdfast('ledger', 'verify', ...atHub);
  expect(status).toBe(75);
  expect(stderr).toContain('Code: database/in-use');
  expect(stderr).toContain('instead: holdfast ledger export --to DIR --all --plain');
});

test('a hub whose data keys are gone says which and what next; with the ledgers moved aside it goes on', async () => {
  const {hub} = store.directories;
  const keys = join(hub, 'keys', 'data-keys.json');
  const start = () => holdfast('hub', '--config', join(directory, 'hub.toml'));
  await store.hub.stop();
  chmodSync(keys, 0o644);
  const exposed = await start();
  expect([exposed.status, exposed.stdout]).toEqual([77, '']);
  expect(exposed.stderr).toContain('  mode: 0644\nWhat next: chmod 600 the file.');

  rmSync(keys);
  const missing = await start();
  expect([missing.status, missing.stdout]).toEqual([78, '']);
  expect(missing.stderr).toContain(`  file: ${keys}\n`);
  expect(missing.stderr).toMatch(/^ {2}key: [0-9a-f]{16}$/m);
  expect(missing.stderr).toContain('What next: Put data-keys.json back from your copy');
  expect(missing.stderr).toContain('Code: data-key/missing');
  expect(readdirSync(join(hub, 'ledgers'))).not.toContain('ledger-0002.db');

  renameSync(join(hub, 'ledgers'), join(directory, 'ledgers.sealed'));
  await store.restartHub();
  await sell(1);
  expect(await store.drained(DRAIN_MS)).toBe(true);
});

test('once the hub has stopped, its ledgers are verified, and its other commands say that it is gone', async () => {
  const {position} = (await status()).ledger;
  expect(await store.stop()).toEqual([]);
  const verdict = await holdfastJson('ledger', 'verify', ...atHub);
  expect(verdict).toMatchObject({
    schema: 'holdfast.ledger-verdict/2',
    ok: true,
    ledgers: [{file: 'ledger-0001.db', ok: true, entries: position}],
  });

  const file = join(store.directories.hub, 'ledgers', 'ledger-0001.db');
  const keys = join(store.directories.hub, 'keys', 'data-keys.json');
  const bytes = readFileSync(file);
  expect(bytes.includes('RetailTransaction')).toBe(false); // its rows are sealed
  const copy = join(directory, 'pulled-out.db');
  copyFileSync(file, copy);
  const verifyCopy = ['ledger', 'verify', copy];
  const shut = await holdfast(...verifyCopy);
  expect(shut.status).toBe(65);
  expect(shut.stdout).toMatch(
    /✗ pulled-out\.db, position 1: is sealed, and its key \w{16} is not in /,
  );
  expect((await holdfast(...verifyCopy, '--data-keys', keys)).status).toBe(0);
  const {id} = JSON.parse(readFileSync(keys, 'utf8')).keys[0];
  const at = bytes.lastIndexOf(Buffer.from(id, 'hex')) + 100; // in what is sealed under it
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(copy, bytes);
  const bad = await holdfast(...verifyCopy, '--data-keys', keys);
  expect(bad.status).toBe(65);
  expect(bad.stdout).toMatch(/✗ pulled-out\.db, position \d+: was changed since it was sealed/);

  const gone = await Promise.all([
    holdfast('status', ...atHub),
    holdfast('pair', ...atHub),
    holdfast('uplinks', 'ls', ...atHub),
    holdfast('ledger', 'tail', ...atHub),
  ]);
  expect(gone.map(({status}) => status)).toEqual([69, 69, 69, 69]);
  for (const {stdout, stderr} of gone) {
    expect(stdout).toBe('');
    expect(stderr).toContain('no hub is running with this data directory');
    expect(stderr).toContain('Code: hub/unreachable');
  }
});
