import {mkdtempSync, rmSync} from 'node:fs';
import {createServer, type Server} from 'node:https';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Forwarder, type Sink} from '@holdfast/forwarder';
import {FakeGateway} from '@holdfast/forwarder/testing';
import {accepted, openMemoryLedger, TestLane} from '@holdfast/ledger/testing';
import {
  createSigningKey,
  loadOrCreateTlsIdentity,
  nodeDigest,
  nodeSignatureVerifier,
  systemClock,
  systemRandom,
} from '@holdfast/platform-node';
import {type Bytes, silentLog, toBase64Url, utf8Decode, utf8Encode} from '@holdfast/std';
import {GatewaySink, UplinkGroup} from '@holdfast/uplink';
import {FakeWayMemories} from '@holdfast/uplink/testing';
import {
  answerSigningMessage,
  drawGatewayIncarnation,
  GENESIS_HASH,
  hubIdOf,
  ledgerStatusSchema,
  noCompression,
  probeSchema,
  SIGNATURE_HEADER,
} from '@holdfast/wire';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {HttpsWay} from './https-way.ts';

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const tls = await loadOrCreateTlsIdentity(directory, 'gateway');
rmSync(directory, {recursive: true});
const [gatewayKey, hubKey] = [await createSigningKey(), await createSigningKey()];
const always = new AbortController().signal;

const gateway = new FakeGateway(
  {
    clock: systemClock,
    digest: nodeDigest,
    verifier: nodeSignatureVerifier,
    compressors: [noCompression],
    gatewayKey,
    hubPublicKey: hubKey.publicKey,
  },
  drawGatewayIncarnation(systemRandom),
);

/** Source addresses that are taken and never answered, as a dead line does. */
const blackholed = new Set<string>();
const answered = new Map<string, number>();

async function answer(path: string, body: Bytes, sourceAddress: string): Promise<object> {
  if (path === '/v1/segments') {
    // The fake takes the bytes alone; all else is in them.
    const {ledgerId} = memory.ledger;
    const place = {ledgerId, first: 1, last: 1, headAfter: GENESIS_HASH};
    return gateway.deliver({...place, bytes: body, traffic: 'fresh'}, always);
  }
  const asked: unknown = JSON.parse(utf8Decode(body));
  if (path === '/v1/ledger-status') {
    const {ledgerId, nonce} = ledgerStatusSchema.parse(asked);
    return {...(await gateway.ledgerStatus({ledgerId})), nonce};
  }
  const {nonce} = probeSchema.parse(asked);
  const gatewayTimeMs = Date.now();
  const {incarnation: gatewayIncarnation} = gateway;
  return {v: 1, type: 'probeAnswer', nonce, gatewayIncarnation, gatewayTimeMs, sourceAddress};
}

const server: Server = createServer(
  {key: tls.keyPem, cert: tls.certificatePem},
  (request, response) => {
    const from = request.socket.remoteAddress ?? '';
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const body = new Uint8Array(Buffer.concat(chunks));
      if (blackholed.has(from)) return;
      const content = await answer(request.url ?? '', body, from);
      if (blackholed.has(from)) return; // the line died with the answer on it
      const text = utf8Encode(JSON.stringify(content));
      const message = answerSigningMessage(nodeDigest, {request: body, answer: text});
      answered.set(from, (answered.get(from) ?? 0) + 1);
      response.writeHead(200, {[SIGNATURE_HEADER]: toBase64Url(await gatewayKey.sign(message))});
      response.end(text);
    });
  },
);

const memory = await openMemoryLedger({digest: nodeDigest, clock: systemClock});
const lane = new TestLane({digest: nodeDigest, workstationId: 'W01'});
const stop = new AbortController();
let group: UplinkGroup;
let ended: Promise<unknown>;

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const door = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const way = (name: string, sourceAddress: string) => ({
    way: new HttpsWay({
      name,
      metered: false,
      priority: 1,
      out: {sourceAddress},
      doors: [door],
      keyPin: tls.keyPin,
      log: silentLog,
    }),
  });
  const ports = {
    clock: systemClock,
    random: systemRandom,
    digest: nodeDigest,
    verifier: nodeSignatureVerifier,
    hubId: hubIdOf(nodeDigest, hubKey.publicKey),
    hubKey,
    gatewayPublicKey: gatewayKey.publicKey,
    log: silentLog,
  };
  group = new UplinkGroup([way('fibre', '127.0.0.2'), way('dsl', '127.0.0.3')], {
    ...ports,
    memories: new FakeWayMemories(),
  });
  const sink: Sink = new GatewaySink(group, systemRandom);
  const forwarder = new Forwarder(
    {previous: [], current: memory.ledger},
    {
      ...ports,
      sink,
      compressor: noCompression,
      journalKey: () => undefined,
      alarms: {badSignature() {}, diverged() {}, pruned() {}, statementRefused() {}},
    },
  );
  ended = Promise.all([group.run(stop.signal, () => {}), forwarder.run(stop.signal, () => {})]);
});

afterAll(async () => {
  stop.abort();
  await ended;
  server.close();
  server.closeAllConnections();
});

async function sell(count: number): Promise<void> {
  for (let sale = 0; sale < count; sale++) {
    await memory.ledger.append(accepted(lane.next()));
    await systemClock.sleep(5);
  }
}

const held = () => gateway.lines(memory.ledger.ledgerId).length;
const watermark = () => memory.ledger.watermark('gateway');
const states = () => group.snapshots().map(({state}) => state);
const eventually = (check: () => void) => vi.waitFor(check, {timeout: 60_000, interval: 20});

test('sales arrive over real sockets whichever line dies, and after both were dead', async () => {
  await eventually(() => expect(states()).toEqual(['healthy', 'healthy']));
  await sell(30);
  await eventually(() => expect(watermark()).toBe(30));

  blackholed.add('127.0.0.2');
  const before = answered.get('127.0.0.2');
  await sell(30);
  await eventually(() => expect(watermark()).toBe(60));
  expect(answered.get('127.0.0.2')).toBe(before); // the line was dead indeed

  blackholed.add('127.0.0.3');
  await systemClock.sleep(50);
  const dead = held();
  await sell(30);
  await eventually(() => expect(states()).toEqual(['down', 'down']));
  expect(held()).toBe(dead);

  blackholed.clear();
  await eventually(() => expect(watermark()).toBe(90));
  await eventually(() => expect(states()).toEqual(['healthy', 'healthy']));
  const positions = gateway.lines(memory.ledger.ledgerId).map(({line}) => line.position);
  expect(positions).toEqual(Array.from({length: 90}, (_, at) => at + 1));
});
