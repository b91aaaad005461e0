import {type ByteReader, type Bytes, type ByteWriter, SHA256_BYTES} from '@holdfast/std';
import type {JournalEntry} from '../entry/journal-entry.ts';
import {WIRE_LIMITS} from '../limits.ts';

const HAS_PERSONAL_COMMITMENT = 1;
const HAS_PERSONAL = 2;
const HAS_EXTENSION = 4;
const BODY_WITHHELD = 8;

/** What few entries have, and which of it this one has: one byte in a column of its own. */
export function flagsOf({header, personal, body}: JournalEntry): number {
  return (
    (header.personalSha256 ? HAS_PERSONAL_COMMITMENT : 0) |
    (personal ? HAS_PERSONAL : 0) |
    (header.extension ? HAS_EXTENSION : 0) |
    (body === undefined ? BODY_WITHHELD : 0)
  );
}

export function isWithheld(flags: number): boolean {
  return (flags & BODY_WITHHELD) !== 0;
}

/** In the order of the flags: what a reader cannot know or recompute. */
export function writeExtras(writer: ByteWriter, {header, personal, body}: JournalEntry): void {
  if (header.personalSha256) writer.raw(header.personalSha256);
  if (personal) writer.varint(personal.length).raw(personal);
  if (header.extension) writer.varint(header.extension.length).raw(header.extension);
  if (body === undefined) writer.raw(header.bodySha256);
}

export interface Extras {
  readonly personalSha256?: Bytes;
  readonly personal?: Bytes;
  readonly extension?: Bytes;
  readonly withheldSha256?: Bytes;
}

export function readExtras(reader: ByteReader, flags: number): Extras {
  if (flags > 15) reader.fail('unknown flags');
  const sized = (limit: number) => {
    const length = reader.varint();
    if (length === 0 || length > limit) reader.fail('extra out of its limit');
    return reader.raw(length);
  };
  return {
    ...(flags & HAS_PERSONAL_COMMITMENT ? {personalSha256: reader.raw(SHA256_BYTES)} : {}),
    ...(flags & HAS_PERSONAL ? {personal: sized(WIRE_LIMITS.personalBytesMax)} : {}),
    ...(flags & HAS_EXTENSION ? {extension: sized(WIRE_LIMITS.headerExtensionBytesMax)} : {}),
    ...(flags & BODY_WITHHELD ? {withheldSha256: reader.raw(SHA256_BYTES)} : {}),
  };
}
