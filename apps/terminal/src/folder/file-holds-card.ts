import {closeSync, fstatSync, openSync, readFileSync, readSync} from 'node:fs';
import {BODY_BYTES_MAX, findCardData, holdsCardBytes, parseBody} from '@holdfast/domain';

const PIECE_BYTES = 1 << 20;
/** Longer than any card number or track, however its characters are escaped. */
const OVERLAP_BYTES = 2_048;

/**
 * Whether a file holds card data, however long it is. A transaction is looked at field by field, as
 * everywhere; anything else as bytes.
 */
export function fileHoldsCard(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    if (fstatSync(file).size > BODY_BYTES_MAX) return longFileHoldsCard(file);
    const bytes = readFileSync(file);
    const value = parseBody(bytes);
    return value.ok ? findCardData(value.value) !== undefined : holdsCardBytes(bytes);
  } finally {
    closeSync(file);
  }
}

/** Piece by piece, each with the end of the one before. */
function longFileHoldsCard(file: number): boolean {
  const piece = new Uint8Array(OVERLAP_BYTES + PIECE_BYTES);
  for (let kept = 0; ; ) {
    const read = readSync(file, piece, kept, PIECE_BYTES, null);
    if (read === 0) return false;
    const filled = kept + read;
    if (holdsCardBytes(piece.subarray(0, filled))) return true;
    kept = Math.min(filled, OVERLAP_BYTES);
    piece.copyWithin(0, filled - kept, filled);
  }
}
