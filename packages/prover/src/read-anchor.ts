import {existsSync, readFileSync} from 'node:fs';
import {ByteCursor} from './byte-cursor.ts';
import {base32, hex, latin, same, sha256} from './verify/bytes.ts';

const SLOT_BYTES = 90;

/** How far a ledger is known to have come, by the file beside it. */
export interface ReadAnchor {
  readonly ledgerId: string;
  readonly position: number;
  readonly head: string;
  readonly counter: number;
}

/** The newest of its two slots that checks; `undefined` where none does. */
export function readAnchor(file: string): ReadAnchor | undefined {
  if (!existsSync(file)) return undefined;
  const bytes = readFileSync(file);
  const anchors: ReadAnchor[] = [];
  for (let at = 0; at + SLOT_BYTES <= bytes.length; at++) {
    if (!same(bytes.subarray(at, at + 4), latin('HFA1'))) continue;
    const anchor = readSlot(bytes.subarray(at, at + SLOT_BYTES));
    if (anchor) anchors.push(anchor);
  }
  return anchors.sort((a, b) => b.counter - a.counter)[0];
}

function readSlot(slot: Uint8Array): ReadAnchor | undefined {
  const cursor = new ByteCursor(slot);
  cursor.take(4);
  const ledgerId = `${base32(cursor.take(20))}.${base32(cursor.take(10))}`;
  const position = cursor.u64();
  const head = hex(cursor.take(32));
  const counter = cursor.u64();
  const checks = same(sha256(slot.subarray(0, SLOT_BYTES - 8)).subarray(0, 8), cursor.take(8));
  return checks ? {ledgerId, position, head, counter} : undefined;
}
