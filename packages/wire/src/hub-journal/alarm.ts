import * as z from 'zod';
import {sequenceNumberSchema} from '../entry/transaction-key.ts';
import {journalIdSchema} from '../ids.ts';
import {sha256Schema, versionField, wallMsSchema} from '../lan/frame.ts';
import {WIRE_LIMITS} from '../limits.ts';

/** What a hub raises an alarm about. The list only grows. */
export const ALARM_CODES = [
  'journal/forked',
  'journal/bad-signature',
  'journal/rolled-back',
  'journal/two-holders',
  'ledger/diverged',
  'ledger/tail-lost',
  'ledger/pruned',
  'clock/implausible',
  'certificate/expiring',
  'journal/unreadable',
  'standby/untrusted',
  'standby/diverged',
] as const;
export type AlarmCode = (typeof ALARM_CODES)[number];

/**
 * The body of an alarm entry in the hub's journal. `evidence` keeps the bytes of an entry that came
 * second.
 */
export const alarmSchema = z.object({
  ...versionField,
  code: z.enum(ALARM_CODES),
  raisedAtMs: wallMsSchema,
  journalId: journalIdSchema.optional(),
  sequenceNumber: sequenceNumberSchema.optional(),
  recordedEntryHash: sha256Schema.optional(),
  detail: z.string().max(400),
  evidence: z
    .object({
      header: z.string().max(4096),
      signature: z.string().max(128),
      body: z.string().max(WIRE_LIMITS.bodyBytesMax).optional(),
    })
    .optional(),
});
export type Alarm = z.output<typeof alarmSchema>;
