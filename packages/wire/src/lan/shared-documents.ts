import * as z from 'zod';
import {WIRE_LIMITS} from '../limits.ts';
import {versionField, wallMsSchema} from './frame.ts';

const nameSchema = z.string().regex(/^[a-z]{1,32}$/, 'must be 1 to 32 of a–z');
/** Another version is another document; it does not have to be a larger number. */
const documentVersionSchema = z.int().min(1);
const partSchema = z
  .int()
  .min(0)
  .max(WIRE_LIMITS.sharedPartsMax - 1);

/**
 * Hub → terminal, after `welcome` and at every change: the documents that the tills of the store
 * share, and which version of each is the newest. What is not named here has not changed.
 */
export const sharedVersionsSchema = z.object({
  ...versionField,
  type: z.literal('sharedVersions'),
  documents: z
    .array(
      z.object({
        name: nameSchema,
        version: documentVersionSchema,
        changedAtMs: wallMsSchema,
        parts: z.int().min(1).max(WIRE_LIMITS.sharedPartsMax),
      }),
    )
    .max(16),
});
export type SharedVersions = z.output<typeof sharedVersionsSchema>;

/** Terminal → hub: one part of a document, please. One is asked for at a time. */
export const askSharedSchema = z.object({
  ...versionField,
  type: z.literal('askShared'),
  name: nameSchema,
  version: documentVersionSchema,
  part: partSchema,
});
export type AskShared = z.output<typeof askSharedSchema>;

/**
 * Hub → terminal: that part. A version that is no longer there is answered with `sharedVersions`.
 */
export const sharedPartSchema = z.object({
  ...versionField,
  type: z.literal('sharedPart'),
  name: nameSchema,
  version: documentVersionSchema,
  part: partSchema,
  text: z.string().max(WIRE_LIMITS.sharedPartLengthMax),
});
export type SharedPart = z.output<typeof sharedPartSchema>;
