import {openSealed, sealingKeyFrom, sealTo} from '@holdfast/platform-node';
import {
  assert,
  type Digest,
  Fault,
  fromBase64Url,
  toBase64Url,
  utf8Decode,
  utf8Encode,
} from '@holdfast/std';
import type {StoreCa} from '@holdfast/store-ca';
import {parseRecoveryPhrase, recoverySeed} from '@holdfast/trust';
import {AUTHORITY_PURPOSE, type SealedAuthority} from '@holdfast/wire';

/** Seals the authority's key to each of these X25519 keys (base64url). */
export async function sealAuthority(
  {certificatePem, keyPem}: StoreCa,
  readers: readonly {readonly to: string; readonly recipient: string}[],
): Promise<SealedAuthority> {
  const box = {purpose: AUTHORITY_PURPOSE, content: utf8Encode(keyPem)};
  const boxes = readers.map(async ({to, recipient}) => {
    const publicKey = fromBase64Url(recipient);
    assert(publicKey, 'a reader is named by its key');
    const {encapsulated, ciphertext} = await sealTo(publicKey, box);
    const sealed = {
      encapsulated: toBase64Url(encapsulated),
      ciphertext: toBase64Url(ciphertext),
    };
    return {to, recipient, ...sealed};
  });
  return {v: 1, certificate: certificatePem, boxes: await Promise.all(boxes)};
}

/**
 * Opens a sealed copy with the words of a sheet. Throws `recovery/words-wrong` for what are no
 * words of any sheet, and `recovery/not-opened` for those of another.
 */
export async function openAuthority(
  digest: Digest,
  {copy, words}: {readonly copy: SealedAuthority; readonly words: string},
): Promise<StoreCa> {
  const secret = parseRecoveryPhrase(digest, words);
  if (!secret.ok) {
    const {field, reason} = secret.issue;
    throw new Fault('recovery/words-wrong', {...(field === '' ? {} : {place: field}), reason});
  }
  const key = await sealingKeyFrom(recoverySeed(digest, secret.value));
  const box = copy.boxes.find(({recipient}) => recipient === toBase64Url(key.publicKey));
  const [encapsulated, ciphertext] = [box?.encapsulated, box?.ciphertext].map(text =>
    fromBase64Url(text ?? ''),
  );
  if (!box || !encapsulated || !ciphertext) {
    throw new Fault('recovery/not-opened', {reason: 'it has no box for these words'});
  }
  const opened = await openSealed(key, {purpose: AUTHORITY_PURPOSE, encapsulated, ciphertext});
  return {certificatePem: copy.certificate, keyPem: utf8Decode(opened)};
}
