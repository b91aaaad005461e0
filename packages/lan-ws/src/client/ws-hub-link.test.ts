import {mkdtempSync, rmSync} from 'node:fs';
import {createServer as createHttpServer} from 'node:http';
import {createServer as createHttpsServer} from 'node:https';
import {type AddressInfo, createServer as createTcpServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createServer as createTlsServer} from 'node:tls';
import {
  createSigningKey,
  loadOrCreateTlsIdentity,
  nodeDigest,
  type TlsIdentity,
} from '@holdfast/platform-node';
import {isFault} from '@holdfast/std';
import {
  encodeLanMessage,
  type HubToTerminal,
  hubIdOf,
  LAN_CLOSE_CODES,
  lanVersions,
} from '@holdfast/wire';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {type WebSocket, WebSocketServer} from 'ws';
import {WsHubLink} from './index.ts';

const identity = await createSigningKey();
const hubId = hubIdOf(nodeDigest, identity.publicKey);
let folder: string;
let hub: TlsIdentity;
let stranger: TlsIdentity;
const closers: (() => void)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  hub = await loadOrCreateTlsIdentity(join(folder, 'hub'), 'hub.local');
  stranger = await loadOrCreateTlsIdentity(join(folder, 'stranger'), 'hub.local');
});
afterAll(() => rmSync(folder, {recursive: true}));
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listen(server: Server): Promise<{host: string; port: number}> {
  const sockets = new Set<{destroy(): unknown}>();
  server.on('connection', socket => sockets.add(socket));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  return {host: '127.0.0.1', port};
}

/** A hub's WebSocket door; `greet` runs for every session. */
function startHub(greet: (socket: WebSocket) => void, tls = hub) {
  const server = createHttpsServer({key: tls.keyPem, cert: tls.certificatePem});
  const sockets = new WebSocketServer({server, path: '/lan', clientTracking: false});
  sockets.on('connection', greet);
  return listen(server);
}

function dial(address: {host: string; port: number}, keyPin = hub.keyPin, connectMs = 5_000) {
  const {signal} = new AbortController();
  return new WsHubLink({connectMs}).connect({address, hubId, keyPin, signal});
}

const pong = (count: number): HubToTerminal => ({v: 1, type: 'pong', count, hubTimeMs: 0});

describe('a hub with the pinned key', () => {
  test('is heard and heard by, from its first word on', async () => {
    const heard: string[] = [];
    const address = await startHub(socket => {
      socket.send(encodeLanMessage(pong(1)));
      socket.on('message', data => {
        heard.push(String(data));
        socket.send(encodeLanMessage(pong(2)));
      });
    });
    const connection = await dial(address);
    expect(connection.version).toBe(lanVersions()[0]);
    connection.send({v: 1, type: 'ping', count: 2, terminalTimeMs: 7});
    const counts: unknown[] = [];
    for await (const message of connection.messages()) {
      counts.push(message);
      if (counts.length === 2) break;
    }
    expect(counts).toEqual([pong(1), pong(2)]);
    expect(heard).toEqual([encodeLanMessage({v: 1, type: 'ping', count: 2, terminalTimeMs: 7})]);
    connection.close();
  });

  test('is heard in order and whole, however slowly the terminal reads', async () => {
    const address = await startHub(socket => {
      for (let count = 0; count < 500; count++) socket.send(encodeLanMessage(pong(count)));
      socket.close(LAN_CLOSE_CODES.stopping.code);
    });
    const connection = await dial(address);
    const counts: number[] = [];
    for await (const message of connection.messages()) {
      if (message.type === 'pong') counts.push(message.count);
      if (message.type === 'pong' && message.count % 50 === 0) {
        await new Promise(resolve => setImmediate(resolve));
      }
    }
    expect(counts).toEqual(Array.from({length: 500}, (_, count) => count));
    expect(connection.closeCode()).toBe(LAN_CLOSE_CODES.stopping.code);
  });

  test('says why it closes, and a cut line says nothing', async () => {
    const revoking = await startHub(socket => socket.close(LAN_CLOSE_CODES.revoked.code));
    const cutting = await startHub(socket => socket.terminate());
    const codes: unknown[] = [];
    for (const address of [revoking, cutting]) {
      const connection = await dial(address);
      for await (const message of connection.messages()) codes.push(message);
      codes.push(connection.closeCode());
    }
    expect(codes).toEqual([LAN_CLOSE_CODES.revoked.code, undefined]);
  });

  test.each([
    ['no JSON', 'hello'],
    ['no message', '{"v":1,"type":"pong","count":-1}'],
    ['a frame of bytes', Buffer.from(encodeLanMessage(pong(1)))],
  ])('that sends %s is closed with the code for it', async (_, frame) => {
    const closed = Promise.withResolvers<number>();
    const address = await startHub(socket => {
      socket.send(encodeLanMessage(pong(0)));
      socket.send(frame);
      socket.on('close', code => closed.resolve(code));
    });
    const connection = await dial(address);
    const heard: unknown[] = [];
    const read = async () => {
      for await (const message of connection.messages()) heard.push(message);
    };
    await expect(read()).rejects.toSatisfy(error => isFault(error, 'wire/malformed'));
    expect(heard).toEqual([pong(0)]);
    expect(await closed.promise).toBe(LAN_CLOSE_CODES.malformed.code);
  });

  test('ends its messages as soon as the terminal closes', async () => {
    const address = await startHub(() => {});
    const connection = await dial(address);
    connection.close();
    connection.close();
    connection.send({v: 1, type: 'ping', count: 1, terminalTimeMs: 0});
    for await (const message of connection.messages()) expect(message).toBeUndefined();
  });

  test('that speaks no version of ours is told apart from one that is gone', async () => {
    const server = createHttpsServer({key: hub.keyPem, cert: hub.certificatePem});
    new WebSocketServer({server, handleProtocols: () => 'v99.lan.holdfast'});
    await expect(dial(await listen(server))).rejects.toSatisfy(error =>
      isFault(error, 'wire/version'),
    );
  });

  test('that is no hub at this path is not reached', async () => {
    const server = createHttpsServer({key: hub.keyPem, cert: hub.certificatePem}, (_, response) =>
      response.writeHead(404).end(),
    );
    await expect(dial(await listen(server))).rejects.toMatchObject({
      code: 'hub/unreachable',
      fields: {status: 404},
    });
  });
});

