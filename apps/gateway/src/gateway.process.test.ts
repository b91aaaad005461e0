import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {connect} from 'node:tls';
import {fileURLToPath} from 'node:url';
import {zstdCompressor} from '@holdfast/compressor-zstd';
import {TestHub, testSale} from '@holdfast/fleet/testing';
import {
  createSigningKey,
  nodeDigest,
  nodeSignatureVerifier,
  systemRandom,
} from '@holdfast/platform-node';
import {fromBase64Url, type PublicKey, utf8Encode} from '@holdfast/std';
import {parsePublicKeyText, verifyHeldStatement} from '@holdfast/trust';
import {
  decodeHeldStatement,
  enrolledSchema,
  type ForwardEntriesAnswer,
  forwardEntriesAnswerSchema,
  parseEnrolmentLink,
  SEGMENT_MEDIA_TYPE,
} from '@holdfast/wire';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type GatewayDoor, readDoor} from './gateway-door.ts';
import {requestEnrolment} from './request-enrolment.ts';
import {secretFiles} from './secrets.ts';
import {TestClient} from './testing/test-client.ts';

const MAIN = fileURLToPath(new URL('./testing/gateway-main.ts', import.meta.url));
const tools = {digest: nodeDigest, compressor: zstdCompressor(), newKey: createSigningKey};

let folder: string;
let running: RunningGateway | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  configure();
});

function configure({port = 0, tls = ''} = {}): void {
  writeFileSync(
    join(folder, 'gateway.toml'),
    `data_dir = "${folder}/data"
listen = {host = "127.0.0.1", port = ${port}}
log = {level = "error"}
limits = {requests_burst = 100000, requests_per_second = 100000}
${tls}`,
  );
}

afterEach(async () => {
  await running?.kill('SIGKILL');
  running = undefined;
  rmSync(folder, {recursive: true});
});

/** A gateway as its own process, and a client of its door. */
class RunningGateway {
  readonly client: TestClient;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown[]>;

  readonly data: string;

  private constructor(child: ChildProcess, data: string) {
    this.#child = child;
    this.#ended = once(child, 'exit');
    this.data = data;
    this.client = new TestClient(readDoor(data));
  }

  /** `onSmallDisk`: its data lies on a disk of its own, so big. */
  static async start({onSmallDisk}: {readonly onSmallDisk?: string} = {}): Promise<RunningGateway> {
    const command = [process.execPath, MAIN, join(folder, 'gateway.toml')];
    const mount = `mkdir "$0" && mount -t tmpfs -o size=${onSmallDisk} tmpfs "$0" && exec "$@"`;
    const [program = '', ...args] = onSmallDisk
      ? ['unshare', '--mount', 'sh', '-c', mount, join(folder, 'data'), ...command]
      : command;
    const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'pipe']});
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const exited = once(child, 'close').then(([code]) => {
      throw new Error(`ended with ${code} before it was ready: ${said}`);
    });
    await Promise.race([once(child.stdout ?? child, 'data'), exited]);
    exited.catch(() => {});
    // What only that process has mounted is seen through it.
    const seenFrom = onSmallDisk ? `/proc/${child.pid}/root` : '';
    running = new RunningGateway(child, `${seenFrom}${join(folder, 'data')}`);
    return running;
  }

  get door(): GatewayDoor {
    return readDoor(this.data);
  }

  /** Tells it to stop, and lets its clients finish. Answers the exit code. */
  async terminate(): Promise<unknown> {
    this.#child.kill('SIGTERM');
    const [code] = await this.#ended;
    return code;
  }

  /** Answers the exit code, or the signal it died of. */
  async kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<unknown> {
    this.client.close();
    this.#child.kill(signal);
    const [code, died] = await this.#ended;
    return code ?? died;
  }

  /**
   * Makes a code as an operator does, and enrols the hub by it. Answers the key that the hub pins.
   */
  async enrol(hub: TestHub): Promise<PublicKey> {
    const {retailStoreId} = hub;
    const permit = await requestEnrolment(this.data, {retailStoreId, address: '127.0.0.1:8443'});
    const link = parseEnrolmentLink(permit.link);
    if (!link.ok) throw new Error('the link is one');
    const message = await hub.enrolMessage(link.value.code);
    const answer = await this.client.post('/v1/enrolments', utf8Encode(JSON.stringify(message)));
    expect(answer.status).toBe(200);
    const enrolled = enrolledSchema.parse(JSON.parse(answer.text));
    const publicKey = parsePublicKeyText(enrolled.gatewayPublicKey);
    if (!publicKey.ok) throw new Error('the gateway has a key');
    expect(await answer.signedBy(publicKey.value)).toBe(true);
    return publicKey.value;
  }

  async forward(segment: Uint8Array, pinned: PublicKey): Promise<ForwardEntriesAnswer> {
    const headers = {'content-type': SEGMENT_MEDIA_TYPE};
    const answer = await this.client.post('/v1/segments', segment, headers);
    if (answer.status !== 200) throw new Error(answer.text);
    expect(await answer.signedBy(pinned)).toBe(true);
    return forwardEntriesAnswerSchema.parse(JSON.parse(answer.text));
  }

  /** Every line after a cursor, as the ERP reads them. */
  get readerToken(): string {
    return readFileSync(secretFiles(this.data).readerToken, 'utf8').trim();
  }

  async read(after = 0): Promise<{cursor: number; key: {sequenceNumber: number}; body: unknown}[]> {
    const path = `/v1/transactions?limit=100000&after=${after}`;
    const answer = await this.client.get(path, this.readerToken);
    expect(answer.status).toBe(200);
    return answer.text
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line));
  }
}

