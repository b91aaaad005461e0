import {mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {toHex, utf8Encode} from '@holdfast/std';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {
  createSigningKey,
  loadOrCreateSigningKey,
  loadOrCreateTlsIdentity,
  nodeDigest,
  nodeSignatureVerifier,
} from './index.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
});
afterEach(() => rmSync(directory, {recursive: true}));

test('SHA-256 is the one of FIPS 180-4', () => {
  expect(toHex(nodeDigest.sha256(utf8Encode('abc')))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('a signature verifies for its key and message, and for nothing else', async () => {
  const [key, other] = [await createSigningKey(), await createSigningKey()];
  const message = utf8Encode('the very bytes');
  const signature = await key.sign(message);
  const {publicKey} = key;
  const check = nodeSignatureVerifier.verify;
  expect(await check({publicKey, message, signature})).toBe(true);
  expect(await check({publicKey, message: utf8Encode('other bytes'), signature})).toBe(false);
  expect(await check({publicKey: other.publicKey, message, signature})).toBe(false);
  expect(await check({publicKey, message, signature: signature.slice(1)})).toBe(false);
  const malformed = {algorithm: 'p256', bytes: publicKey.bytes} as const;
  expect(await check({publicKey: malformed, message, signature})).toBe(false);
});

test('a key file is made once, private to its owner, and gives the same key again', async () => {
  const file = join(directory, 'identity.key');
  const made = await loadOrCreateSigningKey(file);
  const again = await loadOrCreateSigningKey(file);
  expect(again.publicKey).toEqual(made.publicKey);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('an unreadable key file is refused, never replaced', async () => {
  const file = join(directory, 'identity.key');
  writeFileSync(file, 'not a key');
  await expect(loadOrCreateSigningKey(file)).rejects.toMatchObject({code: 'database/corrupt'});
});

test('a TLS identity keeps its pin over restarts', async () => {
  const made = await loadOrCreateTlsIdentity(directory, 'hub');
  const again = await loadOrCreateTlsIdentity(directory, 'hub');
  expect(again).toEqual(made);
  expect(made.keyPin).toHaveLength(32);
});
