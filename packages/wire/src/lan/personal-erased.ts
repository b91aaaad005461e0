import {
  type Bytes,
  concatBytes,
  issue,
  type Parsed,
  parsed,
  utf8Decode,
  utf8Encode,
} from '@holdfast/std';
import * as z from 'zod';
import {sequenceNumberSchema} from '../entry/transaction-key.ts';
import {hubIdSchema, journalIdSchema} from '../ids.ts';
import {WIRE_LIMITS} from '../limits.ts';
import {bytesSchema, sha256Schema, signatureSchema, versionField} from './frame.ts';

const CONTEXT = utf8Encode('holdfast/personal-erased/1\0');
const WORD_BYTES_MAX = 64 * 1024;

/**
 * Hub → terminal, after `welcome` and at every erasure: the personal data of these entries of its
 * journals is erased, and goes from its disk, too. `word` is JSON text in base64url, so that the
 * bytes that were signed are the ones that are read. A terminal that does not know it keeps what it
 * has until it deletes the whole entry.
 */
export const personalErasedSchema = z.object({
  ...versionField,
  type: z.literal('personalErased'),
  word: bytesSchema({min: 1, max: WORD_BYTES_MAX}),
  /** The hub's identity key, over {@link erasureWordMessage}. */
  signature: signatureSchema,
});
export type PersonalErased = z.output<typeof personalErasedSchema>;

const erasureWordSchema = z.object({
  v: z.literal(1),
  hubId: hubIdSchema,
  entries: z
    .array(
      z.object({
        journalId: journalIdSchema,
        sequenceNumber: sequenceNumberSchema,
        personalSha256: sha256Schema,
      }),
    )
    .min(1)
    .max(WIRE_LIMITS.erasureEntriesMax),
});
/** What a hub signs for its terminals. */
export type ErasureWord = z.output<typeof erasureWordSchema>;

export function encodeErasureWord(word: ErasureWord): Bytes {
  return utf8Encode(JSON.stringify(erasureWordSchema.parse(word)));
}

/** Does not check the signature. */
export function parseErasureWord(bytes: Uint8Array): Parsed<ErasureWord> {
  try {
    const result = erasureWordSchema.safeParse(JSON.parse(utf8Decode(bytes)));
    if (result.success) return parsed(result.data);
    return issue(result.error.issues[0]?.path.join('.') ?? '', 'is no word about an erasure');
  } catch {
    return issue('', 'is not JSON text');
  }
}

export function erasureWordMessage(word: Uint8Array): Bytes {
  return concatBytes(CONTEXT, word);
}
