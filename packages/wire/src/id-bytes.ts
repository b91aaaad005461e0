import type {JournalId} from '@holdfast/domain';
import {
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

export function drawGatewayIncarnation(random: Random): GatewayIncarnation {
  return toBase32(random.bytes(GATEWAY_INCARNATION_BYTES)) as GatewayIncarnation;
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
