import {type Bytes, concatBytes, type PublicKey, utf8Encode} from '@holdfast/std';
import * as z from 'zod';
import {positionSchema} from '../entry/transaction-key.ts';
import {idBytes} from '../id-bytes.ts';
import {type LedgerId, ledgerIdSchema} from '../ids.ts';
import {
  publicKeySchema,
  sha256Schema,
  signatureSchema,
  versionField,
  wallMsSchema,
} from '../lan/frame.ts';

/** Why a hub opened this ledger instead of going on with another. */
export const LEDGER_OPENED_REASONS = [
  'first',
  'tailLost',
  'diverged',
  'adopted',
  'promoted',
] as const;

/**
 * The body of every ledger's first entry, and of the first entry of the hub's own journal in it:
 * which ledger this is, what it follows, and the journal's key, certified by the hub's identity
 * key.
 */
export const ledgerOpenedSchema = z.object({
  ...versionField,
  ledgerId: ledgerIdSchema,
  reason: z.enum(LEDGER_OPENED_REASONS),
  openedAtMs: wallMsSchema,
  predecessor: z
    .object({ledgerId: ledgerIdSchema, position: positionSchema, head: sha256Schema})
    .optional(),
  journalPublicKey: publicKeySchema,
  /** By the hub's identity key, over {@link hubJournalKeyMessage}. */
  identitySignature: signatureSchema,
});
export type LedgerOpened = z.output<typeof ledgerOpenedSchema>;

/** What the hub's identity key signs to say: in this ledger, my journal has this key. */
export function hubJournalKeyMessage(claim: {
  readonly ledgerId: LedgerId;
  readonly journalPublicKey: PublicKey;
}): Bytes {
  return concatBytes(
    utf8Encode('holdfast/hub-journal/1\0'),
    idBytes(claim.ledgerId),
    claim.journalPublicKey.bytes,
  );
}
