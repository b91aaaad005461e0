import {ByteCursor} from '../byte-cursor.ts';
import {base32, hex, join, latin, same} from './bytes.ts';

/** Head office's word for one journal, as docs/protocol.md ("Held statement") writes it. */
export interface StatementBytes {
  readonly retailStoreId: string;
  readonly workstationId: string;
  readonly journalId: string;
  readonly sequenceNumber: number;
  readonly entryHash: string;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** Throws where it cannot be followed. */
export function readStatement(bytes: Uint8Array): StatementBytes {
  const cursor = new ByteCursor(bytes);
  if (!same(cursor.take(4), latin('HFH1'))) throw new RangeError('does not begin with HFH1');
  const [retailStoreId, workstationId] = [cursor.text(), cursor.text()];
  const journalId = base32(cursor.take(10));
  const sequenceNumber = cursor.u64();
  const entryHash = hex(cursor.take(32));
  cursor.take(10);
  cursor.u64();
  const message = join(latin('holdfast/held/1\0'), bytes.subarray(0, bytes.length - cursor.left));
  const signature = cursor.take(64);
  if (cursor.left !== 0) throw new RangeError(`${cursor.left} bytes too many`);
  const place = {retailStoreId, workstationId, journalId, sequenceNumber};
  return {...place, entryHash, message, signature};
}
