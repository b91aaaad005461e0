import {type JournalId, journalIdSchema} from '@holdfast/domain';
import {issue, type Parsed, parsed} from '@holdfast/std';
import * as z from 'zod';

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

/**
 * Sixteen Crockford base32 letters, taken when a gateway's store is made or restored; of two, the
 * greater is the later.
 */
export const gatewayIncarnationSchema = z
  .string()
  .regex(new RegExp(`^${BASE32}{16}$`), 'must be 16 base32 letters')
  .brand<'GatewayIncarnation'>();
export type GatewayIncarnation = z.output<typeof gatewayIncarnationSchema>;

export function hubIdOfLedger(ledgerId: LedgerId): HubId {
  return ledgerId.slice(0, 32) as HubId;
}

/** For a value that a person or another program wrote. */
export function parseJournalId(text: string): Parsed<JournalId> {
  const result = journalIdSchema.safeParse(text);
  return result.success ? parsed(result.data) : issue('journalId', 'must be 16 base32 letters');
}
