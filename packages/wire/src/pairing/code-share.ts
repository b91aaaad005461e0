import * as z from 'zod';
import {sha256Schema, versionField} from '../lan/frame.ts';
import {shareSchema} from './pair-by-code.ts';

/**
 * Hub → terminal: my half. `keyPin` is believed once `codeConfirmed` has proved it: a page in a
 * browser learns the hub's TLS key in no other way.
 */
export const codeShareSchema = z.object({
  ...versionField,
  type: z.literal('codeShare'),
  /** Yb of CPace. */
  share: shareSchema,
  /** ADb of CPace: SHA-256 of the SubjectPublicKeyInfo of the key behind this connection. */
  keyPin: sha256Schema,
});
export type CodeShare = z.output<typeof codeShareSchema>;
