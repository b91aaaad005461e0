import {zstdCompressor} from '@holdfast/compressor-zstd';
import {saleDraft} from '@holdfast/domain/testing';
import {writeExport} from '@holdfast/forwarder/stick';
import {MemoryStick, STICK_BREAKS, TestHub} from '@holdfast/forwarder/stick/testing';
import {
  createSigningKey,
  hpkeSealer,
  nodeDigest,
  nodeSignatureVerifier,
} from '@holdfast/platform-node';
import {nodeVerifyTools} from '@holdfast/prover';
import {verifyExport} from '@holdfast/prover/verify';
import {SeededRandom} from '@holdfast/std/testing';
import {beforeAll, expect, test} from 'vitest';

const ENTRIES = 100_000;
const WAIT_MS = 300_000;
const stick = new MemoryStick();

beforeAll(async () => {
  const tools = {
    ...{digest: nodeDigest, verifier: nodeSignatureVerifier, sealer: hpkeSealer},
    ...{compressor: zstdCompressor(), newKey: createSigningKey},
  };
  const body = JSON.stringify(saleDraft());
  const hub = await TestHub.open(tools, {ledgers: [ENTRIES], tills: 8, body});
  hub.entriesMax = 1024;
  const wish = {store: {id: '017'}, sealFor: undefined, reach: 'all', onProgress() {}} as const;
  await writeExport(hub.ports(stick), wish, new AbortController().signal);
}, WAIT_MS);

function verify(files: Map<string, Uint8Array<ArrayBuffer>>) {
  const read = async (name: string) => files.get(name) ?? new Uint8Array();
  return verifyExport(nodeVerifyTools, {names: [...files.keys()], read});
}

test('an export of a hundred thousand entries holds', {timeout: WAIT_MS}, async () => {
  const {broken, counted} = await verify(stick.files);
  expect(broken).toBeUndefined();
  expect(counted.entries).toBe(ENTRIES);
});

const CASES = STICK_BREAKS.map(breaks => ({name: breaks.name, breaks}));

test.each(CASES)('$name in a hundred thousand entries is found', {timeout: WAIT_MS}, async of => {
  const files = new Map(stick.files);
  of.breaks(files, new SeededRandom(ENTRIES));
  const {broken} = await verify(files);
  expect(broken?.file ?? broken?.position).toBeDefined();
});
