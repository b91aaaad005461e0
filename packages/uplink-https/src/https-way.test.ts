import {mkdtempSync, rmSync} from 'node:fs';
import {createServer, type Server} from 'node:https';
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {loadOrCreateTlsIdentity} from '@holdfast/platform-node';
import {silentLog, utf8Decode, utf8Encode} from '@holdfast/std';
import {SIGNATURE_HEADER} from '@holdfast/wire';
import {afterEach, expect, test, vi} from 'vitest';
import {HttpsWay, type HttpsWayOptions} from './https-way.ts';

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const tls = await loadOrCreateTlsIdentity(directory, 'gateway');
rmSync(directory, {recursive: true});

const open: {close(): void}[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

interface Gateway {
  readonly door: string;
  readonly seen: {readonly source: string; readonly path: string; readonly body: string}[];
  applicationBytes: number;
  /** Open now. */
  sockets: number;
}

/** A door that echoes, and remembers who came and what they said. */
async function gateway(answer?: (body: Buffer) => Buffer | undefined): Promise<Gateway> {
  const seen: Gateway['seen'] = [];
  const server: Server = createServer(
    {key: tls.keyPem, cert: tls.certificatePem},
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        seen.push({
          source: request.socket.remoteAddress ?? '',
          path: request.url ?? '',
          body: body.toString(),
        });
        const text = answer ? answer(body) : body;
        if (!text) return; // a blackhole: it takes, and never answers
        response.writeHead(200, {[SIGNATURE_HEADER]: 'signed'});
        response.end(text);
      });
    },
  );
  const state: Gateway = {door: '', seen, applicationBytes: 0, sockets: 0};
  server.on('secureConnection', socket => {
    state.sockets += 1;
    socket.on('close', () => {
      state.sockets -= 1;
    });
    socket.on('data', (chunk: Buffer) => {
      state.applicationBytes += chunk.length;
    });
  });
  const door = await listen(server);
  open.push({close: () => server.closeAllConnections()});
  return Object.assign(state, {door});
}

async function listen(server: Server | TcpServer): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function way(doors: readonly string[], changes: Partial<HttpsWayOptions> = {}): HttpsWay {
  const made = new HttpsWay({
    name: 'fibre',
    metered: false,
    priority: 1,
    out: {},
    doors,
    keyPin: tls.keyPin,
    log: silentLog,
    ...changes,
  });
  open.push({close: () => void made.close()});
  return made;
}

const request = {
  path: '/v1/probe',
  mediaType: 'application/json',
  body: utf8Encode('{"v":1}'),
  headers: {},
};
const always = new AbortController().signal;

test('a request comes back with status, body and signature as they were sent', async () => {
  const {door, seen} = await gateway();
  const answer = await way([door]).exchange(request, always);
  expect({...answer, body: utf8Decode(answer.body)}).toEqual({
    status: 200,
    body: '{"v":1}',
    signature: 'signed',
  });
  expect(seen[0]).toMatchObject({path: '/v1/probe', body: '{"v":1}'});
});

test.each(['127.0.0.2', '127.0.0.3'])(
  'an uplink bound to %s leaves by that address and no other',
  async sourceAddress => {
    const {door, seen} = await gateway();
    const bound = way([door], {out: {sourceAddress}});
    await bound.exchange(request, always);
    await bound.exchange(request, always);
    expect(seen.map(({source}) => source)).toEqual([sourceAddress, sourceAddress]);
  },
);

test('a gateway with another key gets no byte of the request', async () => {
  const impostor = await gateway();
  const pinned = way([impostor.door], {keyPin: new Uint8Array(32)});
  await expect(pinned.exchange(request, always)).rejects.toMatchObject({code: 'gateway/untrusted'});
  expect(impostor.seen).toEqual([]);
  expect(impostor.applicationBytes).toBe(0);
});

test('a gateway that takes and never answers is given up when told to', async () => {
  const silent = await gateway(() => undefined);
  const controller = new AbortController();
  const asked = way([silent.door]).exchange(request, controller.signal);
  await vi.waitFor(() => expect(silent.seen).toHaveLength(1));
  controller.abort();
  await expect(asked).rejects.toMatchObject({code: 'gateway/unreachable'});
});

