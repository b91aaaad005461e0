import {zstdCompressor} from '@holdfast/compressor-zstd';
import {saleDraft} from '@holdfast/domain/testing';
import {ANSWER_FILE, MANIFEST_FILE, writeExport} from '@holdfast/forwarder/stick';
import {MemoryStick, STICK_BREAKS, TestHub} from '@holdfast/forwarder/stick/testing';
import {
  createSigningKey,
  hpkeSealer,
  nodeDigest,
  nodeSignatureVerifier,
  unsealingKeyOf,
} from '@holdfast/platform-node';
import {type ExportReport, nodeVerifyTools} from '@holdfast/prover';
import {verifyExport} from '@holdfast/prover/verify';
import {SeededRandom} from '@holdfast/std/testing';
import {decodeSignedLines} from '@holdfast/wire';
import {expect, test} from 'vitest';

const ENTRIES = 2_000;
const TOOLS = {
  digest: nodeDigest,
  verifier: nodeSignatureVerifier,
  sealer: hpkeSealer,
  compressor: zstdCompressor(),
  newKey: createSigningKey,
};
const {publicKey: sealingKey} = await unsealingKeyOf(new Uint8Array(32).fill(3));
const body = JSON.stringify(saleDraft());
const hub = await TestHub.open(TOOLS, {ledgers: [ENTRIES - 200, 200], tills: 4, body});
hub.entriesMax = 64;
const plain = await exported(undefined);
const sealed = await exported(sealingKey);

async function exported(sealFor: typeof sealingKey | undefined): Promise<MemoryStick> {
  const stick = new MemoryStick();
  const wish = {store: {id: '017'}, sealFor, reach: 'all', onProgress() {}} as const;
  const manifest = await writeExport(hub.ports(stick), wish, new AbortController().signal);
  const {message} = decodeSignedLines(stick.files.get(MANIFEST_FILE) ?? new Uint8Array());
  if (!manifest) throw new Error('nobody stopped it');
  await stick.write(ANSWER_FILE, await hub.answer(message, manifest));
  return stick;
}

type Files = Map<string, Uint8Array<ArrayBuffer>>;

function verify(files: Files): Promise<ExportReport> {
  const read = async (name: string) => files.get(name) ?? new Uint8Array();
  return verifyExport(nodeVerifyTools, {names: [...files.keys()], read});
}

test('a whole export holds: signatures, chains, statements and totals', async () => {
  const {broken, counted, signatures, answer} = await verify(plain.files);
  expect(broken).toBeUndefined();
  expect(counted).toEqual({
    ...{entries: ENTRIES, transactions: ENTRIES, quarantined: 0},
    amountsMinor: {EUR: ENTRIES * 765},
  });
  expect(signatures).toMatchObject({segments: 33, entries: 132, unknownKeys: 0, statements: 8});
  expect(answer).toMatchObject({current: true});
});

test('both layouts of a segment come to the same', async () => {
  hub.version = 2;
  const {broken, counted} = await verify((await exported(undefined)).files);
  hub.version = 1;
  expect(broken).toBeUndefined();
  expect(counted).toEqual((await verify(plain.files)).counted);
});

test('a sealed one shows that nothing is missing or changed, to who cannot read it', async () => {
  const {broken, signatures, counted} = await verify(sealed.files);
  expect(broken).toBeUndefined();
  expect(signatures).toMatchObject({segments: 33, entries: 0});
  expect(counted.entries).toBe(ENTRIES); // as the hub signed it
});

const CASES = STICK_BREAKS.flatMap(breaks =>
  ([plain, sealed] as const).map(whole => ({
    ...{name: breaks.name, breaks, whole},
    form: whole === plain ? 'plain' : 'sealed',
  })),
);

test.each(CASES)('$name anywhere in a $form export is found, and its place named', async of => {
  for (let seed = 0; seed < 12; seed++) {
    const files: Files = new Map(of.whole.files);
    of.breaks(files, new SeededRandom(seed));
    const {broken} = await verify(files);
    expect(broken, `seed ${seed}`).toBeDefined();
    expect(broken?.file ?? broken?.position, `seed ${seed}`).toBeDefined();
  }
});

test('another body under the hub’s own signature is found by the till’s, and its run is named', async () => {
  for (const position of [1, 777, ENTRIES - 200]) {
    const genuine = hub.forge(position, body.replaceAll('765', '766'));
    const {broken} = await verify((await exported(undefined)).files);
    hub.ledgerList[0] = genuine;
    expect(broken).toMatchObject({kind: 'signature', entry: expect.stringMatching(/^017\/W\d\//)});
    // One signature stands for the run before it: the entry that it stands with is at most a file
    // on.
    expect(Math.abs((broken?.position ?? 0) - position)).toBeLessThan(hub.entriesMax);
  }
});

test('a till that told two stories is found, and the entry named', async () => {
  const [key] = hub.tillKeys;
  if (!key) throw new Error('there are tills');
  await hub.addLedger(3, {tills: 1, body: body.replaceAll('765', '766'), keys: [key]});
  const {broken} = await verify((await exported(undefined)).files);
  hub.ledgerList.pop();
  expect(broken).toMatchObject({kind: 'fork', position: 1});
  expect(broken?.entry).toMatch(/^017\/W1\/[0-9A-Z]{16}\/1$/);
});

test('head office that signed for another history is found', async () => {
  const genuine = plain.files.get(ANSWER_FILE);
  hub.forge(5, body.replaceAll('765', '766'));
  const {message} = decodeSignedLines(plain.files.get(MANIFEST_FILE) ?? new Uint8Array());
  const {ledgers} = JSON.parse(new TextDecoder().decode(message));
  const files: Files = new Map(plain.files).set(ANSWER_FILE, await hub.answer(message, {ledgers}));
  expect((await verify(files)).broken).toMatchObject({kind: 'statement', file: ANSWER_FILE});
  expect(genuine).not.toEqual(files.get(ANSWER_FILE));
});
