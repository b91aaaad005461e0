import {ByteCursor} from './byte-cursor.ts';
import type {SealBook} from './seal-book.ts';
import {join, latin, u64} from './verify/bytes.ts';
import type {WalkedEntry} from './verify/ledger-walk.ts';

const HAS_BODY = 1;
const HAS_PERSONAL = 2;
const HAS_SIGNATURE = 4;
const PERSONAL_ERASED = 8;

/** The entries of a commit group, codec 1. Throws where they cannot be followed. */
export function readGroupEntries(group: {
  readonly first: number;
  readonly last: number;
  readonly bytes: Uint8Array;
}): WalkedEntry[] {
  const {first, last} = group;
  const cursor = new ByteCursor(group.bytes);
  const entries: WalkedEntry[] = [];
  let recordedAtMs = 0;
  for (let position = first; position <= last; position++) {
    const flags = cursor.byte();
    recordedAtMs += cursor.varint();
    const clockOffsetMs = cursor.signed();
    const dispositionCode = cursor.byte();
    const detail = dispositionCode === 0 ? '' : cursor.text();
    const header = cursor.take(cursor.varint());
    const body = flags & HAS_BODY ? cursor.take(cursor.varint()) : undefined;
    const personal = flags & HAS_PERSONAL ? cursor.take(cursor.varint()) : undefined;
    const erased = flags & PERSONAL_ERASED ? cursor.take(cursor.varint()) : undefined;
    if (erased?.some(byte => byte !== 0)) {
      throw new RangeError(`position ${position} says that it is erased, and is not`);
    }
    const signature = flags & HAS_SIGNATURE ? cursor.take(64) : undefined;
    const line = {recordedAtMs, clockOffsetMs, dispositionCode, detail};
    entries.push({position, header, body, personal, ...line, signature});
  }
  if (cursor.left !== 0) throw new RangeError(`the group at ${first} has bytes left over`);
  return entries;
}

const PLAIN = 1;
const SEALED = 2;

/**
 * A group's entries as they were written, or as they were before they were sealed. Throws where
 * they do not open.
 */
export function unsealedGroup(
  group: {
    readonly first: number;
    readonly last: number;
    readonly codec: number;
    readonly bytes: Uint8Array;
    readonly ledgerId: Uint8Array;
  },
  seals: SealBook,
): Uint8Array {
  const {first, last, codec, bytes, ledgerId} = group;
  if (codec === PLAIN) return bytes;
  if (codec !== SEALED) throw new RangeError(`codec ${codec} is not known`);
  return seals.open(bytes, join(latin('G'), ledgerId, u64(first), u64(last)));
}

/** The same for an entry that was kept; in older files such rows name no codec. */
export function unsealedKept(
  kept: {
    readonly position: number;
    readonly codec: number | undefined;
    readonly bytes: Uint8Array;
    readonly ledgerId: Uint8Array;
  },
  seals: SealBook,
): Uint8Array {
  const {position, codec, bytes, ledgerId} = kept;
  if (codec !== SEALED) return bytes;
  return seals.open(bytes, join(latin('K'), ledgerId, u64(position)));
}
