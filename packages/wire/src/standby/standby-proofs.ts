import {
  ByteReader,
  type Bytes,
  ByteWriter,
  concatBytes,
  type Digest,
  type PublicKey,
  utf8Encode,
} from '@holdfast/std';
import {idBytes} from '../id-bytes.ts';
import type {GatewayIncarnation, HubId} from '../ids.ts';
import type {AskMirror} from './standby-protocol.ts';

/** What a standby's identity key signs to open a session with its hub. */
export function standbyProofMessage(
  digest: Digest,
  claim: {
    readonly nonce: Uint8Array;
    readonly hubId: HubId;
    readonly sealingPublicKey: Uint8Array;
    readonly incarnation: GatewayIncarnation;
    readonly name: string;
  },
): Bytes {
  return concatBytes(
    utf8Encode('holdfast/standby/1\0'),
    claim.nonce,
    idBytes(claim.hubId),
    claim.sealingPublicKey,
    idBytes(claim.incarnation),
    digest.sha256(utf8Encode(claim.name)),
  );
}

/** Shows that the standby knows the link's token without sending it. No till's proof is like it. */
export function standbyTokenProof(
  digest: Digest,
  claim: {
    readonly token: Uint8Array;
    readonly nonce: Uint8Array;
    readonly hubId: HubId;
    readonly publicKey: PublicKey;
  },
): Bytes {
  return digest.sha256(
    concatBytes(
      utf8Encode('holdfast/standby-token/1\0'),
      claim.token,
      claim.nonce,
      idBytes(claim.hubId),
      claim.publicKey.bytes,
    ),
  );
}

/** What a hub's identity key signs when it hands its estate to a standby in this session. */
export function standbyWelcomeMessage(
  digest: Digest,
  claim: {readonly nonce: Uint8Array; readonly standbyId: HubId; readonly estate: string},
): Bytes {
  return concatBytes(
    utf8Encode('holdfast/standby-welcome/1\0'),
    claim.nonce,
    idBytes(claim.standbyId),
    digest.sha256(utf8Encode(claim.estate)),
  );
}

/**
 * What a standby's identity key signs of its position: what it was asked, then what it says. An
 * answer to another question, or of another standby, cannot carry it.
 */
export function mirrorStatementMessage(
  digest: Digest,
  said: {readonly askedSha256: Uint8Array; readonly statement: string},
): Bytes {
  return concatBytes(
    utf8Encode('holdfast/mirrored/1\0'),
    said.askedSha256,
    digest.sha256(utf8Encode(said.statement)),
  );
}

/**
 * What stands for a question in {@link mirrorStatementMessage}; of a segment it is its own hash.
 */
export function askedOfMirror(digest: Digest, {nonce, ledgerId, atPosition}: AskMirror): Bytes {
  return digest.sha256(utf8Encode(`${nonce} ${ledgerId} ${atPosition ?? 0}`));
}

/** A segment on its way to a standby: id u32 · the segment's bytes. */
export function encodeSegmentFrame(frame: {
  readonly id: number;
  readonly segment: Uint8Array;
}): Bytes {
  return new ByteWriter(frame.segment.length + 4).u32(frame.id).raw(frame.segment).finish();
}

/** Throws `wire/malformed` for what has no id. */
export function decodeSegmentFrame(bytes: Uint8Array): {
  readonly id: number;
  readonly segment: Bytes;
} {
  const reader = new ByteReader(bytes, 'segment frame');
  const id = reader.u32();
  return {id, segment: reader.raw(reader.remaining)};
}
