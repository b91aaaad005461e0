import {mkdtempSync, rmSync} from 'node:fs';
import {createServer as createHttpsServer} from 'node:https';
import {createServer as createTcpServer, type Server, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {loadOrCreateTlsIdentity, type TlsIdentity} from '@holdfast/platform-node';
import type {HubAddress} from '@holdfast/terminal-sdk';
import {encodeLanMessage, type HubToTerminal, LAN_CLOSE_CODES, lanVersions} from '@holdfast/wire';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {type WebSocket, WebSocketServer} from 'ws';
import {type LinkCalls, remoteLink} from './testing/remote-link.ts';
import {Chromium, chromiumTitle, PageServer} from './testing.ts';

const PAGE = fileURLToPath(new URL('testing/link-page.ts', import.meta.url));
const {skipped, title} = chromiumTitle('the road from a till in Chromium to its hub');
const PING = {v: 1, type: 'ping', count: 7, terminalTimeMs: 1} as const;

describe.skipIf(skipped)(title, () => {
  let folder: string;
  let trusted: TlsIdentity;
  let stranger: TlsIdentity;
  let chromium: Chromium;
  let server: PageServer;
  let link: LinkCalls;
  const closers: (() => void)[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
    trusted = await loadOrCreateTlsIdentity(join(folder, 'hub'), 'hub.local');
    stranger = await loadOrCreateTlsIdentity(join(folder, 'stranger'), 'hub.local');
    server = await PageServer.start(PAGE);
    // What a store's own certificate authority does for a till: this key, and no other, is trusted.
    const pin = Buffer.from(trusted.keyPin).toString('base64');
    chromium = new Chromium(`--ignore-certificate-errors-spki-list=${pin}`);
    await chromium.start();
  });
  beforeEach(async () => {
    link = remoteLink(await chromium.open(server.url));
  });
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });
  afterAll(async () => {
    await chromium?.remove();
    await server?.stop();
    rmSync(folder, {recursive: true});
  });

  async function listen(door: Server): Promise<HubAddress> {
    const sockets = new Set<Socket>();
    door.on('connection', (socket: Socket) => sockets.add(socket));
    closers.push(() => {
      for (const socket of sockets) socket.destroy();
      door.close();
    });
    await new Promise<void>(resolve => door.listen(0, '127.0.0.1', resolve));
    const address = door.address();
    if (typeof address !== 'object' || !address) throw new Error('the door is not open');
    return {host: '127.0.0.1', port: address.port};
  }

  /** A hub's door; `greet` has every WebSocket first. */
  function openHub(greet: (socket: WebSocket, origin: string) => void, tls = trusted) {
    const door = createHttpsServer({key: tls.keyPem, cert: tls.certificatePem});
    const sockets = new WebSocketServer({server: door, path: '/lan', clientTracking: false});
    sockets.on('connection', (socket, {headers}) => greet(socket, headers.origin ?? ''));
    return listen(door);
  }

  test('is heard from its first word on, and hears the till and its page’s origin', async () => {
    const said: string[] = [];
    let originSeen = '';
    const address = await openHub((socket, origin) => {
      originSeen = origin;
      socket.send(encodeLanMessage(pong(1)));
      socket.on('message', data => {
        said.push(String(data));
        socket.send(encodeLanMessage(pong(2)));
      });
    });
    const dialled = await link.connect({address});
    expect(dialled).toEqual({version: lanVersions()[0], origin: server.url});
    await link.send([PING]);
    expect(await link.read(2)).toEqual({heard: [pong(1), pong(2)], ended: false});
    expect(said).toEqual([encodeLanMessage(PING)]);
    expect(originSeen).toBe(server.url);
  });

  test('a hub whose certificate the browser does not trust hears nothing from the till', async () => {
    let greeted = false;
    const address = await openHub(() => {
      greeted = true;
    }, stranger);
    expect((await link.connect({address})).fault).toContain('hub/unreachable');
    expect(greeted).toBe(false);
  });

  test('nobody there, no hub there and no answer are all one: unreachable', async () => {
    const silent = await listen(createTcpServer());
    const gone = await listen(createTcpServer());
    closers.pop()?.();
    const shop = createHttpsServer({key: trusted.keyPem, cert: trusted.certificatePem});
    shop.on('request', (_, response) => response.end('We sell candles.'));
    for (const [address, reason] of [
      [gone, 'refused, untrusted or not there'],
      [await listen(shop), 'refused, untrusted or not there'],
      [silent, 'no answer in time'],
      [{host: '1::no', port: 1}, 'is not an address'],
    ] as const) {
      const {fault} = await link.connect({address, connectMs: 300});
      expect(fault).toContain('hub/unreachable');
      expect(fault).toContain(reason);
    }
    const {fault} = await link.connect({address: silent, abortAfterMs: 50});
    expect(fault).toContain('hub/unreachable');
  });

  test('says why it closes, and a cut line says nothing', async () => {
    const revoking = await openHub(socket => socket.close(LAN_CLOSE_CODES.revoked.code));
    const cutting = await openHub(socket => socket.terminate());
    await link.connect({address: revoking});
    const {code} = LAN_CLOSE_CODES.revoked;
    expect(await link.read(1)).toEqual({heard: [], ended: true, closeCode: code});
    await link.connect({address: cutting});
    expect(await link.read(1)).toEqual({heard: [], ended: true, closeCode: undefined});
  });

  test.each([
    ['no JSON', 'hello'],
    ['no message', '{"v":1,"type":"pong","count":-1}'],
    ['a frame of bytes', Buffer.from('{"v":1,"type":"pong","count":1,"hubTimeMs":0}')],
  ])('a hub that sends %s is closed with the code for it', async (_, frame) => {
    const closed = Promise.withResolvers<number>();
    const address = await openHub(socket => {
      socket.send(encodeLanMessage(pong(0)));
      socket.send(frame);
      socket.on('close', code => closed.resolve(code));
    });
    await link.connect({address});
    const {heard, fault} = await link.read(3);
    expect(heard).toEqual([pong(0)]);
    expect(fault).toContain('wire/malformed');
    expect(await closed.promise).toBe(LAN_CLOSE_CODES.malformed.code);
  });

  test('a message that a newer hub invented is passed on as unknown', async () => {
    const address = await openHub(socket => socket.send('{"v":9,"type":"dance"}'));
    await link.connect({address});
    expect((await link.read(1)).heard).toEqual([{type: 'unknown', name: 'dance'}]);
  });

  test('a hub that floods a till that does not read is cut off', async () => {
    const closed = Promise.withResolvers<void>();
    const address = await openHub(socket => {
      for (let count = 0; count < 5_000; count++) socket.send(encodeLanMessage(pong(count)));
      socket.on('close', () => closed.resolve());
    });
    await link.connect({address});
    await closed.promise;
    const {heard, ended} = await link.read(10_000);
    expect(ended).toBe(true);
    expect(heard.length).toBeLessThan(5_000);
  });

  test('a till that hangs up reads nothing more, though the hub never answers its close', async () => {
    const address = await openHub(socket => socket.pause());
    await link.connect({address});
    await link.close();
    await link.send([PING]);
    expect(await link.read(1)).toMatchObject({heard: [], ended: true});
  });
});

function pong(count: number): HubToTerminal {
  return {v: 1, type: 'pong', count, hubTimeMs: 0};
}
