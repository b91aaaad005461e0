import {fromBase64Url} from '@holdfast/std';
import * as z from 'zod';

/** Bytes in a JSON frame: base64url without padding. */
export function bytesSchema({min, max}: {readonly min: number; readonly max: number}) {
  return z
    .string()
    .max(Math.ceil((max * 4) / 3))
    .refine(
      text => {
        const bytes = fromBase64Url(text);
        return bytes !== undefined && bytes.length >= min && bytes.length <= max;
      },
      `must be ${min === max ? min : `${min} to ${max}`} bytes in base64url`,
    );
}

export const sha256Schema = bytesSchema({min: 32, max: 32});
export const signatureSchema = bytesSchema({min: 64, max: 64});
export const wallMsSchema = z.int().min(0);
/** Every message names the version of the protocol that it is written in. */
export const versionField = {v: z.int().min(0)};

export const publicKeySchema = z
  .object({algorithm: z.enum(['ed25519', 'p256']), bytes: bytesSchema({min: 32, max: 65})})
  .readonly();
