import {type Bytes, type Digest, equalBytes, Fault, isFault} from '@holdfast/std';
import type {JournaledEntry} from '@holdfast/terminal-sdk';
import {entryContradiction, type JournalEntry, type JournalId, openEntry} from '@holdfast/wire';
import * as z from 'zod';

/** The bytes of an array buffer of our own. */
export const bytesField = z.custom<Bytes>(
  value => value instanceof Uint8Array && value.buffer instanceof ArrayBuffer,
  'must be bytes',
);

const recordSchema = z.object({
  sequenceNumber: z.int().min(1),
  headerBytes: bytesField,
  body: bytesField,
  personal: bytesField.optional(),
  signature: bytesField,
  submissionId: z.string().optional(),
  journaledMs: z.number(),
});

/** An entry as it lies in the store `entries`. What can be computed from it is not in it. */
export type EntryRecord = z.output<typeof recordSchema>;

export function toRecord({entry, submissionId, journaledMs}: JournaledEntry): EntryRecord {
  const {header, headerBytes, body, personal, signature} = entry;
  return {
    sequenceNumber: header.sequenceNumber,
    headerBytes,
    body,
    ...(personal ? {personal} : {}),
    signature,
    ...(submissionId === undefined ? {} : {submissionId}),
    journaledMs,
  };
}

/** Throws `database/corrupt` for what {@link toRecord} does not make. */
export function parseRecord(value: unknown): EntryRecord {
  const parsed = recordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw corrupt(`a record lacks ${parsed.error.issues[0]?.path.join('.') || 'everything'}`);
}

/**
 * The entry in a record, after its hashes were checked. Throws `database/corrupt` unless it is,
 * byte for byte, an entry of this journal in its place.
 */
export function fromRecord(
  {sequenceNumber, submissionId, journaledMs, signature, ...bytes}: EntryRecord,
  {digest, journalId}: {readonly digest: Digest; readonly journalId: JournalId},
): JournaledEntry {
  const entry = open(digest, bytes);
  const wrong =
    entryContradiction(digest, entry) ??
    (entry.header.journalId === journalId ? undefined : 'is of another journal') ??
    (entry.header.sequenceNumber === sequenceNumber ? undefined : 'stands in another place');
  if (wrong) throw corrupt(wrong, sequenceNumber);
  return {entry: {...entry, body: bytes.body, signature}, submissionId, journaledMs};
}

/** Throws `database/corrupt` unless each entry follows the one before. */
export function checkChain(run: readonly JournaledEntry[]): void {
  for (const [at, {entry}] of run.entries()) {
    const before = run[at - 1]?.entry;
    if (!before) continue;
    const {sequenceNumber, prevHash} = entry.header;
    const follows = sequenceNumber === before.header.sequenceNumber + 1;
    if (!follows || !equalBytes(prevHash, before.entryHash)) {
      throw corrupt('does not follow the entry before it', sequenceNumber);
    }
  }
}

/** Beside its bytes a record costs names, lengths and index rows: a rounded allowance. */
const OVERHEAD_BYTES = 256;

/** What a record counts against the journal's cap. */
export function keptBytesOf({headerBytes, body, personal, signature}: EntryRecord): number {
  const personalBytes = personal?.length ?? 0;
  return OVERHEAD_BYTES + headerBytes.length + body.length + personalBytes + signature.length;
}

export function corrupt(reason: string, sequenceNumber?: number): Fault {
  const place = sequenceNumber === undefined ? {} : {sequenceNumber};
  return new Fault('database/corrupt', {what: 'journal', reason, ...place});
}

function open(
  digest: Digest,
  {headerBytes, body, personal}: Pick<EntryRecord, 'headerBytes' | 'body' | 'personal'>,
): JournalEntry {
  try {
    return openEntry(digest, {headerBytes, body, ...(personal ? {personal} : {})});
  } catch (cause) {
    if (!isFault(cause)) throw cause;
    throw new Fault('database/corrupt', {what: 'journal', reason: cause.message}, {cause});
  }
}
