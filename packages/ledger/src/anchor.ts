import {
  ByteReader,
  type Bytes,
  ByteWriter,
  type Digest,
  equalBytes,
  isFault,
  SHA256_BYTES,
} from '@holdfast/std';
import {idBytes, LEDGER_ID_BYTES, type LedgerId, ledgerIdFromBytes} from '@holdfast/wire';

const MAGIC = 'HFA1';
const MAGIC_BYTES = Uint8Array.from(MAGIC, char => char.charCodeAt(0));
const CHECK_BYTES = 8;

/**
 * How far a ledger is known to have come, kept apart from its database: a log that loses its end
 * without a word is found out by it. Written only after the commit it names, so it lags and never
 * leads.
 *
 * A slot, version 1: `"HFA1"` · ledgerId 30 · position u64 · head 32 · counter u64 · the first 8
 * bytes of SHA-256 over all before. Two slots are written in turn; the higher counter that checks
 * is the anchor.
 */
export interface Anchor {
  readonly ledgerId: LedgerId;
  readonly position: number;
  readonly head: Bytes;
  /** One more at each write. */
  readonly counter: number;
}

export function encodeAnchor(digest: Digest, anchor: Anchor): Bytes {
  const writer = new ByteWriter(128)
    .raw(MAGIC_BYTES)
    .raw(idBytes(anchor.ledgerId))
    .u64(anchor.position)
    .raw(anchor.head)
    .u64(anchor.counter);
  return writer.raw(digest.sha256(writer.finish()).slice(0, CHECK_BYTES)).finish();
}

export const ANCHOR_BYTES = MAGIC.length + LEDGER_ID_BYTES + 8 + SHA256_BYTES + 8 + CHECK_BYTES;

/** What the slots say. `damaged`: something is written there, and none of it checks. */
export type AnchorReading =
  | {readonly kind: 'read'; readonly anchor: Anchor}
  | {readonly kind: 'missing' | 'damaged'};

export function readAnchor(digest: Digest, slots: readonly [Bytes, Bytes]): AnchorReading {
  const anchors = slots.flatMap(slot => decodeAnchor(digest, slot) ?? []);
  const newest = anchors.toSorted((a, b) => b.counter - a.counter)[0];
  if (newest) return {kind: 'read', anchor: newest};
  return {kind: slots.every(slot => slot.length === 0) ? 'missing' : 'damaged'};
}

function decodeAnchor(digest: Digest, slot: Bytes): Anchor | undefined {
  try {
    const reader = new ByteReader(slot, 'anchor');
    reader.magic(MAGIC);
    const anchor = {
      ledgerId: ledgerIdFromBytes(reader.raw(LEDGER_ID_BYTES)),
      position: reader.u64(),
      head: reader.raw(SHA256_BYTES),
      counter: reader.u64(),
    };
    const checked = digest.sha256(slot.subarray(0, reader.at)).slice(0, CHECK_BYTES);
    if (!equalBytes(checked, reader.raw(CHECK_BYTES))) return undefined;
    reader.end();
    return anchor;
  } catch (error) {
    if (isFault(error, 'wire/malformed')) return undefined;
    throw error;
  }
}
