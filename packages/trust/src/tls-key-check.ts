import {type Digest, formatIssue, type SignatureVerifier, type SigningKey} from '@holdfast/std';
import {
  formatTlsKeyUri,
  type HubId,
  hubIdOf,
  parseTlsKeyUri,
  tlsKeyStatementSigningMessage,
} from '@holdfast/wire';

/** A certificate carries one; a stranger's may carry any number, and each costs a verification. */
const STATEMENTS_MAX = 4;

/** A hub's statement that this TLS key is its own, as the certificate carries it. */
export async function signTlsKey(
  identity: SigningKey,
  claim: {readonly keyPin: Uint8Array; readonly issuedAtMs: number},
): Promise<string> {
  const {keyPin, issuedAtMs} = claim;
  const statement = {hubPublicKey: identity.publicKey, issuedAtMs};
  const signature = await identity.sign(tlsKeyStatementSigningMessage(statement, keyPin));
  return formatTlsKeyUri({...statement, signature});
}

/**
 * Why this certificate's TLS key is not the hub's; `undefined` where one of its names is a
 * statement about this very key that the hub's identity has signed.
 */
export async function tlsKeyRefusal(
  tools: {readonly digest: Digest; readonly verifier: SignatureVerifier},
  claim: {
    readonly hubId: HubId;
    /** SHA-256 of the SubjectPublicKeyInfo that the handshake has proved. */
    readonly keyPin: Uint8Array;
    /** What the certificate calls itself by URI. */
    readonly uris: readonly string[];
  },
): Promise<string | undefined> {
  let reason = 'another key, and no statement about it';
  for (const uri of claim.uris.slice(0, STATEMENTS_MAX)) {
    const statement = parseTlsKeyUri(uri);
    if (!statement.ok) {
      reason = `another key: ${formatIssue(statement.issue)}`;
      continue;
    }
    const {hubPublicKey, signature} = statement.value;
    if (hubIdOf(tools.digest, hubPublicKey) !== claim.hubId) {
      reason = 'the key of another hub';
      continue;
    }
    const message = tlsKeyStatementSigningMessage(statement.value, claim.keyPin);
    if (await tools.verifier.verify({publicKey: hubPublicKey, message, signature})) {
      return undefined;
    }
    reason = 'a statement about another key';
  }
  return reason;
}
