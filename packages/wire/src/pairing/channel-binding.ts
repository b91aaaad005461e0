import {type Bytes, concatBytes, type Digest, type PublicKey, utf8Encode} from '@holdfast/std';
import {idBytes} from '../id-bytes.ts';
import type {HubId} from '../ids.ts';

/**
 * What one end of a connection knows of the channel itself. Two ends of one TLS connection know the
 * same; somebody in between has two connections, and they differ.
 */
export type ChannelBinding =
  /** A program: the TLS key that was shown, and the exporter of this very connection (RFC 9266). */
  | {readonly kind: 'tls'; readonly keyPin: Bytes; readonly exporter: Bytes}
  /** A page: no browser shows it more than its own origin. */
  | {readonly kind: 'origin'; readonly origin: string};

/**
 * The channel identifier of a pairing by code (CPace §10.1.1): who begins, who answers, and over
 * which channel. Initiator first; each part is of fixed length or hashed, so none can slide.
 */
export function codeChannelIdentifier(
  digest: Digest,
  claim: {
    readonly publicKey: PublicKey;
    readonly workstationId: string;
    readonly name: string;
    readonly hubId: HubId;
    readonly channel: ChannelBinding;
  },
): Bytes {
  const {publicKey, channel} = claim;
  const hashed = (text: string) => digest.sha256(utf8Encode(text));
  return concatBytes(
    utf8Encode('holdfast/pair-code/1\0'),
    hashed(publicKey.algorithm),
    digest.sha256(publicKey.bytes),
    hashed(claim.workstationId),
    hashed(claim.name),
    idBytes(claim.hubId),
    hashed(channel.kind),
    ...(channel.kind === 'tls' ? [channel.keyPin, channel.exporter] : [hashed(channel.origin)]),
  );
}
