import {existsSync, readFileSync} from 'node:fs';
import {writeFileDurably} from '@holdfast/platform-node';
import {Fault, fromBase64Url, toBase64Url} from '@holdfast/std';
import {parsePublicKeyText, publicKeyText} from '@holdfast/trust';
import type {Enrolment} from '@holdfast/uplink-https';
import {gatewayIncarnationSchema, placeIdSchema, publicKeySchema} from '@holdfast/wire';
import {z} from 'zod';

const fileSchema = z.object({
  v: z.literal(1),
  doors: z.array(z.url()).min(1),
  keyPin: z.string().optional(),
  gatewayPublicKey: publicKeySchema,
  gatewayIncarnation: gatewayIncarnationSchema,
  retailStoreId: placeIdSchema,
});

/** What this hub pins of its head office; `undefined` before it was enrolled. */
export function readEnrolment(file: string): Enrolment | undefined {
  if (!existsSync(file)) return undefined;
  const parsed = fileSchema.safeParse(readJson(file));
  if (!parsed.success) throw new Fault('database/corrupt', {file, reason: 'is not an enrolment'});
  const {keyPin, gatewayPublicKey, ...rest} = parsed.data;
  const key = parsePublicKeyText(gatewayPublicKey);
  if (!key.ok) throw new Fault('database/corrupt', {file, reason: key.issue.reason});
  return {
    ...rest,
    keyPin: keyPin === undefined ? undefined : fromBase64Url(keyPin),
    gatewayPublicKey: key.value,
  };
}

export function writeEnrolment(file: string, enrolment: Enrolment): void {
  const {keyPin, gatewayPublicKey, ...rest} = enrolment;
  const text = {
    v: 1,
    ...rest,
    ...(keyPin ? {keyPin: toBase64Url(keyPin)} : {}),
    gatewayPublicKey: publicKeyText(gatewayPublicKey),
  };
  writeFileDurably(file, `${JSON.stringify(text, null, 2)}\n`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
