import {
  type Digest,
  equalBytes,
  fromBase64Url,
  isFault,
  type PublicKey,
  type SignatureVerifier,
  type SigningKey,
} from '@holdfast/std';
import {
  type ChangeOfHub,
  changeOfHubSigningMessage,
  decodeChangeOfHub,
  type HubId,
  hubIdOf,
  type SignedChangeOfHub,
} from '@holdfast/wire';

/** A hub and the epoch it speaks in. Tills follow the highest they have seen, and never go back. */
export interface RosterPair {
  readonly epoch: number;
  readonly hubId: HubId;
}

/**
 * Whether a pair stands above another: by its epoch, and where two hubs took over in one epoch, by
 * hub id, so that tills of a split store converge on the same one without asking anybody. Epoch 0
 * is that of a store's first hub: nobody takes over in it, so a change that names it is followed by
 * nobody.
 */
export function isHigherHub(pair: RosterPair, than: RosterPair): boolean {
  if (pair.epoch === 0) return false;
  return pair.epoch === than.epoch ? pair.hubId > than.hubId : pair.epoch > than.epoch;
}

export type ChangeVerdict =
  | {readonly kind: 'valid'; readonly pair: RosterPair}
  | {readonly kind: 'refused'; readonly reason: string};

/**
 * Whether a change of hub was signed by one of those who may: head office, the store's recovery
 * sheet, or the standby hub that the newest roster names, which may name itself and nobody else.
 * Whoever asks compares the pair with the one it has seen ({@link isHigherHub}).
 */
export async function checkChangeOfHub(
  tools: {readonly digest: Digest; readonly verifier: SignatureVerifier},
  claim: {
    readonly change: SignedChangeOfHub;
    readonly retailStoreId: string;
    /** As far as they are known here; a signer without a key is refused. */
    readonly gateway?: PublicKey | undefined;
    readonly recovery?: PublicKey | undefined;
    readonly successor?: PublicKey | undefined;
  },
): Promise<ChangeVerdict> {
  const {change, retailStoreId} = claim;
  if (change.retailStoreId !== retailStoreId) return refused('it is about another store');
  const publicKey = claim[change.signer];
  if (!publicKey) return refused(`no key is known of its signer: ${change.signer}`);
  if (change.signer === 'successor' && !equalBytes(publicKey.bytes, change.hubPublicKey.bytes)) {
    return refused('a standby hub names itself, and nobody else');
  }
  const message = changeOfHubSigningMessage(change);
  const {signature} = change;
  const genuine = await tools.verifier.verify({publicKey, message, signature});
  if (!genuine) return refused(`its signature is not that of its signer: ${change.signer}`);
  const hubId = hubIdOf(tools.digest, change.hubPublicKey);
  return {kind: 'valid', pair: {epoch: change.epoch, hubId}};
}

/** Signs a change, with the key of the signer that it names. */
export async function signChangeOfHub(
  key: SigningKey,
  change: ChangeOfHub,
): Promise<SignedChangeOfHub> {
  return {...change, signature: await key.sign(changeOfHubSigningMessage(change))};
}

/** Reads base64url; `undefined` for anything that is no change of hub of this version. */
export function parseChangeOfHub(text: string): SignedChangeOfHub | undefined {
  const bytes = fromBase64Url(text);
  if (!bytes) return undefined;
  try {
    return decodeChangeOfHub(bytes);
  } catch (error) {
    if (isFault(error, 'wire/malformed')) return undefined;
    throw error;
  }
}

function refused(reason: string): ChangeVerdict {
  return {kind: 'refused', reason};
}
