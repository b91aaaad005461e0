import {
  type Bytes,
  type Digest,
  fromBase64Url,
  type PublicKey,
  type SignatureVerifier,
  type SigningKey,
  toBase64Url,
  utf8Decode,
  utf8Encode,
} from '@holdfast/std';
import {hubIdOf, type RosterCopy, rosterCopyMessage, rosterCopySchema} from '@holdfast/wire';
import {parsePublicKeyText} from './public-key-text.ts';

/** A roster copy as it is sent and kept: what was signed, byte for byte, in base64url. */
export interface SignedRosterCopy {
  readonly copy: string;
  readonly signature: string;
}

export type RosterCopyVerdict =
  | {readonly kind: 'genuine'; readonly copy: RosterCopy; readonly hubPublicKey: PublicKey}
  | {readonly kind: 'refused'; readonly reason: string};

/** Signs a copy of a roster, with the identity key of the hub that it names. */
export async function signRosterCopy(
  {digest, hubKey}: {readonly digest: Digest; readonly hubKey: SigningKey},
  copy: RosterCopy,
): Promise<SignedRosterCopy> {
  const bytes = utf8Encode(JSON.stringify(rosterCopySchema.parse(copy)));
  const signature = await hubKey.sign(rosterCopyMessage(digest, bytes));
  return {copy: toBase64Url(bytes), signature: toBase64Url(signature)};
}

/**
 * Whether a copy is what the hub that it names has signed, for this store. That the hub is one to
 * be believed is for whoever asks: a till knows its own, a new one asks who vouches for it.
 */
export async function checkRosterCopy(
  tools: {readonly digest: Digest; readonly verifier: SignatureVerifier},
  claim: SignedRosterCopy & {readonly retailStoreId: string},
): Promise<RosterCopyVerdict> {
  const bytes = fromBase64Url(claim.copy);
  const signature = fromBase64Url(claim.signature);
  const copy = bytes && readCopy(bytes);
  if (!copy || !signature) return refused('it is malformed');
  if (copy.retailStoreId !== claim.retailStoreId) return refused('it is of another store');
  const hubPublicKey = parsePublicKeyText(copy.hubPublicKey);
  if (!hubPublicKey.ok || hubIdOf(tools.digest, hubPublicKey.value) !== copy.hubId) {
    return refused('its hub id is not the hash of its key');
  }
  const message = rosterCopyMessage(tools.digest, bytes);
  const publicKey = hubPublicKey.value;
  if (!(await tools.verifier.verify({publicKey, message, signature}))) {
    return refused('it is not signed by the hub that it names');
  }
  return {kind: 'genuine', copy, hubPublicKey: publicKey};
}

function readCopy(bytes: Bytes): RosterCopy | undefined {
  try {
    return rosterCopySchema.safeParse(JSON.parse(utf8Decode(bytes))).data;
  } catch {
    return undefined;
  }
}

function refused(reason: string): RosterCopyVerdict {
  return {kind: 'refused', reason};
}
