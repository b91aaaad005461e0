import {
  type Bytes,
  Fault,
  fromBase64Url,
  type PublicKey,
  toBase64Url,
  utf8Decode,
  utf8Encode,
} from '@holdfast/std';
import {parsePublicKeyText, publicKeyText} from '@holdfast/trust';
import {
  bytesSchema,
  changeOfHubTextSchema,
  decodeHeldStatement,
  encodeHeldStatement,
  hubIdSchema,
  type JournalId,
  journalIdSchema,
  placeIdSchema,
  publicKeySchema,
  sha256Schema,
  signatureSchema,
} from '@holdfast/wire';
import * as z from 'zod';
import type {Parting} from './parting.ts';
import {type JournalCustody, type Pairing, QUARANTINES_KEPT_MAX} from './ports.ts';

// What journals keep beside their entries, as JSON of version 1. Every adapter writes the same.

const addressSchema = z.object({
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535),
});

/** Changes of hub that a terminal remembers. */
export const FORMER_HUBS_MAX = 32;

const pairingSchema = z.object({
  v: z.literal(1),
  retailStoreId: placeIdSchema,
  workstationId: placeIdSchema,
  journalId: journalIdSchema,
  hubId: hubIdSchema,
  hubPublicKey: publicKeySchema,
  hubKeyPin: sha256Schema,
  gatewayPublicKey: publicKeySchema,
  epoch: z.int().min(0),
  lastAddress: addressSchema,
  linkAddress: addressSchema,
  change: changeOfHubTextSchema.optional(),
  formerHubs: z.array(hubIdSchema).max(FORMER_HUBS_MAX).readonly().optional(),
  roster: z.object({hubId: hubIdSchema, copy: z.string(), signature: signatureSchema}).optional(),
});

const custodySchema = z.object({
  v: z.literal(1),
  recorded: z.object({hubId: hubIdSchema, sequenceNumber: z.int().min(0)}).optional(),
  held: bytesSchema({min: 100, max: 400}).optional(),
  quarantined: z
    .array(
      z.object({
        sequenceNumber: z.int().min(1),
        reason: z.string().max(64),
        detail: z.string().max(400),
      }),
    )
    .max(QUARANTINES_KEPT_MAX),
});

const successionSchema = z.object({
  v: z.literal(1),
  journalId: journalIdSchema,
  lastCommonSequence: z.int().min(0),
  lost: z.array(z.int().min(1)).optional(),
});

/** Which journal this one took over from. Standing there, it says that it did. */
export interface Succession extends Parting {
  readonly journalId: JournalId;
}

export function encodeSuccession({journalId, lastCommonSequence, lost}: Succession): Bytes {
  const record: z.input<typeof successionSchema> = {
    v: 1,
    journalId,
    lastCommonSequence,
    ...(lost.length > 0 ? {lost: [...lost]} : {}),
  };
  return utf8Encode(JSON.stringify(record));
}

/** Throws `database/corrupt` for anything {@link encodeSuccession} does not write. */
export function decodeSuccession(bytes: Uint8Array): Succession {
  const {v: _, lost = [], ...succession} = readRecord(successionSchema, bytes, 'succession');
  return {...succession, lost};
}

export function encodePairing(pairing: Pairing): Bytes {
  const record: z.input<typeof pairingSchema> = {
    v: 1,
    ...pairing,
    hubPublicKey: publicKeyText(pairing.hubPublicKey),
    hubKeyPin: toBase64Url(pairing.hubKeyPin),
    gatewayPublicKey: publicKeyText(pairing.gatewayPublicKey),
  };
  return utf8Encode(JSON.stringify(record));
}

/** Throws `database/corrupt` for anything {@link encodePairing} does not write. */
export function decodePairing(bytes: Uint8Array): Pairing {
  const {v: _, ...record} = readRecord(pairingSchema, bytes, 'pairing');
  return {
    ...record,
    hubPublicKey: keyOf(record.hubPublicKey),
    hubKeyPin: bytesOf(record.hubKeyPin, 'pairing'),
    gatewayPublicKey: keyOf(record.gatewayPublicKey),
  };
}

export function encodeCustody({recorded, held, quarantined}: JournalCustody): Bytes {
  const record: z.input<typeof custodySchema> = {
    v: 1,
    ...(recorded ? {recorded} : {}),
    ...(held ? {held: toBase64Url(encodeHeldStatement(held))} : {}),
    quarantined: [...quarantined],
  };
  return utf8Encode(JSON.stringify(record));
}

/** Throws `database/corrupt` for anything {@link encodeCustody} does not write. */
export function decodeCustody(bytes: Uint8Array): JournalCustody {
  const {recorded, held, quarantined} = readRecord(custodySchema, bytes, 'custody');
  return {
    recorded,
    held: held === undefined ? undefined : decodeHeldStatement(bytesOf(held, 'custody')),
    quarantined,
  };
}

function readRecord<T>(schema: z.ZodType<T>, bytes: Uint8Array, what: string): T {
  try {
    return schema.parse(JSON.parse(utf8Decode(bytes)));
  } catch (cause) {
    throw new Fault('database/corrupt', {what, reason: 'is not a record of version 1'}, {cause});
  }
}

function keyOf(text: z.output<typeof publicKeySchema>): PublicKey {
  const key = parsePublicKeyText(text);
  if (!key.ok) throw new Fault('database/corrupt', {what: 'pairing', ...key.issue});
  return key.value;
}

function bytesOf(text: string, what: string): Bytes {
  const bytes = fromBase64Url(text);
  if (!bytes) throw new Fault('database/corrupt', {what, reason: 'is not base64url'});
  return bytes;
}