async function openStore(gateway: RunningGateway) {
  const hub = await TestHub.open(tools, {retailStoreId: '017', ledger: 1});
  const pinned = await gateway.enrol(hub);
  const till = await hub.admit('W01');
  return {hub, pinned, till};
}

test('a hub enrols by a code over pinned TLS, forwards sales, and the ERP reads each once', async () => {
  const gateway = await RunningGateway.start();
  const {hub, pinned, till} = await openStore(gateway);
  for (let sale = 1; sale <= 5; sale++) {
    hub.record(await till.write(testSale({amountMinor: sale * 100})));
  }
  const answer = await gateway.forward(await hub.segment(1), pinned);
  expect(answer).toMatchObject({outcome: 'accepted', heldPosition: 7});
  const lines = await gateway.read();
  expect(lines.map(({key}) => key.sequenceNumber)).toEqual([1, 2, 3, 4, 5]);
  expect(lines[4]?.body).toMatchObject({total: {transactionGrandAmountMinor: 500}});
  expect(await gateway.read(lines[2]?.cursor)).toEqual(lines.slice(3));
  expect(await gateway.kill('SIGTERM')).toBe(0);
});

test('a gateway that is killed in the middle of accepting has kept whatever it answered for', async () => {
  let gateway = await RunningGateway.start();
  const {hub, pinned, till} = await openStore(gateway);
  const {gatewayIncarnation} = await gateway.forward(await hub.segment(1), pinned);
  let answered = 0;
  for (let life = 0; life < 3; life++) {
    const first = hub.end + 1;
    const segments: Promise<Uint8Array>[] = [];
    for (let sale = 0; sale < 40; sale++) {
      hub.record(await till.write(testSale()));
      segments.push(hub.segment(hub.end));
    }
    const ready = await Promise.all(segments);
    let killed: Promise<unknown> | undefined;
    const sent = ready.map(async (segment, at) => {
      const answer = await gateway.forward(segment, pinned).catch(() => undefined);
      if (answer && at === 10) killed ??= gateway.kill('SIGKILL');
      for (const text of answer?.heldStatements ?? []) {
        const statement = decodeHeldStatement(fromBase64Url(text) ?? new Uint8Array());
        const claim = {statement, gatewayPublicKey: pinned};
        expect(await verifyHeldStatement(nodeSignatureVerifier, claim)).toBe(true);
        if (statement.workstationId === 'W01')
          answered = Math.max(answered, statement.sequenceNumber);
      }
    });
    await Promise.all(sent);
    expect(await killed).toBe('SIGKILL');
    gateway = await RunningGateway.start();
    const kept = (await gateway.read()).map(({key}) => key.sequenceNumber);
    expect(kept.length).toBeGreaterThanOrEqual(answered);
    expect(kept).toEqual(Array.from({length: kept.length}, (_, at) => at + 1));
    // The hub sends again what it has no answer for, in other stretches than before.
    const again = await gateway.forward(await hub.segment(first - 1), pinned);
    expect(again.heldPosition).toBe(hub.end);
    expect(again.gatewayIncarnation).toBe(gatewayIncarnation);
  }
  expect(answered).toBeGreaterThan(0);
  const keys = (await gateway.read()).map(({key}) => key.sequenceNumber);
  expect(keys).toEqual(Array.from({length: 120}, (_, at) => at + 1));
});

