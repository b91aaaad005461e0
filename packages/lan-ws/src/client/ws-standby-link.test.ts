import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createSigningKey, loadOrCreateTlsIdentity, nodeDigest} from '@holdfast/platform-node';
import type {SegmentFrame, StandbyConnection} from '@holdfast/standby';
import {isFault, silentLog} from '@holdfast/std';
import {type HubToStandby, hubIdOf, STANDBY_PATH, STANDBY_SUBPROTOCOL} from '@holdfast/wire';
import {afterAll, afterEach, expect, test} from 'vitest';
import {WebSocket} from 'ws';
import {LanServer} from '../server/lan-server.ts';
import {connectStandby} from './ws-standby-link.ts';

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const tls = await loadOrCreateTlsIdentity(directory, 'hub');
const identity = await createSigningKey();
const hubId = hubIdOf(nodeDigest, identity.publicKey);
afterAll(() => rmSync(directory, {recursive: true}));

let close = async () => {};
afterEach(() => close());

/** A hub's LAN door; `take` is its door for standbys, if it has one. */
async function startHub(take?: (connection: StandbyConnection) => void) {
  const stop = new AbortController();
  const frames: string[] = [];
  const nobody = {frame() {}, closed() {}};
  const server = new LanServer({
    host: '127.0.0.1',
    port: 0,
    tls,
    hosts: {names: [], origins: ['https://store.local']},
    connect: () => nobody,
    ...(take
      ? {
          connectStandby: (connection: StandbyConnection) => {
            take(connection);
            return {...nobody, frame: (text: string) => void frames.push(text)};
          },
        }
      : {}),
    log: silentLog,
  });
  const ready = Promise.withResolvers<void>();
  const running = server.run(stop.signal, ready.resolve);
  await ready.promise;
  close = async () => {
    stop.abort();
    await running;
  };
  return {server, frames};
}

const ring = ({address}: LanServer, keyPin = tls.keyPin) =>
  connectStandby({address, hubId, keyPin, signal: AbortSignal.timeout(5_000)});
const codeOf = (ringing: Promise<unknown>) =>
  ringing.then(
    () => 'connected',
    (error: unknown) => (isFault(error) ? error.code : String(error)),
  );

/** How a handshake at the standby's door ends for somebody who knows the address alone. */
async function statusFor(
  {address}: LanServer,
  call: {readonly headers?: Readonly<Record<string, string>>; readonly protocol?: string},
): Promise<number> {
  const {headers = {}, protocol = STANDBY_SUBPROTOCOL} = call;
  const url = `wss://127.0.0.1:${address.port}${STANDBY_PATH}`;
  const socket = new WebSocket(url, [protocol], {headers, rejectUnauthorized: false});
  socket.on('error', () => {});
  const status = new Promise<number>(resolve => {
    socket.once('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.once('open', () => resolve(101));
  });
  const ended = await status;
  socket.terminate();
  return ended;
}

test('messages and segments arrive in order, and what the hub said last is heard', async () => {
  const segment = Uint8Array.from({length: 5_000_000}, (_, at) => at % 251);
  const {server, frames} = await startHub(connection => {
    connection.send({v: 1, type: 'standbyBeat'});
    connection.sendSegment({id: 7, segment});
    connection.send({v: 1, type: 'headOfficeHolds', ledgers: []});
  });
  const connection = await ring(server);
  const heard: (HubToStandby | SegmentFrame)[] = [];
  for await (const message of connection.messages()) {
    heard.push(message);
    if (heard.length < 3) continue;
    connection.send({v: 1, type: 'standbyBeat'});
    break;
  }
  expect(heard.map(({type}) => type)).toEqual(['standbyBeat', 'segment', 'headOfficeHolds']);
  expect(heard[1]).toEqual({type: 'segment', id: 7, segment});
  await expect.poll(() => frames).toEqual(['{"v":1,"type":"standbyBeat"}']);
  connection.close();
});

test('why the hub hung up is told', async () => {
  const {server} = await startHub(connection => connection.close('the link is used'));
  const connection = await ring(server);
  for await (const message of connection.messages()) expect.fail(`nothing comes: ${message.type}`);
  expect(connection.closeDetail()).toBe('the link is used');
});

test('a hub under another key is not spoken to', async () => {
  let calls = 0;
  const {server} = await startHub(() => {
    calls += 1;
  });
  expect(await codeOf(ring(server, new Uint8Array(32)))).toBe('hub/untrusted');
  expect(calls).toBe(0);
});

test('a hub that takes no standby says so', async () => {
  const {server} = await startHub();
  expect(await codeOf(ring(server))).toBe('hub/unreachable');
});

test('a page, another host name and another protocol do not come to the standby’s door', async () => {
  let calls = 0;
  const {server} = await startHub(() => {
    calls += 1;
  });
  expect(await statusFor(server, {headers: {origin: 'https://store.local'}})).toBe(403);
  expect(await statusFor(server, {headers: {host: 'evil.example'}})).toBe(421);
  expect(await statusFor(server, {protocol: 'v1.lan.holdfast'})).toBe(404);
  expect(calls).toBe(0);
  expect(await statusFor(server, {})).toBe(101);
});

test('what is no message of a hub ends the connection, and is a fault to who reads', async () => {
  const {server} = await startHub(connection => {
    connection.sendSegment({id: 1, segment: new Uint8Array()});
    connection.send({v: -1, type: 'standbyBeat'}); // of no version that ever was
  });
  const connection = await ring(server);
  const reading = (async () => {
    for await (const {type} of connection.messages()) expect(type).toBe('segment');
  })();
  expect(await codeOf(reading)).toBe('wire/malformed');
});