test('a door that is shut is passed over for the next one', async () => {
  const {door} = await gateway();
  const answer = await way(['https://127.0.0.1:1', door]).exchange(request, always);
  expect(answer.status).toBe(200);
});

test('an interface without an address is a way that is down', async () => {
  const {door, seen} = await gateway();
  const dead = way([door], {out: {interfaceName: 'no-such-interface'}});
  await expect(dead.exchange(request, always)).rejects.toMatchObject({code: 'gateway/unreachable'});
  expect(seen).toEqual([]);
});

test('every byte that a way carries is counted, both directions, over closed sockets too', async () => {
  const {door} = await gateway();
  const counted = way([door]);
  await counted.exchange(request, always);
  const once = counted.bytes();
  expect(once.sentBytes).toBeGreaterThan(request.body.length);
  expect(once.receivedBytes).toBeGreaterThan(request.body.length);
  await counted.exchange(request, always);
  expect(counted.bytes().sentBytes).toBeGreaterThan(once.sentBytes);
  await counted.close();
  expect(counted.bytes().sentBytes).toBeGreaterThan(once.sentBytes);
});

test('the bytes that are counted are those on the wire, handshakes and all', async () => {
  const {door} = await gateway();
  const wire = {sentBytes: 0, receivedBytes: 0};
  const tap = createTcpServer(near => {
    const far = connectTcp(Number(new URL(door).port), '127.0.0.1');
    near.on('data', (chunk: Buffer) => {
      wire.sentBytes += chunk.length;
      far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => {
      wire.receivedBytes += chunk.length;
      near.write(chunk);
    });
    near.on('close', () => far.destroy()).on('error', () => {});
    far.on('close', () => near.destroy()).on('error', () => {});
  });
  const tapped = way([await listen(tap)]);
  await tapped.exchange(request, always);
  await tapped.exchange(request, always);
  expect(tapped.bytes()).toEqual(wire);
  expect(wire.receivedBytes).toBeGreaterThan(1_000); // a certificate was shown
});

test('a peer that never finishes its handshake is left in bounded time', async () => {
  const mute = createTcpServer(socket => socket.on('error', () => {}));
  const waiting = way([await listen(mute)], {connectMsMax: 50});
  await expect(waiting.exchange(request, always)).rejects.toMatchObject({
    code: 'gateway/unreachable',
    fields: {reason: 'connect timeout'},
  });
});

test('whoever gives up on a silent door begins at the next one', async () => {
  const [silent, good] = [await gateway(() => undefined), await gateway()];
  const doors = way([silent.door, good.door]);
  const controller = new AbortController();
  const asked = doors.exchange(request, controller.signal);
  await vi.waitFor(() => expect(silent.seen).toHaveLength(1));
  controller.abort();
  await expect(asked).rejects.toMatchObject({code: 'gateway/unreachable'});
  expect((await doors.exchange(request, always)).status).toBe(200);
  expect([silent.seen.length, good.seen.length]).toEqual([1, 1]);
});

test('a request that is given up frees its socket', async () => {
  const silent = await gateway(() => undefined);
  const controller = new AbortController();
  const asked = way([silent.door]).exchange(request, controller.signal);
  await vi.waitFor(() => expect(silent.seen).toHaveLength(1));
  controller.abort();
  await expect(asked).rejects.toMatchObject({code: 'gateway/unreachable'});
  await vi.waitFor(() => expect(silent.sockets).toBe(0));
});

test('an answer without end is cut off', async () => {
  const flood = await gateway(() => Buffer.alloc(2 * 1024 * 1024));
  await expect(way([flood.door]).exchange(request, always)).rejects.toMatchObject({
    code: 'gateway/untrusted',
  });
});

test('a peer that does not speak TLS is no gateway', async () => {
  const sockets: Socket[] = [];
  const server = createTcpServer(socket => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
  });
  const door = await listen(server);
  await expect(way([door]).exchange(request, always)).rejects.toMatchObject({
    code: 'gateway/unreachable',
  });
  expect(sockets).toHaveLength(1);
});
