import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {WsHubLink} from '@holdfast/lan-ws/client';
import {LanServer} from '@holdfast/lan-ws/server';
import {createSigningKey, nodeDigest} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';
import {VirtualClock} from '@holdfast/std/testing';
import {LEAF_LIFE_MS, makeStoreCa} from '@holdfast/store-ca';
import {signTlsKey} from '@holdfast/trust';
import {hubIdOf} from '@holdfast/wire';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {LeafKeeper} from './leaf-keeper.ts';

const identity = await createSigningKey();
const hubId = hubIdOf(nodeDigest, identity.publicKey);
const stranger = hubIdOf(nodeDigest, (await createSigningKey()).publicKey);
const ca = await makeStoreCa({retailStoreId: '017', nowMs: 0});
const clock = new VirtualClock();
const stop = new AbortController();
let folder: string;
let keeper: LeafKeeper;
let lan: LanServer;
let running: Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  keeper = await LeafKeeper.open({
    ca,
    file: join(folder, 'leaf.pem'),
    names: () => ({hosts: ['store-017.local'], addresses: ['127.0.0.1']}),
    sign: claim => signTlsKey(identity, claim),
    clock,
    log: silentLog,
  });
  lan = new LanServer({
    host: '127.0.0.1',
    port: 0,
    tls: keeper.leaf,
    hosts: {names: [], origins: []},
    connect: connection => ({
      frame: () => connection.send({v: 1, type: 'pong', count: 1, hubTimeMs: 1}),
      closed: () => {},
    }),
    log: silentLog,
  });
  keeper.serveWith(leaf => lan.showCertificate(leaf));
  await new Promise<void>(resolve => {
    running = lan.run(stop.signal, resolve);
  });
});
afterEach(async () => {
  stop.abort();
  await running;
  rmSync(folder, {recursive: true});
});

/** A till that pinned this key when it was paired with this hub. */
function dial(pinned: {readonly keyPin: Uint8Array<ArrayBuffer>; readonly hubId?: typeof hubId}) {
  const {signal} = new AbortController();
  return new WsHubLink().connect({address: lan.address, hubId, signal, ...pinned});
}

test('a renewed certificate with a new key drops no session, and every till still knows its hub', async () => {
  const {keyPin} = keeper.leaf;
  const open = await dial({keyPin});
  const heard = open.messages()[Symbol.asyncIterator]();
  clock.wallOffsetMs += LEAF_LIFE_MS - 1;
  await keeper.look();
  expect(keeper.leaf.keyPin).not.toEqual(keyPin);

  open.send({v: 1, type: 'ping', count: 1, terminalTimeMs: 1});
  expect((await heard.next()).value).toMatchObject({type: 'pong'});
  const again = await dial({keyPin}); // it pinned the old key, and the hub signed for the new one
  await expect(dial({keyPin, hubId: stranger})).rejects.toMatchObject({
    code: 'hub/untrusted',
    fields: {reason: 'the key of another hub'},
  });
  for (const connection of [open, again]) connection.close();
});
