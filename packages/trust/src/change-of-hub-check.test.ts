import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {type SigningKey, toBase64Url} from '@holdfast/std';
import {CHANGE_SIGNERS, type ChangeSigner, encodeChangeOfHub, hubIdOf} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {
  checkChangeOfHub,
  isHigherHub,
  parseChangeOfHub,
  signChangeOfHub,
} from './change-of-hub-check.ts';

const tools = {digest: nodeDigest, verifier: nodeSignatureVerifier};
const keys = {
  gateway: await createSigningKey(),
  recovery: await createSigningKey(),
  successor: await createSigningKey(),
};
const known = {
  retailStoreId: '017',
  gateway: keys.gateway.publicKey,
  recovery: keys.recovery.publicKey,
  successor: keys.successor.publicKey,
};
const {publicKey: newHub} = await createSigningKey();

function changeBy(signer: ChangeSigner, key: SigningKey = keys[signer], retailStoreId = '017') {
  const hubPublicKey = signer === 'successor' ? keys.successor.publicKey : newHub;
  return signChangeOfHub(key, {retailStoreId, hubPublicKey, epoch: 4, issuedAtMs: 1, signer});
}

test.each(CHANGE_SIGNERS)(
  'a change that is signed by its %s names a hub and its epoch',
  async signer => {
    const change = await changeBy(signer);
    expect(parseChangeOfHub(toBase64Url(encodeChangeOfHub(change)))).toEqual(change);
    const hubId = hubIdOf(nodeDigest, change.hubPublicKey);
    const pair = {epoch: 4, hubId};
    expect(await checkChangeOfHub(tools, {...known, change})).toEqual({kind: 'valid', pair});
  },
);

test.each(CHANGE_SIGNERS)(
  'a change is no word of its %s under another key, nor of one that is unknown',
  async signer => {
    const others = CHANGE_SIGNERS.filter(other => other !== signer);
    for (const other of others) {
      const change = await changeBy(signer, keys[other]);
      expect((await checkChangeOfHub(tools, {...known, change})).kind).toBe('refused');
    }
    const change = await changeBy(signer);
    const unknown = {...known, [signer]: undefined};
    expect((await checkChangeOfHub(tools, {...unknown, change})).kind).toBe('refused');
  },
);

test('a change is for one store, and no byte of it can be another', async () => {
  const elsewhere = await changeBy('gateway', keys.gateway, '018');
  expect((await checkChangeOfHub(tools, {...known, change: elsewhere})).kind).toBe('refused');
  const bytes = encodeChangeOfHub(await changeBy('gateway'));
  for (let at = 0; at < bytes.length; at++) {
    const changed = Uint8Array.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    const change = parseChangeOfHub(toBase64Url(changed));
    if (change) expect((await checkChangeOfHub(tools, {...known, change})).kind).toBe('refused');
  }
});

test('a standby hub names itself, and nobody else', async () => {
  const change = await signChangeOfHub(keys.successor, {
    ...(await changeBy('successor')),
    hubPublicKey: newHub,
  });
  expect(await checkChangeOfHub(tools, {...known, change})).toMatchObject({kind: 'refused'});
});

test('nobody takes over in the epoch of the first hub', () => {
  const [low, high] = [newHub, keys.gateway.publicKey]
    .map(key => hubIdOf(nodeDigest, key))
    .toSorted();
  if (!low || !high) throw new TypeError('two keys have two ids');
  expect(isHigherHub({epoch: 0, hubId: high}, {epoch: 0, hubId: low})).toBe(false);
});

test('the epoch decides which hub is higher, and between two of one epoch their ids', () => {
  const [low, high] = [newHub, keys.gateway.publicKey]
    .map(key => hubIdOf(nodeDigest, key))
    .toSorted();
  if (!low || !high) throw new TypeError('two keys have two ids');
  expect(isHigherHub({epoch: 2, hubId: low}, {epoch: 1, hubId: high})).toBe(true);
  expect(isHigherHub({epoch: 1, hubId: high}, {epoch: 2, hubId: low})).toBe(false);
  expect(isHigherHub({epoch: 1, hubId: high}, {epoch: 1, hubId: low})).toBe(true);
  expect(isHigherHub({epoch: 1, hubId: high}, {epoch: 1, hubId: high})).toBe(false);
});
