import type {PublicKey, SignatureVerifier} from '@holdfast/std';
import {heldStatementSigningMessage, type SignedHeldStatement} from '@holdfast/wire';

/**
 * Whether head office's key signed this statement. Whoever deletes by it checks its hash as well.
 */
export function verifyHeldStatement(
  verifier: SignatureVerifier,
  claim: {readonly statement: SignedHeldStatement; readonly gatewayPublicKey: PublicKey},
): Promise<boolean> {
  return verifier.verify({
    publicKey: claim.gatewayPublicKey,
    message: heldStatementSigningMessage(claim.statement),
    signature: claim.statement.signature,
  });
}
