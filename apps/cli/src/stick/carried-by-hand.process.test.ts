import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {saleDraft} from '@holdfast/domain/testing';
import {proveStore} from '@holdfast/prover';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {LINES, LocalStore} from '../store/local-store.ts';
import {ReplayDriver} from '../store/replay-driver.ts';
import {holdfast, holdfastJson} from '../testing/holdfast.ts';

const EACH = 40;
const WAIT_MS = 20_000;

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const stick = join(directory, 'stick');
const store = new LocalStore({directory, storeId: '017', loopbackMulticast: false});
const atHub = ['--data', store.directories.hub];
const atGateway = ['--data', store.directories.gateway];
let sold = 0;

/** A store whose lines fail as soon as it is enrolled. */
beforeAll(async () => {
  await store.startGateway();
  await store.startHub();
  for (const {name} of LINES) store.internet.cut(name);
  for (const workstation of ['W01', 'W02']) await store.addTill(workstation);
  await sell();
}, 60_000);
afterAll(async () => {
  await store.stop();
  rmSync(directory, {recursive: true});
});

async function sell(): Promise<void> {
  const body = JSON.stringify(saleDraft());
  const lanes = store.tills.map(till => ({
    workstationId: till.workstationId,
    sales: Array.from({length: EACH}, () => ({submissionId: `sale-${++sold}`, body, atMs: 0})),
    url: () => till.url,
  }));
  const driver = new ReplayDriver({lanes, soldFile: join(directory, 'sold.ndjson'), speed: 1});
  await driver.run(new AbortController().signal);
  expect(driver.counts).toMatchObject({sold: EACH * lanes.length, refused: 0});
  await until(async () =>
    (await store.tillViews()).every(till => till?.recorded === till?.journaled),
  );
}

async function until(done: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  while (performance.now() < deadline && !(await done())) {
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  expect(await done()).toBe(true);
}

const held = async () => (await store.tillViews()).map(till => till?.held);
const segments = () => readdirSync(stick).filter(name => name.endsWith('.hfx'));
const exported = () => holdfastJson('ledger', 'export', '--to', stick, ...atHub);

test('a store without a line writes to a stick what nobody but head office can read', async () => {
  expect(await held()).toEqual([0, 0]);
  const manifest = await exported();
  expect(manifest).toMatchObject({
    schema: 'holdfast.ledger-export/2',
    retailStoreId: '017',
    sums: {transactions: 2 * EACH, quarantined: 0, amountsMinor: {EUR: 2 * EACH * 765}},
    contentSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  const [first = ''] = segments();
  expect(readFileSync(join(stick, first)).includes('RetailTransaction')).toBe(false);
  const verdict = await holdfast('ledger', 'verify', stick);
  expect(verdict.status).toBe(0);
  expect(verdict.stdout).toContain('✓ Nothing is missing, swapped or changed.');
});

test('a bit that was flipped on the stick is found and refused, and exporting again heals it', async () => {
  const [first = ''] = segments();
  const bytes = readFileSync(join(stick, first));
  bytes[bytes.length - 9] = (bytes.at(-9) ?? 0) ^ 1;
  writeFileSync(join(stick, first), bytes);
  const verdict = await holdfast('ledger', 'verify', stick);
  expect(verdict.status).toBe(65);
  expect(verdict.stdout).toContain(`✗ ${first}, position 1: the sealed part is not the one named`);
  const refused = await holdfast('gateway', 'import', '--from', stick, ...atGateway);
  expect(refused.status).toBe(65);
  expect(refused.stderr).toContain('reason: box differs from its digest');
  expect(refused.stderr).toContain('What next: Export again onto the same stick');
  await exported();
  expect((await holdfast('ledger', 'verify', stick)).status).toBe(0);
});

test('nothing is taken from a stick that head office has not seen', async () => {
  const {status, stderr} = await holdfast('ledger', 'import', '--from', stick, ...atHub);
  expect(status).toBe(65);
  expect(stderr).toContain('head office has not taken this stick in yet');
  expect(await held()).toEqual([0, 0]);
});

test('head office takes the stick in, prints the same numbers, and the tills learn what is held', async () => {
  const written = await exported();
  const taken = await holdfastJson('gateway', 'import', '--from', stick, ...atGateway);
  const {sums, contentSha256} = written as {sums: unknown; contentSha256: unknown};
  expect(taken).toMatchObject({ok: true, sums, contentSha256, diverged: 0});
  // Twice is as good as once.
  const again = await holdfastJson('gateway', 'import', '--from', stick, ...atGateway);
  expect(again).toMatchObject({ok: true, sums, contentSha256, accepted: 0});
  expect(await held()).toEqual([0, 0]);
  const back = await holdfastJson('ledger', 'import', '--from', stick, ...atHub);
  expect(back).toMatchObject({ok: true, ledgers: [{outcome: 'taken'}]});
  await until(async () => (await held()).every(count => count === EACH));
  expect((await store.hubStatus())?.ledger.heldPosition).toBeGreaterThan(2 * EACH);
  await holdfastJson('ledger', 'import', '--from', stick, ...atHub);
});

test('the next stick carries only what came since, out of a hub that is switched off as well', async () => {
  await sell();
  await store.hub.stop();
  const manifest = await exported();
  expect(manifest).toMatchObject({sums: {transactions: 2 * EACH}});
  const plain = join(directory, 'auditor');
  const audit = await holdfast('ledger', 'export', '--to', plain, '--plain', '--all', ...atHub);
  expect(audit.status).toBe(0);
  const verdict = await holdfastJson('ledger', 'verify', plain);
  expect(verdict).toMatchObject({
    ok: true,
    counted: {transactions: 4 * EACH, amountsMinor: {EUR: 4 * EACH * 765}},
    signatures: {unknownKeys: 0},
  });
  await holdfastJson('gateway', 'import', '--from', stick, ...atGateway);
  await store.restartHub();
  // The tills look for a hub elsewhere than it now listens; what it tells them, it knows.
  await holdfastJson('ledger', 'import', '--from', stick, ...atHub);
  const tills = (await store.hubStatus())?.tills ?? [];
  expect(tills.map(({heldSequence}) => heldSequence)).toEqual([2 * EACH, 2 * EACH]);
});

test('at the end every transaction is at head office once, and no line ever carried one', async () => {
  expect(await store.stop()).toEqual([]);
  const files = await holdfastJson('ledger', 'verify', ...atHub);
  expect(files).toMatchObject({ok: true, ledgers: [{statements: {unproved: 0}}]});
  const {findings, counts} = proveStore({
    ...store.directories,
    sold: join(directory, 'sold.ndjson'),
  });
  expect(findings).toEqual([]);
  expect(counts).toMatchObject({sold: 4 * EACH, journaled: 4 * EACH, held: 4 * EACH});
});
