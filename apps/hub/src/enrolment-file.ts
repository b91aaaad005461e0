import {existsSync, readFileSync} from 'node:fs';
import {writeFileDurably} from '@holdfast/platform-node';
import {type Bytes, equalBytes, Fault, fromBase64Url, toBase64Url} from '@holdfast/std';
import {parsePublicKeyText, publicKeyText} from '@holdfast/trust';
import type {Enrolment} from '@holdfast/uplink-https';
import {
  bytesSchema,
  gatewayIncarnationSchema,
  placeIdSchema,
  publicKeySchema,
} from '@holdfast/wire';
import * as z from 'zod';

/** As it lies on the disk, and as a hub hands it to its standby. */
export const enrolmentFileSchema = z.object({
  v: z.literal(1),
  doors: z.array(z.url()).min(1),
  keyPin: z.string().optional(),
  gatewayPublicKey: publicKeySchema,
  gatewayIncarnation: gatewayIncarnationSchema,
  retailStoreId: placeIdSchema,
  sealingPublicKey: bytesSchema({min: 32, max: 32}).optional(),
});

/** What this hub pins of its head office; `undefined` before it was enrolled. */
export function readEnrolment(file: string): Enrolment | undefined {
  if (!existsSync(file)) return undefined;
  const parsed = enrolmentFileSchema.safeParse(readJson(file));
  if (!parsed.success) throw new Fault('database/corrupt', {file, reason: 'is not an enrolment'});
  const {keyPin, gatewayPublicKey, sealingPublicKey, ...rest} = parsed.data;
  const key = parsePublicKeyText(gatewayPublicKey);
  if (!key.ok) throw new Fault('database/corrupt', {file, reason: key.issue.reason});
  return {
    ...rest,
    keyPin: keyPin === undefined ? undefined : fromBase64Url(keyPin),
    gatewayPublicKey: key.value,
    sealingPublicKey: sealingPublicKey === undefined ? undefined : fromBase64Url(sealingPublicKey),
  };
}

/** Keeps another key for sealing, as head office said it. */
export function noteSealingKey(file: string, sealingPublicKey: Bytes): void {
  const enrolment = readEnrolment(file);
  if (!enrolment) return;
  const known = enrolment.sealingPublicKey;
  if (known && equalBytes(known, sealingPublicKey)) return;
  writeEnrolment(file, {...enrolment, sealingPublicKey});
}

export function writeEnrolment(file: string, enrolment: Enrolment): void {
  writeFileDurably(file, `${JSON.stringify(enrolmentText(enrolment), null, 2)}\n`);
}

/** An enrolment in the words of its file. */
export function enrolmentText(enrolment: Enrolment): z.output<typeof enrolmentFileSchema> {
  const {keyPin, gatewayPublicKey, sealingPublicKey, doors, ...rest} = enrolment;
  return {
    v: 1,
    ...rest,
    doors: [...doors],
    ...(keyPin ? {keyPin: toBase64Url(keyPin)} : {}),
    gatewayPublicKey: publicKeyText(gatewayPublicKey),
    ...(sealingPublicKey ? {sealingPublicKey: toBase64Url(sealingPublicKey)} : {}),
  };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
