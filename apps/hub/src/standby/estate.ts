import {issue, type Parsed, parsed} from '@holdfast/std';
import {
  bytesSchema,
  hubIdSchema,
  ledgerIdSchema,
  placeIdSchema,
  positionSchema,
  publicKeySchema,
  rosterChangedSchema,
  sealedAuthoritySchema,
  sha256Schema,
} from '@holdfast/wire';
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
  /** Of a hub whose ledgers retention has shortened: what no segment brings any more. */
  before: z
    .object({
      /** Where each shortened ledger begins, and under which head. */
      bases: z
        .array(z.object({ledgerId: ledgerIdSchema, position: positionSchema, head: sha256Schema}))
        .max(1_024),
      /** Head office's word for what was deleted, one a journal. */
      heldStatements: z.array(bytesSchema({min: 100, max: 400})).max(16_384),
      /** All of the roster: its entries may be among what was deleted. */
      changes: z.array(rosterChangedSchema).max(65_536),
    })
    .optional(),
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
