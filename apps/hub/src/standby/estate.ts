import {issue, type Parsed, parsed} from '@holdfast/std';
import {hubIdSchema, placeIdSchema, publicKeySchema, sealedAuthoritySchema} from '@holdfast/wire';
import * as z from 'zod';
import {enrolmentFileSchema} from '../enrolment-file.ts';

/**
 * What a hub hands to its standby, beside the ledger: what it is enrolled with, the store's
 * authority sealed for that machine, and the keys of the journals. Nothing in it is secret from a
 * machine that is not the standby's own.
 */
const estateSchema = z.object({
  v: z.literal(1),
  hubId: hubIdSchema,
  epoch: z.int().min(0),
  store: z.object({
    id: placeIdSchema,
    name: z.string().max(64),
    label: z.string().max(63).optional(),
  }),
  enrolment: enrolmentFileSchema,
  authority: sealedAuthoritySchema,
  journalKeys: z.array(publicKeySchema).max(16_384),
});
export type Estate = z.output<typeof estateSchema>;

/** Reads what a hub handed over; names the field that is wrong. */
export function parseEstate(text: string): Parsed<Estate> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return issue('', 'is not JSON');
  }
  const result = estateSchema.safeParse(json);
  if (result.success) return parsed(result.data);
  const first = result.error.issues[0];
  return issue((first?.path ?? []).map(String).join('.'), first?.message ?? 'malformed');
}
