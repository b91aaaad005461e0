import {assert, Fault, isFault} from '@holdfast/std';
import {
  decodeSegmentEnvelope,
  type LedgerEntry,
  type SignedSegmentEnvelope,
  unpackSegment,
} from '@holdfast/wire';
import type {EntryPlace} from './entry-record.ts';
import type {FleetDeciding} from './fleet-store.ts';
import {FLEET_LIMITS} from './limits.ts';
import type {SegmentTools} from './ports.ts';
import type {StoredSegment} from './segment-record.ts';

/** Entries of a segment, and what they take in memory, for the cap on what is kept of them. */
export interface UnpackedSegment {
  readonly first: number;
  readonly entries: readonly LedgerEntry[];
  readonly byteCount: number;
}

/** What an entry takes beside its own bytes: a dozen objects, and its hashes as arrays. */
const ENTRY_OVERHEAD_BYTES = 2_048;

/**
 * Measured as it lies in memory: packed together, bodies share what they have in common, and take a
 * small part of it.
 */
export function unpackedSegment(first: number, entries: readonly LedgerEntry[]): UnpackedSegment {
  const byteCount = entries.reduce(
    (sum, {entry}) =>
      sum + ENTRY_OVERHEAD_BYTES + entry.headerBytes.length + (entry.body?.length ?? 0),
    0,
  );
  return {first, entries, byteCount};
}

/**
 * Unpacked segments, the most recently used kept in memory up to a cap. Whatever comes from the
 * disk is proved again on its way: digest, hashes, chain and head. A flipped bit is a fault, never
 * an entry.
 */
export class SegmentShelf {
  readonly #tools: SegmentTools;
  readonly #store: Pick<FleetDeciding, 'segment'>;
  readonly #kept = new Map<number, UnpackedSegment>();
  #bytesKept = 0;

  constructor(tools: SegmentTools, store: Pick<FleetDeciding, 'segment'>) {
    this.#tools = tools;
    this.#store = store;
  }

  /** Throws `fleet/damaged` where the stored bytes no longer prove themselves. */
  async unpacked(segmentId: number): Promise<UnpackedSegment> {
    const kept = this.#kept.get(segmentId);
    if (kept) {
      this.#kept.delete(segmentId);
      this.#kept.set(segmentId, kept);
      return kept;
    }
    const stored = await this.#store.segment(segmentId);
    assert(stored, 'a place names a segment that is stored');
    const unpacked = await this.#unpack(stored);
    this.keep(segmentId, unpacked);
    return unpacked;
  }

  async entryAt(place: EntryPlace): Promise<LedgerEntry> {
    const {first, entries} = await this.unpacked(place.segmentId);
    const entry = entries[place.position - first];
    assert(entry, 'a place names a line of its segment');
    return entry;
  }

  /** A segment as the disk has it now, kept nowhere. Throws `fleet/damaged`. */
  async readAnew(segmentId: number): Promise<
    | {
        readonly envelope: SignedSegmentEnvelope;
        readonly entries: readonly LedgerEntry[];
      }
    | undefined
  > {
    const stored = await this.#store.segment(segmentId);
    return stored && (await this.#open(stored));
  }

  /** Forgets what it keeps of a segment: the disk has it otherwise. */
  drop(segmentId: number): void {
    this.#bytesKept -= this.#kept.get(segmentId)?.byteCount ?? 0;
    this.#kept.delete(segmentId);
  }

  async #unpack(stored: StoredSegment): Promise<UnpackedSegment> {
    const {envelope, entries} = await this.#open(stored);
    return unpackedSegment(envelope.first, entries);
  }

  async #open(stored: StoredSegment) {
    try {
      const envelope = decodeSegmentEnvelope(this.#tools.digest, stored.bytes);
      return {envelope, entries: await unpackSegment(this.#tools, envelope)};
    } catch (cause) {
      if (!isFault(cause, 'wire/malformed')) throw cause;
      const {segmentId, ledgerId, first, last} = stored;
      throw new Fault('fleet/damaged', {segmentId, ledgerId, first, last}, {cause});
    }
  }

  /** For a segment that was just proved: saves reading it back. */
  keep(segmentId: number, unpacked: UnpackedSegment): void {
    if (this.#kept.has(segmentId)) return;
    this.#kept.set(segmentId, unpacked);
    this.#bytesKept += unpacked.byteCount;
    for (const [oldest, {byteCount}] of this.#kept) {
      if (this.#bytesKept <= FLEET_LIMITS.shelfBytesMax || oldest === segmentId) break;
      this.#kept.delete(oldest);
      this.#bytesKept -= byteCount;
    }
  }
}
