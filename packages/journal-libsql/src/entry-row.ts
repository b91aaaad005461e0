import {type Digest, Fault, utf8Decode, utf8Encode} from '@holdfast/std';
import {
  type Row,
  readBytes,
  readInteger,
  readOptional,
  type SqlParameter,
} from '@holdfast/strict-libsql';
import type {JournaledEntry} from '@holdfast/terminal-sdk';
import {entryContradiction, openEntry} from '@holdfast/wire';

export function entryToRow(journaled: JournaledEntry): Readonly<Record<string, SqlParameter>> {
  const {entry, submissionId, journaledMs} = journaled;
  return {
    sequence: entry.header.sequenceNumber,
    header: entry.headerBytes,
    body: entry.body,
    personal: entry.personal ?? null,
    signature: entry.signature,
    submission: submissionId === undefined ? null : utf8Encode(submissionId),
    journaledMs: Math.floor(journaledMs),
  };
}

/**
 * As it is read from a file that may be damaged: one flipped bit makes a BLOB a TEXT, which would
 * abort the process. Whether the value is right, its hash tells. Personal data of which only zeros
 * are left was erased.
 */
export const ENTRY_COLUMNS = `sequence,
  ifnull(CAST(header AS BLOB), x'') AS header, ifnull(CAST(body AS BLOB), x'') AS body,
  iif(personal = zeroblob(length(personal)), NULL, CAST(personal AS BLOB)) AS personal, ifnull(CAST(signature AS BLOB), x'') AS signature,
  CAST(submission AS BLOB) AS submission,
  ifnull(CAST(journaled_ms AS INTEGER), 0) AS journaled_ms,
  ifnull(CAST(sealed AS INTEGER), 0) AS sealed`;

/**
 * An entry that is what its header says. Any other bytes are the fault `journal/entry-unreadable`.
 */
export function entryOfRow(digest: Digest, row: Row): JournaledEntry {
  const sequenceNumber = readInteger(row, 'sequence');
  const personal = readOptional(row, 'personal', readBytes);
  const submission = readOptional(row, 'submission', readBytes);
  const body = readBytes(row, 'body');
  const signature = readBytes(row, 'signature');
  try {
    const headerBytes = readBytes(row, 'header');
    const part = personal ? {personal} : {};
    const entry = {...openEntry(digest, {headerBytes, body, ...part}), body, signature};
    const contradiction =
      entry.header.sequenceNumber === sequenceNumber
        ? entryContradiction(digest, entry)
        : 'header is of another place';
    if (contradiction !== undefined) throw new Error(contradiction);
    return {
      entry,
      submissionId: submission && utf8Decode(submission),
      journaledMs: readInteger(row, 'journaled_ms'),
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'is unreadable';
    throw new Fault('journal/entry-unreadable', {entry: sequenceNumber, reason}, {cause});
  }
}

/** What an entry takes of the cap: its bytes, and what a row costs besides. */
export function bytesOfEntry({entry, submissionId = ''}: JournaledEntry): number {
  const {headerBytes, body, personal, signature} = entry;
  const bytes =
    headerBytes.length + body.length + (personal?.length ?? 0) + signature.length + ROW_BYTES;
  return bytes + utf8Encode(submissionId).length;
}

export const ROW_BYTES = 64;
