import {ByteReader, type Bytes, ByteWriter, type Digest, SHA256_BYTES} from '@holdfast/std';
import {WIRE_LIMITS} from '../limits.ts';
import {type Disposition, dispositionCode, dispositionOf} from './disposition.ts';

const MAGIC = 'HFL1';
const MAGIC_BYTES = Uint8Array.from(MAGIC, char => char.charCodeAt(0));

/**
 * One place in a ledger: which entry stands there, when the hub recorded it, and what the hub
 * thought of it. The hash of a line is the ledger's head after it, so heads chain over everything
 * the hub adds.
 *
 * Bytes, version 1: `"HFL1"` · headBefore 32 · position u64 · recordedAtMs u64 ·
 * clockOffsetMs signed varint · disposition code u8 · detail (u8 length, UTF-8) · entryHash 32.
 */
export interface LedgerLine {
  readonly position: number;
  /** The hub's clock, milliseconds since 1970. Never below the line before. */
  readonly recordedAtMs: number;
  /**
   * Hub's clock minus terminal's, measured in the session that brought the entry; 0 where unknown.
   */
  readonly clockOffsetMs: number;
  readonly disposition: Disposition;
  readonly entryHash: Bytes;
}

export function encodeLedgerLine(headBefore: Uint8Array, line: LedgerLine): Bytes {
  return new ByteWriter(128)
    .raw(MAGIC_BYTES)
    .raw(headBefore)
    .u64(line.position)
    .u64(line.recordedAtMs)
    .signedVarint(line.clockOffsetMs)
    .u8(dispositionCode(line.disposition))
    .text8(line.disposition.kind === 'quarantined' ? line.disposition.detail : '')
    .raw(line.entryHash)
    .finish();
}

/** The ledger's head once `line` stands at its end. */
export function headAfter(digest: Digest, headBefore: Uint8Array, line: LedgerLine): Bytes {
  return digest.sha256(encodeLedgerLine(headBefore, line));
}

export function decodeLedgerLine(bytes: Uint8Array): LedgerLine & {readonly headBefore: Bytes} {
  const reader: ByteReader = new ByteReader(bytes, 'ledger line');
  reader.magic(MAGIC);
  const headBefore = reader.raw(SHA256_BYTES);
  const position = reader.u64();
  const recordedAtMs = reader.u64();
  const clockOffsetMs = reader.signedVarint();
  const code = reader.u8();
  const detail = reader.text8();
  const disposition = dispositionOf(code, detail);
  if (!disposition || detail.length > WIRE_LIMITS.reasonBytesMax)
    reader.fail('unknown disposition');
  const entryHash = reader.raw(SHA256_BYTES);
  reader.end();
  return {headBefore, position, recordedAtMs, clockOffsetMs, disposition, entryHash};
}
