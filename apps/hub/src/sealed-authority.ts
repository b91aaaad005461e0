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
import {z} from 'zod';

/** Bound into every box with the authority's key. */
const AUTHORITY_PURPOSE = 'holdfast/store-ca/1';

/**
 * The store's authority as it may leave the hub: the certificate, and its key sealed to each of
 * those who may open it. Nothing in it is secret from anybody else.
 */
export const sealedAuthoritySchema = z.object({
  v: z.literal(1),
  certificate: z.string(),
  boxes: z
    .array(
      z.object({
        /** Who holds the key: `recovery` is a sheet, `gateway` is head office. */
        to: z.string(),
        recipient: z.string(),
        encapsulated: z.string(),
        ciphertext: z.string(),
      }),
    )
    .readonly(),
});
export type SealedAuthority = z.output<typeof sealedAuthoritySchema>;

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

/** Reads what stands in a roster; `undefined` for what no hub of this version wrote. */
export function readSealedAuthority(text: string | undefined): SealedAuthority | undefined {
  try {
    return sealedAuthoritySchema.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined;
  }
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
