import {X509Certificate} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createSigningKey} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';
import {VirtualClock} from '@holdfast/std/testing';
import {type Leaf, makeStoreCa} from '@holdfast/store-ca';
import {signTlsKey} from '@holdfast/trust';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {loadOrMakeStoreCa} from './leaf-book.ts';
import {LeafKeeper} from './leaf-keeper.ts';

const DAY_MS = 86_400_000;
const identity = await createSigningKey();
const ca = await makeStoreCa({retailStoreId: '017', nowMs: 0});
let folder: string;
let file: string;
let clock: VirtualClock;
let addresses: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  file = join(folder, 'leaf.pem');
  clock = new VirtualClock();
  addresses = ['192.168.8.2'];
});
afterEach(() => rmSync(folder, {recursive: true}));

function open(authority = ca): Promise<LeafKeeper> {
  return LeafKeeper.open({
    ca: authority,
    file,
    names: () => ({hosts: ['store-017.local'], addresses}),
    sign: claim => signTlsKey(identity, claim),
    clock,
    log: silentLog,
  });
}

const certificateOf = ({certificatePem}: Leaf) => new X509Certificate(certificatePem);

test('a hub that starts again shows the leaf it had', async () => {
  const {leaf} = await open();
  expect((await open()).leaf).toEqual(leaf);
});

test('a leaf is renewed with a new key when half its life is over, and not before', async () => {
  const keeper = await open();
  const first = keeper.leaf;
  const served: Leaf[] = [];
  keeper.serveWith(leaf => served.push(leaf));
  clock.wallOffsetMs += 89 * DAY_MS;
  await keeper.look();
  expect(keeper.leaf).toBe(first);
  clock.wallOffsetMs += 2 * DAY_MS;
  await keeper.look();
  expect(served).toEqual([keeper.leaf]);
  expect(keeper.leaf.keyPin).not.toEqual(first.keyPin);
  const daysLeft = (certificateOf(keeper.leaf).validToDate.getTime() - clock.wallMs()) / DAY_MS;
  expect(daysLeft).toBe(180);
});

test('a leaf is made anew for an address that the hub is given, and kept when one goes', async () => {
  const stop = new AbortController();
  const keeper = await open();
  const running = keeper.run(stop.signal, () => {});
  addresses = ['192.168.8.2', '10.0.0.7'];
  const renewed = new Promise<Leaf>(resolve => keeper.serveWith(resolve));
  await clock.advance(30_001);
  expect(certificateOf(await renewed).checkIP('10.0.0.7')).toBe('10.0.0.7');
  addresses = ['10.0.0.7'];
  await keeper.look();
  expect(keeper.leaf).toBe(await renewed);
  stop.abort();
  await running;
});

test('a leaf of another authority, or from a clock that was ahead, is made anew', async () => {
  const {leaf} = await open();
  const other = await makeStoreCa({retailStoreId: '017', nowMs: 0});
  const renewed = (await open(other)).leaf;
  expect(renewed).not.toEqual(leaf);
  clock.wallOffsetMs -= 400 * DAY_MS;
  expect((await open(other)).leaf).not.toEqual(renewed);
});

test.each([
  ['is cut short', (text: string) => text.slice(0, -80)],
  ['has the key of another', (text: string) => text.replace(/-----BEGIN PRIVATE.*/s, ca.keyPem)],
  ['is empty', () => ''],
])('a leaf file that %s is made anew', async (_, damage) => {
  const {leaf} = await open();
  writeFileSync(file, damage(readFileSync(file, 'utf8')));
  expect((await open()).leaf.keyPin).not.toEqual(leaf.keyPin);
});

test('an authority is made once, and never again over a damaged one', async () => {
  const files = {key: join(folder, 'store-ca.key'), certificate: join(folder, 'store-ca.crt')};
  const made = await loadOrMakeStoreCa(files, {retailStoreId: '017', nowMs: 0});
  expect(await loadOrMakeStoreCa(files, {retailStoreId: '017', nowMs: 0})).toEqual(made);
  writeFileSync(files.certificate, ca.certificatePem);
  await expect(loadOrMakeStoreCa(files, {retailStoreId: '017', nowMs: 0})).rejects.toMatchObject({
    code: 'database/corrupt',
  });
});