test('a gateway that is told to stop answers what is in hand, and ends well', async () => {
  const gateway = await RunningGateway.start();
  const {hub, pinned, till} = await openStore(gateway);
  await gateway.forward(await hub.segment(1), pinned);
  const waiting = gateway.client.get('/v1/transactions?wait=60', gateway.readerToken);
  const sent: Promise<ForwardEntriesAnswer>[] = [];
  for (let sale = 0; sale < 20; sale++) {
    hub.record(await till.write(testSale()));
    sent.push(gateway.forward(await hub.segment(hub.end), pinned));
  }
  await Promise.race(sent);
  const ended = gateway.terminate();
  const answers = await Promise.allSettled(sent);
  expect((await waiting).status).toBe(200);
  expect(await ended).toBe(0);
  const held = Math.max(
    ...answers.map(answer => (answer.status === 'fulfilled' ? answer.value.heldPosition : 0)),
  );
  expect(held).toBeGreaterThan(2);
  const again = await RunningGateway.start();
  expect((await again.read()).length).toBeGreaterThanOrEqual(held - 2);
});

test('a request that never comes to its end does not keep a gateway from stopping', async () => {
  const gateway = await RunningGateway.start();
  const port = Number(new URL(gateway.door.url).port);
  const line = connect({host: '127.0.0.1', port, rejectUnauthorized: false});
  line.on('error', () => {}); // it is cut in the end
  await once(line, 'secureConnect');
  line.write('POST /v1/segments HTTP/1.1\r\nhost: gateway\r\ncontent-length: 1000\r\n\r\nhalf');
  const cut = once(line, 'close');
  expect((await gateway.client.get('/v1/healthz', gateway.readerToken)).status).toBeLessThan(500);
  expect(await gateway.terminate()).toBe(0);
  await cut;
});

const canMount =
  spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

test.skipIf(!canMount)(
  'on a full disk new segments are refused as such, and what is held is read and stays',
  async () => {
    const gateway = await RunningGateway.start({onSmallDisk: '40m'});
    const {hub, pinned, till} = await openStore(gateway);
    await gateway.forward(await hub.segment(1), pinned);
    const large = utf8Encode(JSON.stringify({blob: systemRandom.bytes(200_000).join('')}));
    let refused = '';
    for (let sent = 0; sent < 60 && refused === ''; sent++) {
      hub.record(await till.write(large), {
        kind: 'quarantined',
        reason: 'malformedBody',
        detail: 'large',
      });
      await gateway.forward(await hub.segment(hub.end), pinned).catch((error: Error) => {
        refused = error.message;
      });
    }
    expect(JSON.parse(refused)).toMatchObject({code: 'database/disk-full', status: 503});
    const kept = hub.end - 1;
    const again = await gateway.forward(await hub.segment(kept), pinned).catch(error => error);
    expect(String(again)).toContain('database/disk-full');
    expect(await gateway.forward(await hub.segment(kept, kept), pinned)).toMatchObject({
      outcome: 'alreadyHeld',
      heldPosition: kept,
    });
    const path = `/v1/transactions/${till.journalId}/${kept - 2}`;
    expect((await gateway.client.get(path, gateway.readerToken)).status).toBe(200);
    expect(await gateway.kill('SIGTERM')).toBe(0);
  },
);

test('behind a proxy it speaks plain HTTP, and shows no pin', async () => {
  configure({tls: '[tls]\nmode = "plain"'});
  const gateway = await RunningGateway.start();
  expect(readDoor(join(folder, 'data'))).toMatchObject({url: expect.stringMatching(/^http:/)});
  const {hub, pinned} = await openStore(gateway);
  expect(await gateway.forward(await hub.segment(1), pinned)).toMatchObject({heldPosition: 2});
});

test.each([
  [
    'an address that is taken',
    () => ({port: running?.door.port ?? 0}),
    /config\/invalid key=listen/,
  ],
  [
    'a certificate that is not there',
    () => ({tls: '[tls]\nmode = "files"\nkey_file = "/none"\ncertificate_file = "/none"'}),
    /config\/invalid key=tls.certificate_file/,
  ],
  ['a misspelt key', () => ({tls: 'lissten = 1'}), /lissten/],
])('%s is named, and the gateway does not start', async (_, wrong, message) => {
  const first = await RunningGateway.start();
  const config = wrong();
  // Its own directory: the first one's store is in use.
  const home = folder;
  folder = mkdtempSync(join(home, 'second-'));
  configure(config);
  await expect(RunningGateway.start()).rejects.toThrow(message);
  folder = home;
  expect(await first.kill('SIGTERM')).toBe(0);
});

test('a command beside the gateway speaks to no other program at its address', async () => {
  const gateway = await RunningGateway.start();
  const data = join(folder, 'data');
  const door = {...readDoor(data), keyPin: 'A'.repeat(43)};
  writeFileSync(join(data, 'door.json'), JSON.stringify(door));
  const asked = requestEnrolment(data, {retailStoreId: '017', address: '127.0.0.1:1'});
  await expect(asked).rejects.toMatchObject({code: 'gateway/unreachable'});
  expect(await gateway.kill('SIGTERM')).toBe(0);
});
