import {type JournalId, journalIdSchema} from '@holdfast/domain';
import {
  type Bytes,
  type Digest,
  fromBase32,
  issue,
  type Parsed,
  type PublicKey,
  parsed,
  type Random,
  toBase32,
} from '@holdfast/std';
import {z} from 'zod';

export {type JournalId, journalIdSchema};

const BASE32 = '[0-9A-HJKMNP-TV-Z]';

/** Thirty-two Crockford base32 letters: the first 160 bits of SHA-256 of the hub's identity key. */
export const hubIdSchema = z
  .string()
  .regex(new RegExp(`^${BASE32}{32}$`), 'must be 32 base32 letters')
  .brand<'HubId'>();
export type HubId = z.output<typeof hubIdSchema>;

/** `hubId.random`: the hub that opened the ledger, and 80 random bits drawn when it did. */
export const ledgerIdSchema = z
  .string()
  .regex(
    new RegExp(`^${BASE32}{32}\\.${BASE32}{16}$`),
    'must be a hub id, a dot and 16 base32 letters',
  )
  .brand<'LedgerId'>();
export type LedgerId = z.output<typeof ledgerIdSchema>;

/** Sixteen Crockford base32 letters, drawn when a gateway's store is made or restored. */
export const gatewayIncarnationSchema = z
  .string()
  .regex(new RegExp(`^${BASE32}{16}$`), 'must be 16 base32 letters')
  .brand<'GatewayIncarnation'>();
export type GatewayIncarnation = z.output<typeof gatewayIncarnationSchema>;

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

export function hubIdOfLedger(ledgerId: LedgerId): HubId {
  return ledgerId.slice(0, 32) as HubId;
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

/** For a value that a person or another program wrote. */
export function parseJournalId(text: string): Parsed<JournalId> {
  const result = journalIdSchema.safeParse(text);
  return result.success ? parsed(result.data) : issue('journalId', 'must be 16 base32 letters');
}
