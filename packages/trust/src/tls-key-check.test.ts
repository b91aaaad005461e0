import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {utf8Encode} from '@holdfast/std';
import {hubIdOf} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {signTlsKey, tlsKeyRefusal} from './index.ts';

const hub = await createSigningKey();
const hubId = hubIdOf(nodeDigest, hub.publicKey);
const stranger = await createSigningKey();
const keyPin = nodeDigest.sha256(utf8Encode('the TLS key'));
const otherPin = nodeDigest.sha256(utf8Encode('another TLS key'));
const good = await signTlsKey(hub, {keyPin, issuedAtMs: 1});

function refusal(...uris: readonly string[]): Promise<string | undefined> {
  const tools = {digest: nodeDigest, verifier: nodeSignatureVerifier};
  return tlsKeyRefusal(tools, {hubId, keyPin, uris});
}

test('a key that the hub signed for is the hub’s, whatever other names stand beside it', async () => {
  expect(await refusal(good)).toBeUndefined();
  expect(await refusal('https://store.local', good)).toBeUndefined();
});

test.each([
  ['without a statement', [], 'no statement'],
  ['with another URI', ['https://store.local'], 'must begin with'],
  ['with half a statement', [good.slice(0, -4)], 'no TLS key statement'],
  ['with a statement that goes on', [`${good}AAAA`], 'no TLS key statement'],
  ['with letters that no statement has', [`${good}!`], 'base64url'],
  [
    'that another hub signed for',
    [await signTlsKey(stranger, {keyPin, issuedAtMs: 1})],
    'the key of another hub',
  ],
  [
    'with a statement about another key',
    [await signTlsKey(hub, {keyPin: otherPin, issuedAtMs: 1})],
    'about another key',
  ],
] as const)('a key %s is refused, and the reason says so', async (_, uris, reason) => {
  expect(await refusal(...uris)).toContain(reason);
});

test('a statement whose date was changed is refused', async () => {
  const [scheme = '', text = ''] = good.split(':');
  const bytes = Buffer.from(text, 'base64url');
  bytes.writeUInt8(bytes.readUInt8(43) ^ 1, 43); // the last byte of the date
  expect(await refusal(`${scheme}:${bytes.toString('base64url')}`)).toContain('about another key');
});

test('a stranger’s certificate with many statements costs no more than a few verifications', async () => {
  const wrong = await signTlsKey(hub, {keyPin: otherPin, issuedAtMs: 1});
  let verified = 0;
  const verifier = {
    verify: async () => {
      verified += 1;
      return false;
    },
  };
  const uris = Array.from({length: 1000}, () => wrong);
  await tlsKeyRefusal({digest: nodeDigest, verifier}, {hubId, keyPin, uris});
  expect(verified).toBe(4);
});
