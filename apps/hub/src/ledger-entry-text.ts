import {toBase64Url, toHex, utf8Decode} from '@holdfast/std';
import {entryKindOf, type LedgerEntry, supersededBy} from '@holdfast/wire';
import * as z from 'zod';

/** One line of a ledger, for people and programs. */
const entrySchema = z.object({
  ledgerId: z.string(),
  position: z.int(),
  recordedAtMs: z.number(),
  clockOffsetMs: z.number(),
  workstationId: z.string(),
  journalId: z.string(),
  sequenceNumber: z.int(),
  kind: z.string(),
  entryHash: z.string(),
  /** Why it stands aside; absent for what was accepted. */
  quarantined: z.string().optional(),
  /** As JSON; absent where the hub keeps a stub without its body. */
  body: z.unknown().optional(),
  /** The entries of closed journals it stands for, newest first; the last one was printed. */
  supersedes: z.array(z.object({journalId: z.string(), sequenceNumber: z.int()})).optional(),
});
export const ledgerEntryTextSchema = entrySchema.readonly();
/** One looked up by its receipt, with others on whose paper the same number stands. */
export const foundEntryTextSchema = entrySchema
  .extend({others: z.array(ledgerEntryTextSchema).optional()})
  .readonly();
export type FoundEntryText = z.output<typeof foundEntryTextSchema>;
export type LedgerEntryText = z.output<typeof ledgerEntryTextSchema>;

/** One entry at its place in a ledger, as the loopback door tells of it. */
export function describeEntry(
  ledgerId: string,
  {line, entry: {header, body, entryHash}}: LedgerEntry,
): LedgerEntryText {
  const superseded = supersededBy(header).map(({journalId, sequenceNumber}) => ({
    journalId,
    sequenceNumber,
  }));
  return {
    ledgerId,
    position: line.position,
    recordedAtMs: line.recordedAtMs,
    clockOffsetMs: line.clockOffsetMs,
    workstationId: header.workstationId,
    journalId: header.journalId,
    sequenceNumber: header.sequenceNumber,
    kind: entryKindOf(header.kindCode) ?? `kind ${header.kindCode}`,
    entryHash: toHex(entryHash),
    ...(line.disposition.kind === 'quarantined'
      ? {quarantined: `${line.disposition.reason}: ${line.disposition.detail}`}
      : {}),
    ...(body ? {body: readBody(body)} : {}),
    ...(superseded.length > 0 ? {supersedes: superseded} : {}),
  };
}

function readBody(body: Uint8Array): unknown {
  try {
    return JSON.parse(utf8Decode(body));
  } catch {
    return {unreadable: toBase64Url(body)};
  }
}
