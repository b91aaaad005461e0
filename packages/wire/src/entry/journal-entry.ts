import {type Bytes, concatBytes, type Digest, equalBytes, utf8Encode} from '@holdfast/std';
import {
  decodeEntryHeader,
  type EntryHeader,
  encodeEntryHeader,
  entryHashOf,
} from './entry-header.ts';

/**
 * One entry of a journal as every side keeps it: bytes that nobody re-encodes, and what they say.
 */
export interface JournalEntry {
  readonly header: EntryHeader;
  readonly headerBytes: Bytes;
  readonly entryHash: Bytes;
  /** `undefined` only where a hub withheld it because card data was found in it. */
  readonly body: Bytes | undefined;
  /** 16 bytes of salt, then the personal data. Absent when there is none or when it was erased. */
  readonly personal?: Bytes;
  /**
   * Over {@link entrySigningMessage}, by the journal's key. Absent where a later one covers the
   * run.
   */
  readonly signature?: Bytes;
}

const CONTEXT = utf8Encode('holdfast/entry/1\0');
const PERSONAL_CONTEXT = utf8Encode('holdfast/personal/1\0');

/**
 * What a journal's key signs: a context no other signature of that key shares, then the entry hash.
 */
export function entrySigningMessage(entryHash: Uint8Array): Bytes {
  return concatBytes(CONTEXT, entryHash);
}

/** The commitment a header carries: salted, so that nobody can guess a name from its hash. */
export function personalCommitment(digest: Digest, personal: Uint8Array): Bytes {
  return digest.sha256(concatBytes(PERSONAL_CONTEXT, personal));
}

/**
 * Builds the unsigned entry that follows `prevHash`; the caller signs {@link entrySigningMessage}.
 */
export function makeEntry(
  digest: Digest,
  parts: Omit<EntryHeader, 'bodySha256' | 'bodyBytes' | 'personalSha256'> & {
    readonly body: Bytes;
    readonly personal?: Bytes;
  },
): JournalEntry {
  const {body, personal, ...rest} = parts;
  const header: EntryHeader = {
    ...rest,
    bodySha256: digest.sha256(body),
    bodyBytes: body.length,
    ...(personal ? {personalSha256: personalCommitment(digest, personal)} : {}),
  };
  const headerBytes = encodeEntryHeader(header);
  const entryHash = entryHashOf(digest, headerBytes);
  return {header, headerBytes, entryHash, body, ...(personal ? {personal} : {})};
}

export interface EntryBytes {
  readonly headerBytes: Bytes;
  readonly body: Bytes | undefined;
  readonly personal?: Bytes;
  readonly signature?: Bytes;
}

/**
 * Rebuilds an entry from its bytes. Throws `wire/malformed`; does not yet check body against
 * header.
 */
export function openEntry(digest: Digest, bytes: EntryBytes): JournalEntry {
  const header = decodeEntryHeader(bytes.headerBytes);
  return {header, entryHash: entryHashOf(digest, bytes.headerBytes), ...bytes};
}

/** The first thing about an entry that contradicts its header, or `undefined` when all ties. */
export function entryContradiction(digest: Digest, entry: JournalEntry): string | undefined {
  const {header, body, personal} = entry;
  if (body !== undefined) {
    if (body.length !== header.bodyBytes) return 'body length differs from its header';
    if (!equalBytes(digest.sha256(body), header.bodySha256)) return 'body differs from its hash';
  }
  if (personal !== undefined) {
    if (!header.personalSha256) return 'personal data without a commitment';
    if (!equalBytes(personalCommitment(digest, personal), header.personalSha256)) {
      return 'personal data differs from its commitment';
    }
  }
  return undefined;
}
