import {type Bytes, concatBytes, type Random, utf8Encode} from '@holdfast/std';
import {ristretto255, ristretto255_hasher} from '@noble/curves/ed25519.js';
import {bytesToNumberLE} from '@noble/curves/utils.js';
import {hmac} from '@noble/hashes/hmac.js';
import {sha512} from '@noble/hashes/sha2.js';
import {lengthValue} from './length-value.ts';

/** draft-irtf-cfrg-cpace-21 §8.3: the cipher suite CPACE-RISTR255-SHA512. */
const DSI = utf8Encode('CPaceRistretto255');
const DSI_ISK = utf8Encode('CPaceRistretto255_ISK');
const MAC = utf8Encode('CPaceMac');
/** SHA-512's input block, `H.s_in_bytes`. */
const BLOCK_BYTES = 128;

/** What both sides must know alike, or they come to different keys. */
export interface CpaceInput {
  /** `PRS`: the secret that is short. */
  readonly password: Uint8Array;
  /** `CI`: who talks to whom, over what. */
  readonly channel: Uint8Array;
  /** `sid`: drawn for this conversation. */
  readonly session: Uint8Array;
}

/** One side's half: the scalar stays here, the share is sent. Good for one conversation. */
export interface CpaceHalf {
  readonly scalar: bigint;
  readonly share: Bytes;
}

/** A share with what its sender says beside it, `AD`. */
export interface CpaceMessage {
  readonly share: Uint8Array;
  readonly associated: Uint8Array;
}

/** §8.1: what is hashed to the generator. The padding fills the first block behind the password. */
export function generatorString({password, channel, session}: CpaceInput): Bytes {
  const before = lengthValue(DSI, password).length;
  const padding = new Uint8Array(Math.max(0, BLOCK_BYTES - 1 - before));
  return lengthValue(DSI, password, padding, channel, session);
}

export function cpaceGenerator(input: CpaceInput): Bytes {
  return new Uint8Array(generatorOf(input).toBytes());
}

function generatorOf(input: CpaceInput) {
  const hash = sha512(generatorString(input));
  // RFC 9496 §4.3.4, element derivation.
  const derive = ristretto255_hasher.deriveToCurve;
  if (!derive) throw new TypeError('ristretto255 derives elements');
  return derive(hash);
}

/**
 * Draws a scalar, twice as wide as the group so that its remainder is even, and makes the share.
 */
export function drawCpaceHalf(random: Random, input: CpaceInput): CpaceHalf {
  for (;;) {
    const scalar = ristretto255.Point.Fn.create(bytesToNumberLE(random.bytes(64)));
    if (scalar === 0n) continue;
    return {scalar, share: new Uint8Array(generatorOf(input).multiply(scalar).toBytes())};
  }
}

/**
 * `scalar_mult_vfy`: the secret point. `undefined` for a share that is no element of the group, or
 * the neutral one: the conversation must end there (§9).
 */
export function cpaceSecret(scalar: bigint, share: Uint8Array): Bytes | undefined {
  try {
    const point = ristretto255.Point.fromBytes(share);
    return point.is0() ? undefined : new Uint8Array(point.multiply(scalar).toBytes());
  } catch {
    return undefined; // RFC 9496 §4.3.1 refuses the encoding
  }
}

/** §7: the intermediate key of an initiator's and a responder's message. Never used by itself. */
export function cpaceKey(made: {
  readonly session: Uint8Array;
  readonly secret: Uint8Array;
  readonly initiator: CpaceMessage;
  readonly responder: CpaceMessage;
}): Bytes {
  const {session, secret, initiator, responder} = made;
  return new Uint8Array(
    sha512(
      concatBytes(
        lengthValue(DSI_ISK, session, secret),
        lengthValue(initiator.share, initiator.associated),
        lengthValue(responder.share, responder.associated),
      ),
    ),
  );
}

/** §10.4: by which the sender of `message` proves that it has come to the same key. */
export function cpaceConfirmation(made: {
  readonly session: Uint8Array;
  readonly key: Uint8Array;
  readonly message: CpaceMessage;
}): Bytes {
  const {session, key, message} = made;
  const macKey = sha512(concatBytes(MAC, session, key));
  const said = lengthValue(message.share, message.associated);
  return new Uint8Array(hmac(sha512, macKey, said));
}
