import * as z from 'zod';
import {placeIdSchema, positionSchema} from '../entry/transaction-key.ts';
import {rosterChangedSchema} from '../hub-journal/roster-changed.ts';
import {gatewayIncarnationSchema, hubIdSchema, journalIdSchema, ledgerIdSchema} from '../ids.ts';
import {
  bytesSchema,
  publicKeySchema,
  sha256Schema,
  signatureSchema,
  versionField,
  wallMsSchema,
} from './frame.ts';

/** A roster copy has at most this many bytes: thousands of tills, let in over years. */
export const ROSTER_COPY_BYTES_MAX = 384 * 1024;

/** A change of hub, as frames and bodies carry it. */
export const changeOfHubTextSchema = bytesSchema({min: 100, max: 400});

/**
 * How far a till's journal was known to a hub or to head office, and when that heard of it last.
 */
export const knownLaneSchema = z
  .object({journalId: journalIdSchema, sequenceNumber: z.int().min(0), seenAtMs: wallMsSchema})
  .readonly();
export type KnownLane = z.output<typeof knownLaneSchema>;

/**
 * All that a blank hub has to know of a store, in the words of the hub before it. Tills carry it
 * for the day on which that hub is gone; nothing in it is secret.
 */
export const rosterCopySchema = z.object({
  ...versionField,
  retailStoreId: placeIdSchema,
  hubId: hubIdSchema,
  hubPublicKey: publicKeySchema,
  epoch: z.int().min(0),
  signedAtMs: wallMsSchema,
  /** Where its ledger ended when this was signed. */
  ledger: z.object({ledgerId: ledgerIdSchema, position: positionSchema, head: sha256Schema}),
  gateway: z.object({
    publicKey: publicKeySchema,
    incarnation: gatewayIncarnationSchema,
    doors: z.array(z.url()).min(1).max(16),
    keyPin: sha256Schema.optional(),
    sealingPublicKey: bytesSchema({min: 32, max: 32}).optional(),
  }),
  /** How far the journals of its tills were known, and when each till was there last. */
  lanes: z.array(knownLaneSchema).max(10_000).optional(),
  /** The roster, entry by entry. */
  changes: z.array(rosterChangedSchema).max(20_000),
});
export type RosterCopy = z.output<typeof rosterCopySchema>;

/** A roster copy as it travels: the bytes of {@link rosterCopySchema}, and the hub's signature. */
const signedCopy = {
  copy: bytesSchema({min: 2, max: ROSTER_COPY_BYTES_MAX}),
  /** By the identity key of the hub, over `rosterCopyMessage`. */
  signature: signatureSchema,
};

/** Hub → terminal, after `welcome` and whenever the roster has changed: keep this for me. */
export const keepRosterSchema = z.object({
  ...versionField,
  type: z.literal('keepRoster'),
  ...signedCopy,
});
export type KeepRoster = z.output<typeof keepRosterSchema>;

/**
 * Terminal → hub, before `authenticate`: what the hub before you gave me to keep, and the change of
 * hub that I have seen, where I have seen one. It tells a new hub whom to let in, and an old one
 * that it is replaced.
 */
export const showRosterSchema = z.object({
  ...versionField,
  type: z.literal('showRoster'),
  ...z.object(signedCopy).partial().shape,
  change: changeOfHubTextSchema.optional(),
});
export type ShowRoster = z.output<typeof showRosterSchema>;
