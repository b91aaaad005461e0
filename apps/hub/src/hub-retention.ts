import type {Forwarder} from '@holdfast/forwarder';
import type {HeadOfficeWord, Ledgers, Retention, RetentionTerms} from '@holdfast/ledger';
import {STANDBY} from '@holdfast/standby';
import type {PublicKey, SignatureVerifier} from '@holdfast/std';
import {verifyHeldStatement} from '@holdfast/trust';
import type {LedgerId} from '@holdfast/wire';

/**
 * Retention on this hub's terms: what counts is what head office has said to this forwarder in this
 * run, and what it signed with the key that this hub was enrolled with.
 */
export function hubRetention(parts: {
  readonly ledgers: Pick<Ledgers, 'retention' | 'current'>;
  readonly forwarder: Pick<Forwarder, 'standing'>;
  readonly verifier: SignatureVerifier;
  readonly gatewayPublicKey: PublicKey;
  readonly retentionMs: number;
  /** Whether this hub has a standby: what one that is gone lacked need not stay. */
  readonly hasStandby?: () => boolean;
  readonly limits?: RetentionTerms['limits'];
}): Retention {
  const {ledgers, forwarder, verifier, gatewayPublicKey, retentionMs, limits} = parts;
  const {hasStandby = () => false} = parts;
  return ledgers.retention({
    retentionMs,
    word: () => wordOf(forwarder, ledgers.current.ledgerId),
    isGenuine: statement => verifyHeldStatement(verifier, {statement, gatewayPublicKey}),
    isAwaited: sink => sink !== STANDBY || hasStandby(),
    ...(limits ? {limits} : {}),
  });
}

/** Of ledgers that head office has not spoken about, it holds nothing. */
function wordOf(
  forwarder: Pick<Forwarder, 'standing'>,
  current: LedgerId,
): HeadOfficeWord | undefined {
  const standing = forwarder.standing(current);
  if (!standing) return undefined;
  const {gatewayIncarnation} = standing;
  return {
    gatewayIncarnation,
    heldUpTo(ledgerId) {
      const of = forwarder.standing(ledgerId);
      return of?.gatewayIncarnation === gatewayIncarnation ? of.heldUpTo : 0;
    },
  };
}
