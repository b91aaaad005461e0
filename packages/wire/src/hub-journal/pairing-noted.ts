import * as z from 'zod';
import {placeIdSchema} from '../entry/transaction-key.ts';
import {journalIdSchema} from '../ids.ts';
import {versionField, wallMsSchema} from '../lan/frame.ts';

/** Why a window closed without having let anybody in. The list only grows. */
export const PAIRING_CLOSED_REASONS = [
  'expired',
  'tries',
  'locked',
  'declined',
  'superseded',
  'restarted',
  'used',
] as const;
export type PairingClosedReason = (typeof PAIRING_CLOSED_REASONS)[number];

/** Who asked: what it says of itself, and where the packets came from. */
const asker = {
  address: z.string().max(64),
  workstationId: placeIdSchema,
  name: z.string().max(64),
};

/**
 * The body of an entry about a pairing window: that it was opened, each attempt at it, what the
 * manager was shown and said, and how it ended. Carries neither token nor digits.
 */
export const pairingNotedSchema = z.object({
  ...versionField,
  windowId: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{16}$/),
  by: z.enum(['link', 'code', 'standbyLink']),
  notedAtMs: wallMsSchema,
  event: z.discriminatedUnion('kind', [
    z.object({kind: z.literal('opened'), untilMs: wallMsSchema}),
    z.object({kind: z.literal('guessFailed'), ...asker, triesLeft: z.int().min(0)}),
    z.object({kind: z.literal('refused'), ...asker, reason: z.string().max(64)}),
    z.object({kind: z.literal('nameShown'), ...asker, journalId: journalIdSchema}),
    z.object({kind: z.literal('approved'), journalId: journalIdSchema}),
    z.object({kind: z.literal('paired'), workstationId: placeIdSchema, journalId: journalIdSchema}),
    z.object({kind: z.literal('closed'), reason: z.enum(PAIRING_CLOSED_REASONS)}),
  ]),
});
export type PairingNoted = z.output<typeof pairingNotedSchema>;
