import type {JournalId} from '@holdfast/domain';
import {
  assert,
  type Bytes,
  type Digest,
  fromBase32,
  type PublicKey,
  type Random,
  toBase32,
} from '@holdfast/std';
import type {GatewayIncarnation, HubId, LedgerId} from './ids.ts';

export const JOURNAL_ID_BYTES = 10;
export const HUB_ID_BYTES = 20;
export const LEDGER_ID_BYTES = 30;
export const GATEWAY_INCARNATION_BYTES = 10;

/** One journal, one key, ever: the id *is* the key's hash, so nobody allocates it. */
export function journalIdOf(digest: Digest, publicKey: PublicKey): JournalId {
  return toBase32(digest.sha256(publicKey.bytes).slice(0, JOURNAL_ID_BYTES)) as JournalId;
}

export function hubIdOf(digest: Digest, publicKey: PublicKey): HubId {
  return toBase32(digest.sha256(publicKey.bytes).slice(0, HUB_ID_BYTES)) as HubId;
}

export function drawLedgerId(hubId: HubId, random: Random): LedgerId {
  return `${hubId}.${toBase32(random.bytes(10))}` as LedgerId;
}

const INCARNATION_PLACE_BYTES = 5;

/**
 * An incarnation that comes after all of `after`: its first 40 bits are its place in order, one
 * above theirs and at least the clock's seconds, so that a gateway which was made anew comes after
 * one it knows nothing of; its last 40 bits are drawn. Base32 keeps the order of the bytes.
 */
export function drawGatewayIncarnation(
  random: Random,
  {
    after = [],
    nowMs = 0,
  }: {readonly after?: readonly GatewayIncarnation[]; readonly nowMs?: number} = {},
): GatewayIncarnation {
  const place = Math.max(Math.floor(nowMs / 1000), ...after.map(known => placeOf(known) + 1), 0);
  assert(place < 2 ** (8 * INCARNATION_PLACE_BYTES), 'an incarnation has a place of 40 bits');
  const bytes = new Uint8Array(GATEWAY_INCARNATION_BYTES);
  for (let at = INCARNATION_PLACE_BYTES - 1, rest = place; at >= 0; at--) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  const drawn = random.bytes(GATEWAY_INCARNATION_BYTES - INCARNATION_PLACE_BYTES);
  bytes.set(drawn, INCARNATION_PLACE_BYTES);
  return gatewayIncarnationFromBytes(bytes);
}

function placeOf(incarnation: GatewayIncarnation): number {
  const bytes = idBytes(incarnation).subarray(0, INCARNATION_PLACE_BYTES);
  return bytes.reduce((place, byte) => place * 256 + byte, 0);
}

/** Whether one incarnation of the gateway came after another, as it vouches itself. */
export function isLaterIncarnation(one: GatewayIncarnation, other: GatewayIncarnation): boolean {
  return one > other;
}

/** The bytes of an id, as formats carry it. */
export function idBytes(id: JournalId | HubId | LedgerId | GatewayIncarnation): Bytes {
  const bytes = fromBase32(id.replace('.', ''));
  if (!bytes) throw new TypeError('a branded id is base32');
  return bytes;
}

export function journalIdFromBytes(bytes: Uint8Array): JournalId {
  return toBase32(bytes) as JournalId;
}

export function hubIdFromBytes(bytes: Uint8Array): HubId {
  return toBase32(bytes) as HubId;
}

export function gatewayIncarnationFromBytes(bytes: Uint8Array): GatewayIncarnation {
  return toBase32(bytes) as GatewayIncarnation;
}

export function ledgerIdFromBytes(bytes: Uint8Array): LedgerId {
  return `${toBase32(bytes.slice(0, HUB_ID_BYTES))}.${toBase32(bytes.slice(HUB_ID_BYTES))}` as LedgerId;
}
