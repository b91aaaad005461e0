import {formatIssue, issue, type Parsed, parsed} from '@holdfast/std';
import * as z from 'zod';
import {placeIdSchema, sequenceNumberSchema} from '../entry/transaction-key.ts';
import {gatewayIncarnationSchema, hubIdSchema, journalIdSchema, ledgerIdSchema} from '../ids.ts';
import {
  bytesSchema,
  publicKeySchema,
  sha256Schema,
  signatureSchema,
  versionField,
} from '../lan/frame.ts';

/** The version of the conversation between a hub and its standby. */
export const STANDBY_PROTOCOL_VERSION = 1;
/** The WebSocket subprotocol of it. */
export const STANDBY_SUBPROTOCOL = `v${STANDBY_PROTOCOL_VERSION}.standby.holdfast`;
/** Where a hub's LAN door takes standbys. */
export const STANDBY_PATH = '/standby';

const exchangeField = {id: z.int().min(1)};

/** Hub → standby, first: who I am, and a fresh nonce for you to sign. */
const standbyHelloSchema = z.object({
  ...versionField,
  type: z.literal('standbyHello'),
  hubId: hubIdSchema,
  retailStoreId: placeIdSchema,
  nonce: bytesSchema({min: 32, max: 32}),
});
export type StandbyHello = z.output<typeof standbyHelloSchema>;

/**
 * Standby → hub: take me as your standby, by the token of a link; or, without the token, I am the
 * one that you took. `proof` is by the standby's identity key, over `standbyProofMessage`.
 */
const standbyProofSchema = z.object({
  ...versionField,
  type: z.literal('standbyProof'),
  standbyId: hubIdSchema,
  publicKey: publicKeySchema,
  /** What people call the machine. */
  name: z.string().min(1).max(64),
  /** X25519: what only this standby may read is sealed for it. */
  sealingPublicKey: bytesSchema({min: 32, max: 32}),
  /** Drawn when this mirror was begun: a blank one has another. */
  incarnation: gatewayIncarnationSchema,
  /** SHA-256 over a context, the token, the nonce, the hub's id and the key: it never travels. */
  tokenProof: bytesSchema({min: 32, max: 32}).optional(),
  proof: signatureSchema,
});
export type StandbyProof = z.output<typeof standbyProofSchema>;

/**
 * Hub → standby: you are my standby. `estate` is what a successor needs, as JSON text, and
 * `signature` is by the hub's identity key over `standbyWelcomeMessage`.
 */
const standbyWelcomeSchema = z.object({
  ...versionField,
  type: z.literal('standbyWelcome'),
  hubPublicKey: publicKeySchema,
  estate: z.string().max(4 * 1024 * 1024),
  signature: signatureSchema,
});
export type StandbyWelcome = z.output<typeof standbyWelcomeSchema>;

/** Hub → standby: how far do you have this ledger, and what head stands at or below a position? */
const askMirrorSchema = z.object({
  ...versionField,
  ...exchangeField,
  type: z.literal('askMirror'),
  ledgerId: ledgerIdSchema,
  atPosition: z.int().min(1).optional(),
  /** Fresh, so that an old answer cannot be played back. */
  nonce: bytesSchema({min: 16, max: 16}),
});
export type AskMirror = z.output<typeof askMirrorSchema>;

/** Hub → standby: up to here head office holds a ledger; and a sign of life. */
const headOfficeHoldsSchema = z.object({
  ...versionField,
  type: z.literal('headOfficeHolds'),
  ledgers: z
    .array(z.object({ledgerId: ledgerIdSchema, heldPosition: z.int().min(0), end: z.int().min(0)}))
    .max(1024),
});
export type HeadOfficeHolds = z.output<typeof headOfficeHoldsSchema>;

/** Where the mirror of a ledger ends, and the lanes that its last answer moved. */
const mirrorPositionSchema = z.object({
  outcome: z.enum(['accepted', 'alreadyHeld', 'gap', 'differs', 'status']),
  ledgerId: ledgerIdSchema,
  /** Drawn when the mirror was begun: a blank one has another. */
  incarnation: gatewayIncarnationSchema,
  position: z.int().min(0),
  head: sha256Schema,
  headAt: z.object({position: z.int().min(1), head: sha256Schema}).optional(),
  /** Each journal that was asked for or touched: durable here up to this entry. */
  lanes: z
    .array(
      z.object({
        journalId: journalIdSchema,
        sequenceNumber: sequenceNumberSchema,
        entryHash: sha256Schema,
      }),
    )
    .max(4096),
});
export type MirrorPosition = z.output<typeof mirrorPositionSchema>;

/**
 * Standby → hub, in answer to a segment or a question: a {@link MirrorPosition} as JSON text, and
 * the standby's signature of it, over `mirrorStatementMessage`: of that very question.
 */
const mirroredSchema = z.object({
  ...versionField,
  ...exchangeField,
  type: z.literal('mirrored'),
  statement: z.string().max(1024 * 1024),
  signature: signatureSchema,
});
export type Mirrored = z.output<typeof mirroredSchema>;

/** Standby → hub: this segment is not stored, and will not be as it is. */
const segmentRefusedSchema = z.object({
  ...versionField,
  ...exchangeField,
  type: z.literal('segmentRefused'),
  reason: z.string().max(200),
});
export type SegmentRefused = z.output<typeof segmentRefusedSchema>;

/** Either way: I am here. */
const standbyBeatSchema = z.object({...versionField, type: z.literal('standbyBeat')});

/** Everything a hub may say to its standby, besides segments, which are binary frames. */
export const hubToStandbySchema = z.discriminatedUnion('type', [
  standbyHelloSchema,
  standbyWelcomeSchema,
  askMirrorSchema,
  headOfficeHoldsSchema,
  standbyBeatSchema,
]);
export type HubToStandby = z.output<typeof hubToStandbySchema>;

/** Everything a standby may say. */
export const standbyToHubSchema = z.discriminatedUnion('type', [
  standbyProofSchema,
  mirroredSchema,
  segmentRefusedSchema,
  standbyBeatSchema,
]);
export type StandbyToHub = z.output<typeof standbyToHubSchema>;

/** Reads a text frame of a hub. */
export function parseHubToStandby(frame: string): Parsed<HubToStandby> {
  return parseFrame(hubToStandbySchema, frame);
}

/** Reads a text frame of a standby. */
export function parseStandbyToHub(frame: string): Parsed<StandbyToHub> {
  return parseFrame(standbyToHubSchema, frame);
}

/** Reads the statement inside a {@link Mirrored}. */
export function parseMirrorPosition(statement: string): Parsed<MirrorPosition> {
  return parseFrame(mirrorPositionSchema, statement);
}

function parseFrame<T>(schema: z.ZodType<T>, frame: string): Parsed<T> {
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    return issue('', 'is not JSON');
  }
  const result = schema.safeParse(json);
  if (result.success) return parsed(result.data);
  const first = result.error.issues[0];
  const where = (first?.path ?? []).map(String).join('.');
  return issue(where, formatIssue({field: '', reason: first?.message ?? 'malformed'}));
}
