import {openSealed, sealingKeyFrom} from '@holdfast/platform-node';
import {type Digest, Fault, fromBase64Url, toBase64Url, utf8Decode} from '@holdfast/std';
import type {StoreCa} from '@holdfast/store-ca';
import {parseRecoveryPhrase, recoverySeed} from '@holdfast/trust';
import {z} from 'zod';

/** Bound into every box with the authority's key. */
export const AUTHORITY_PURPOSE = 'holdfast/store-ca/1';

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
        /** Who holds the key: the sheet today, head office and a standby hub one day. */
        to: z.string(),
        recipient: z.string(),
        encapsulated: z.string(),
        ciphertext: z.string(),
      }),
    )
    .readonly(),
});
export type SealedAuthority = z.output<typeof sealedAuthoritySchema>;

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