describe('whoever is not the pinned hub', () => {
  test('hears not one byte of ours, even over TLS', async () => {
    let bytes = 0;
    const over = Promise.withResolvers<void>();
    const tls = {key: stranger.keyPem, cert: stranger.certificatePem};
    const server = createTlsServer(tls, socket => {
      socket.on('data', data => {
        bytes += data.length;
      });
      socket.on('error', () => {});
      socket.on('close', () => over.resolve());
    });
    server.on('tlsClientError', () => over.resolve()); // it hung up within the handshake
    await expect(dial(await listen(server))).rejects.toMatchObject({code: 'hub/untrusted'});
    await over.promise;
    expect(bytes).toBe(0);
  });

  test('is not believed because it answers like a hub', async () => {
    const address = await startHub(socket => socket.send(encodeLanMessage(pong(1))), stranger);
    await expect(dial(address)).rejects.toMatchObject({code: 'hub/untrusted'});
    await expect(dial(address, stranger.keyPin)).resolves.toBeDefined();
  });

  test('is given up after the deadline when it never answers', async () => {
    const address = await listen(createTcpServer(() => {}));
    await expect(dial(address, hub.keyPin, 100)).rejects.toMatchObject({
      code: 'hub/unreachable',
      fields: {reason: 'timeout'},
    });
  });

  test('is given up after the deadline when it only shakes hands', async () => {
    const address = await listen(createTlsServer({key: hub.keyPem, cert: hub.certificatePem}));
    await expect(dial(address, hub.keyPin, 300)).rejects.toMatchObject({
      code: 'hub/unreachable',
      fields: {reason: 'timeout'},
    });
  });

  test('is a captive page without TLS', async () => {
    const address = await listen(createHttpServer((_, response) => response.end('Log in!')));
    await expect(dial(address)).rejects.toMatchObject({code: 'hub/unreachable'});
  });

  test('is nobody', async () => {
    const server = createTcpServer();
    const address = await listen(server);
    await new Promise(resolve => server.close(resolve));
    await expect(dial(address)).rejects.toMatchObject({
      code: 'hub/unreachable',
      fields: {reason: 'ECONNREFUSED'},
    });
  });

  test('is let go at once when the terminal stops', async () => {
    const address = await listen(createTcpServer(() => {}));
    const stop = new AbortController();
    const dialled = new WsHubLink().connect({
      address,
      hubId,
      keyPin: hub.keyPin,
      signal: stop.signal,
    });
    stop.abort();
    await expect(dialled).rejects.toMatchObject({code: 'hub/unreachable'});
    const {keyPin} = hub;
    const again = new WsHubLink().connect({address, hubId, keyPin, signal: stop.signal});
    await expect(again).rejects.toMatchObject({code: 'hub/unreachable'});
  });
});
