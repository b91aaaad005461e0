import {ByteCursor} from './byte-cursor.ts';
import type {WalkedEntry} from './verify/ledger-walk.ts';

const HAS_BODY = 1;
const HAS_PERSONAL = 2;
const HAS_SIGNATURE = 4;

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
    if (flags & HAS_PERSONAL) cursor.take(cursor.varint());
    const signature = flags & HAS_SIGNATURE ? cursor.take(64) : undefined;
    const line = {recordedAtMs, clockOffsetMs, dispositionCode, detail};
    entries.push({position, header, body, ...line, signature});
  }
  if (cursor.left !== 0) throw new RangeError(`the group at ${first} has bytes left over`);
  return entries;
}
