import {fromHex, toHex, utf8Decode, utf8Encode} from '@holdfast/std';
import {expect, test} from 'vitest';
import {openSealed, sealingKeyFrom, sealTo} from './index.ts';

const seed = (byte: number) => new Uint8Array(32).fill(byte);
const purpose = 'test/1';
const content = utf8Encode('the key of the store');

test('keys come from their seed as RFC 9180 derives them', async () => {
  // RFC 9180 A.1.1: DHKEM(X25519, HKDF-SHA256), ikmE and pkEm.
  const ikm = fromHex('7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234');
  const {publicKey} = await sealingKeyFrom(ikm ?? seed(0));
  expect(toHex(publicKey)).toBe('37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431');
});

test('a box that was sealed before there was one wrapper for sheets and sticks opens still', async () => {
  const key = await sealingKeyFrom(seed(1));
  const hex = (text: string) => fromHex(text) ?? seed(0);
  const box = {
    purpose: 'holdfast/store-ca/1',
    encapsulated: hex('67ea9bba4a66e2eb1dde961cd7995036352a133f17a476f751830063d8e6fa23'),
    ciphertext: hex('33b5e175a2114cc78282fbed6f048313d1e47512dff4745d2dd7a643d62424486738a256'),
  };
  expect(utf8Decode(await openSealed(key, box))).toBe('the key of the store');
});

test('what is sealed opens with the key, and is another box each time', async () => {
  const key = await sealingKeyFrom(seed(1));
  const [one, other] = [
    await sealTo(key.publicKey, {purpose, content}),
    await sealTo(key.publicKey, {purpose, content}),
  ];
  expect(utf8Decode(await openSealed(key, {...one, purpose}))).toBe('the key of the store');
  expect(toHex(one.ciphertext)).not.toBe(toHex(other.ciphertext));
});

test('another key, another purpose and every changed bit are refused', async () => {
  const key = await sealingKeyFrom(seed(1));
  const box = {...(await sealTo(key.publicKey, {purpose, content})), purpose};
  const refused = {code: 'recovery/not-opened'};
  await expect(openSealed(await sealingKeyFrom(seed(2)), box)).rejects.toMatchObject(refused);
  await expect(openSealed(key, {...box, purpose: 'test/2'})).rejects.toMatchObject(refused);
  for (const part of ['encapsulated', 'ciphertext'] as const) {
    for (let at = 0; at < box[part].length; at++) {
      const changed = Uint8Array.from(box[part]);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(openSealed(key, {...box, [part]: changed})).rejects.toMatchObject(refused);
    }
  }
});
