import {type Bytes, Fault, type SignatureVerifier} from '@holdfast/std';
import {
  decodeSegmentEnvelope,
  hubIdOfLedger,
  type LedgerEntry,
  type SignedSegmentEnvelope,
  segmentSigningMessage,
  unpackSegment,
} from '@holdfast/wire';
import type {FleetDeciding} from './fleet-store.ts';
import type {HubRecord} from './hub-record.ts';
import type {SegmentTools} from './ports.ts';

/** A segment of a known hub whose every hash was recomputed. */
export interface VerifiedSegment {
  readonly hub: HubRecord;
  readonly envelope: SignedSegmentEnvelope;
  readonly bytes: Bytes;
  readonly entries: readonly LedgerEntry[];
}

/**
 * Proves a segment before anything of it is stored: its form, its hub, the hub's signature, and
 * then every header, chain link and head. Throws `wire/malformed`, or `gateway/refused` for a hub
 * that is not known here or a signature that is not its own.
 */
export async function verifySegment(
  ports: SegmentTools & {
    readonly store: Pick<FleetDeciding, 'hub'>;
    readonly verifier: SignatureVerifier;
  },
  bytes: Bytes,
): Promise<VerifiedSegment> {
  const envelope = decodeSegmentEnvelope(ports.digest, bytes);
  const hubId = hubIdOfLedger(envelope.ledgerId);
  const hub = await ports.store.hub(hubId);
  if (!hub) throw new Fault('gateway/refused', {reason: 'hub is not enrolled', hubId});
  const genuine = await ports.verifier.verify({
    publicKey: hub.publicKey,
    message: segmentSigningMessage(envelope),
    signature: envelope.signature,
  });
  if (!genuine)
    throw new Fault('gateway/refused', {reason: 'segment is not signed by its hub', hubId});
  return {hub, envelope, bytes, entries: await unpackSegment(ports, envelope)};
}
