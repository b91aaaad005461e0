import * as z from 'zod';
import {versionField, wallMsSchema} from '../lan/frame.ts';

/** Letters at most, of each part of an audit entry. */
export const AUDIT_LIMITS = {actMax: 48, subjectMax: 128, reasonMax: 200} as const;

/**
 * The body of an entry about what a person did at the hub's console: who, what, to what, and why.
 * Written before the act, so no act is without its entry; one that failed is followed by another
 * that says so. Carries no name, no PIN and nothing that a stranger typed.
 */
export const auditNotedSchema = z.object({
  ...versionField,
  notedAtMs: wallMsSchema,
  who: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('operator'),
      operatorId: z.string().max(64),
      role: z.string().max(32),
    }),
    /** Whoever could read the hub's data directory, and had it print a code. */
    z.object({kind: z.literal('hubCode')}),
    /** Somebody whom the hub does not know. */
    z.object({kind: z.literal('nobody')}),
  ]),
  /** Where the packets came from. */
  address: z.string().max(64),
  act: z
    .string()
    .regex(/^[a-z][A-Za-z]*$/)
    .max(AUDIT_LIMITS.actMax),
  /** A till's journal, an uplink, an operator's number, a receipt; empty where there is none. */
  subject: z.string().max(AUDIT_LIMITS.subjectMax),
  reason: z.string().max(AUDIT_LIMITS.reasonMax),
  outcome: z.enum(['asked', 'done', 'failed']),
});
export type AuditNoted = z.output<typeof auditNotedSchema>;
