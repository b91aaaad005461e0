import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {connect, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {TerminalConnection} from '@holdfast/ingest';
import {loadOrCreateTlsIdentity} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';
import {encodeLanMessage, LAN_CLOSE_CODES, lanSubprotocol, WIRE_LIMITS} from '@holdfast/wire';
import {afterAll, afterEach, beforeEach, expect, test, vi} from 'vitest';
import {WebSocket} from 'ws';
import {LanServer} from './lan-server.ts';

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const tls = await loadOrCreateTlsIdentity(directory, 'hub');
afterAll(() => rmSync(directory, {recursive: true}));

let stop: AbortController;
let running: Promise<void>;
let server: LanServer;
let connections: TerminalConnection[];
let frames: string[];

/** A hub of an invented future: it serves versions 5, 4 and 3. */
beforeEach(async () => {
  stop = new AbortController();
  connections = [];
  frames = [];
  server = new LanServer({
    host: '127.0.0.1',
    port: 0,
    tls,
    hosts: {names: ['hub.example'], origins: ['https://store.local']},
    connect: connection => {
      connections.push(connection);
      return {
        frame: text => {
          frames.push(text);
          connection.send({v: 1, type: 'pong', count: 1, hubTimeMs: 1});
        },
        closed: () => {},
      };
    },
    versions: [5, 4, 3],
    log: silentLog,
  });
  await new Promise<void>((resolve, reject) => {
    running = server.run(stop.signal, resolve);
    running.catch(reject);
  });
});

afterEach(async () => {
  stop.abort();
  await running;
});

interface Ending {
  readonly status?: number;
  readonly code?: number;
  readonly reason?: string;
  readonly protocol?: string;
}

interface Call {
  readonly offers?: readonly string[];
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly say?: string | Buffer;
}

/**
 * Rings the hub, says one thing, and tells how it ended, or what was agreed when the hub answered.
 */
function ring({
  offers = [lanSubprotocol(5)],
  path = '/lan',
  headers = {},
  say,
}: Call): Promise<Ending> {
  const socket = new WebSocket(`wss://127.0.0.1:${server.address.port}${path}`, [...offers], {
    rejectUnauthorized: false,
    headers,
  });
  return new Promise(resolve => {
    socket.on('unexpected-response', (_, {statusCode = 0}) => resolve({status: statusCode}));
    socket.on('error', () => {});
    socket.on('open', () =>
      socket.send(say ?? encodeLanMessage({v: 1, type: 'ping', count: 1, terminalTimeMs: 1})),
    );
    socket.on('message', () => {
      resolve({protocol: socket.protocol});
      socket.close();
    });
    socket.on('close', (code, reason) => resolve({code, reason: reason.toString()}));
  });
}

test('a terminal that speaks a version that is served gets a session in the newest of both', async () => {
  expect(await ring({offers: [5, 4, 3].map(lanSubprotocol)})).toEqual({
    protocol: 'v5.lan.holdfast',
  });
  expect(connections[0]).toMatchObject({version: 5, peer: {address: '127.0.0.1', origin: ''}});
});

test('an older terminal, two versions back, is served in its own', async () => {
  expect(await ring({offers: [3, 2, 1].map(lanSubprotocol)})).toEqual({
    protocol: 'v3.lan.holdfast',
  });
  expect(connections[0]?.version).toBe(3);
});

test('a newer terminal that still speaks ours is served in ours', async () => {
  expect(await ring({offers: [7, 6, 5].map(lanSubprotocol)})).toEqual({
    protocol: 'v5.lan.holdfast',
  });
});

test.each([
  ['only older versions', [2, 1], LAN_CLOSE_CODES.versionTooOld.code],
  ['only newer versions', [9, 8, 7], LAN_CLOSE_CODES.versionTooNew.code],
])('a terminal that speaks %s is told which are served', async (_, versions, code) => {
  const ending = await ring({offers: versions.map(lanSubprotocol)});
  expect(ending).toMatchObject({code, reason: 'this hub serves v5, v4, v3'});
  expect(connections).toEqual([]);
});

test('what offers no protocol of ours, or rings at another path, finds nothing', async () => {
  expect(await ring({offers: ['chat']})).toEqual({status: 404});
  expect(await ring({path: '/other'})).toEqual({status: 404});
});

test('a page of another site is turned away, and so is one that came by a false name', async () => {
  expect(await ring({headers: {origin: 'https://evil.example'}})).toEqual({status: 403});
  expect(await ring({headers: {host: 'evil.example'}})).toEqual({status: 421});
  expect(await ring({headers: {origin: 'https://store.local', host: 'hub.example'}})).toEqual({
    protocol: 'v5.lan.holdfast',
  });
});

test('a page that came from this very address may open a session, one of another address may not', async () => {
  const {port} = server.address;
  const own = {origin: `https://127.0.0.1:${port}`};
  expect(await ring({headers: own})).toEqual({protocol: 'v5.lan.holdfast'});
  for (const origin of [`http://127.0.0.1:${port}`, `https://192.168.8.9:${port}`, 'null']) {
    expect(await ring({headers: {origin}})).toEqual({status: 403});
  }
});

test('the door without TLS takes pages of this machine that came from it, and nobody else', async () => {
  const plain = new LanServer({
    ...{host: '127.0.0.1', port: 0, tls: {keyPin: () => tls.keyPin}},
    hosts: {names: [], origins: []},
    connect: connection => {
      connections.push(connection);
      return {frame: () => connection.close('stopping'), closed: () => {}};
    },
    versions: [5],
    log: silentLog,
  });
  const end = new AbortController();
  await new Promise<void>((resolve, reject) => plain.run(end.signal, resolve).catch(reject));
  const {port} = plain.address;
  const open = (headers: Record<string, string>) =>
    new Promise<number>(resolve => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/lan`, lanSubprotocol(5), {headers});
      socket.on('unexpected-response', (_, {statusCode = 0}) => resolve(statusCode));
      socket.on('error', () => {});
      socket.on('open', () => {
        resolve(101);
        socket.terminate();
      });
    });
  const origin = `http://127.0.0.1:${port}`;
  expect(await open({origin})).toBe(101);
  expect(connections[0]?.channel()).toEqual({
    keyPin: tls.keyPin,
    binding: {kind: 'origin', origin},
  });
  expect(await open({})).toBe(403);
  expect(await open({origin: 'http://evil.example'})).toBe(403);
  expect(await open({origin: 'http://evil.example', host: 'evil.example'})).toBe(421);
  end.abort();
});

test('a frame larger than the largest sale is refused before it is read', async () => {
  const ending = await ring({say: 'x'.repeat(WIRE_LIMITS.lanFrameBytesMax + 1)});
  expect(ending.code).toBe(1009); // RFC 6455 §7.4.1: message too big
  expect(frames).toEqual([]);
});

test('a frame that is not text is malformed', async () => {
  const ending = await ring({say: Buffer.from([1, 2, 3])});
  expect(ending.code).toBe(LAN_CLOSE_CODES.malformed.code);
  expect(frames).toEqual([]);
});

test('a plain request is told what lives here', async () => {
  const {request} = await import('node:https');
  const text = await new Promise<string>(resolve => {
    request({port: server.address.port, host: '127.0.0.1', rejectUnauthorized: false}, response => {
      response.on('data', chunk => resolve(String(chunk)));
    }).end();
  });
  expect(text).toContain('Holdfast hub');
});

test('whoever opens sockets and says nothing gets no more than a share, and a till gets in', async () => {
  const idle: Socket[] = [];
  let turnedAway = 0;
  for (let count = 0; count < 80; count++) {
    const socket = connect({
      port: server.address.port,
      host: '127.0.0.1',
      localAddress: '127.0.0.2',
    });
    socket
      .on('error', () => {})
      .once('close', () => {
        turnedAway += 1;
      });
    idle.push(socket);
    await once(socket, 'connect').catch(() => undefined);
  }
  const {protocol} = await ring({offers: [lanSubprotocol(5)]});
  expect(protocol).toBe(lanSubprotocol(5));
  await vi.waitFor(() => expect(turnedAway).toBe(80 - 64), {timeout: 15_000});
  for (const socket of idle) socket.destroy();
});
