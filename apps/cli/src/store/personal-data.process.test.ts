import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {zstdDecompressSync} from 'node:zlib';
import {proveStore} from '@holdfast/prover';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {holdfast, holdfastJson} from '../testing/holdfast.ts';
import {sealedCells} from '../testing/sealed-cells.ts';
import {LocalStore} from './local-store.ts';
import {plainSale} from './testing/plain-sale.ts';

const DRAIN_MS = 60_000;
const PATIENCE = {timeout: 60_000, interval: 100};
/** docs/protocol.md, “Segment envelope”: where packed bytes are counted, and where they begin. */
const [PACKED_BYTES_AT, PACKED_AT] = [151, 219];

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const store = new LocalStore({directory, storeId: '017', loopbackMulticast: false});

const ADA = {customerId: 'C-1001', name: 'Ada Lovelace', email: 'ada@analytical.example'};
const GRACE = {customerId: 'C-1002', name: 'Grace Hopper', phone: '+1 212 555 0199'};
const WORDS_OF_ADA = Object.values(ADA);

beforeAll(async () => {
  await store.startGateway();
  await store.startHub();
  await store.addTill('W01');
  await store.addTill('W02');
}, 60_000);
afterAll(async () => {
  await store.stop();
  rmSync(directory, {recursive: true});
});

async function sell(till: number, number: number, personal?: object): Promise<string> {
  const url = store.tills[till]?.url;
  const body = {...JSON.parse(plainSale(number)), ...(personal ? {personal} : {})};
  const answer = await fetch(`${url}/v1/transactions`, {
    method: 'POST',
    headers: {'content-type': 'application/json', 'idempotency-key': `cart-${number}`},
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(201);
  const {receiptNumber} = (await answer.json()) as {readonly receiptNumber: string};
  return receiptNumber;
}

/** Every file below the folder as it is, and all that lies sealed or packed in it, opened. */
function* allBytes(folder: string): Generator<{readonly place: string; readonly bytes: Buffer}> {
  const entries = readdirSync(folder, {withFileTypes: true, recursive: true});
  for (const entry of entries.filter(one => one.isFile())) {
    const file = join(entry.parentPath, entry.name);
    yield {place: file, bytes: readFileSync(file)};
  }
  for (const {place, plain} of sealedCells(folder)) {
    const bytes = Buffer.from(plain);
    yield {place, bytes};
    if (!/^HFS\d/.test(bytes.toString('latin1', 0, 4))) continue;
    const length = bytes.readUInt32BE(PACKED_BYTES_AT);
    const packed = bytes.subarray(PACKED_AT, PACKED_AT + length);
    yield {place: `packed and ${place}`, bytes: zstdDecompressSync(packed)};
  }
}

function sidesWith(word: string): string[] {
  const {gateway, hub, tills} = store.directories;
  const sides = Object.entries({gateway, hub, W01: tills[0] ?? '', W02: tills[1] ?? ''});
  return sides.flatMap(([side, folder]) =>
    [...allBytes(folder)].some(({bytes}) => bytes.includes(word)) ? [side] : [],
  );
}

const log = (name: string) => readFileSync(join(directory, 'log', `${name}.log`), 'utf8');

test('one customer’s data is erased on every disk, a till that was away too, and all still verifies', async () => {
  const hubAt = ['--data', store.directories.hub];
  await sell(0, 1, ADA);
  await sell(1, 2, ADA);
  const grace = await sell(0, 3, GRACE);
  await sell(0, 4);
  expect(await store.drained(DRAIN_MS)).toBe(true);

  const shown = await holdfastJson('personal', 'show', '--customer', ADA.customerId, ...hubAt);
  expect(shown).toMatchObject({entries: [{personal: ADA}, {personal: ADA}]});

  const away = store.tills[1];
  expect.assert(away);
  await store.killTill(away);
  const erase = ['personal', 'erase', '--customer', ADA.customerId, '--reason', 'asked in writing'];
  const asked = await holdfast(...erase, ...hubAt);
  expect(asked).toMatchObject({status: 0, stderr: expect.stringContaining('Nothing was erased')});
  const erased = await holdfastJson(...erase, '--by', 'manager', '--yes', ...hubAt);
  expect(erased).toMatchObject({pending: false, entries: [{}, {}]});
  await vi.waitFor(() => {
    expect(log('W01')).toContain('personal.erased');
    expect(log('gateway')).toContain('personal.erased');
  }, PATIENCE);
  expect(log('W02')).not.toContain('personal.erased');
  await store.restartTill(away);
  await vi.waitFor(() => expect(log('W02')).toContain('personal.erased'), PATIENCE);
  expect(await store.drained(DRAIN_MS)).toBe(true);

  const left = await holdfastJson('personal', 'ls', ...hubAt);
  expect(left).toMatchObject({
    entries: [{receiptNumber: grace, state: 'kept'}, {state: 'erased'}, {state: 'erased'}],
  });
  // While all of them run, the log of each database lies beside it.
  for (const word of WORDS_OF_ADA) expect([word, sidesWith(word)]).toEqual([word, []]);
  expect(sidesWith(GRACE.name)).toEqual(['gateway', 'hub', 'W01']); // the search does find
  expect(await store.stop()).toEqual([]);
  for (const word of WORDS_OF_ADA) expect([word, sidesWith(word)]).toEqual([word, []]);

  const proof = proveStore(store.directories);
  expect(proof.findings).toEqual([]);
  expect(proof.counts).toMatchObject({held: 4, personalKept: 1, personalErased: 2});
  const verified = await holdfast('ledger', 'verify', ...hubAt);
  expect(verified).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('beside 1, erased beside 2'),
  });
}, 240_000);
