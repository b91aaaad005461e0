import type {LedgerReader, LedgerStretch} from '@holdfast/ledger';
import {type Clock, type Digest, type SigningKey, Turns} from '@holdfast/std';
import {
  type Compressor,
  encodeSegmentEnvelope,
  type LedgerEntry,
  packSegment,
  type SegmentVersion,
  segmentSigningMessage,
  WIRE_LIMITS,
} from '@holdfast/wire';
import type {LaneSignatures} from './lane-signatures.ts';
import type {OutgoingSegment} from './ports.ts';
import type {Range} from './range-set.ts';
import type {SizeCeiling} from './size-ceiling.ts';

/** Header, hashes and columns of an entry, generously. */
const ENTRY_OVERHEAD_BYTES = 400;

export interface SegmentTools {
  readonly clock: Clock;
  readonly digest: Digest;
  readonly compressor: Compressor;
  readonly hubKey: SigningKey;
}

export interface SegmentOrder {
  readonly reader: Pick<LedgerReader, 'readAfter'>;
  readonly range: Range;
  readonly traffic: OutgoingSegment['traffic'];
  readonly entriesMax: number;
  readonly bodyBytesMax: number;
  /** What the sink reads. */
  readonly version: SegmentVersion;
}

/**
 * Reads a stretch of a ledger and makes the signed segment of it: as much of the range as the
 * limits allow. In small pieces: however large the segment, live work goes on in between.
 */
export class SegmentBuilder {
  readonly #tools: SegmentTools;
  readonly #signatures: LaneSignatures;
  readonly #ceiling: SizeCeiling;
  readonly #turns: Turns;

  constructor(
    tools: SegmentTools,
    parts: {
      readonly signatures: LaneSignatures;
      readonly ceiling: SizeCeiling;
      readonly entriesPerTurnMax: number;
    },
  ) {
    this.#tools = tools;
    this.#turns = new Turns(tools.clock, parts.entriesPerTurnMax);
    this.#signatures = parts.signatures;
    this.#ceiling = parts.ceiling;
  }

  /** Halves what would meet a size that was refused before; a single entry is always tried. */
  async build({
    reader,
    range,
    traffic,
    version,
    ...limits
  }: SegmentOrder): Promise<OutgoingSegment> {
    const entriesMax = Math.min(limits.entriesMax, range.last - range.first + 1);
    const {bodyBytesMax} = limits;
    const turns = this.#turns;
    const stretch = await reader.readAfter(range.first - 1, {entriesMax, bodyBytesMax, turns});
    const below = this.#ceiling.below(this.#tools.clock.monotonicMs());
    let entries = fitting(stretch.entries);
    for (;;) {
      const segment = {...(await this.#make({...stretch, entries, version})), traffic};
      if (segment.bytes.length < below || entries.length === 1) return segment;
      entries = entries.slice(0, Math.ceil(entries.length / 2));
    }
  }

  async #make(
    stretch: LedgerStretch & {readonly version: SegmentVersion},
  ): Promise<Omit<OutgoingSegment, 'traffic'>> {
    const entries = await this.#signatures.proved(stretch.entries);
    const envelope = await packSegment({...this.#tools, turns: this.#turns}, {...stretch, entries});
    const signature = await this.#tools.hubKey.sign(segmentSigningMessage(envelope));
    const bytes = encodeSegmentEnvelope({...envelope, signature});
    const {ledgerId, first, last, headAfter} = envelope;
    return {ledgerId, first, last, headAfter, bytes};
  }
}

/** The longest beginning whose payload is surely within the protocol's limits. */
function fitting(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const lanes = new Set<string>();
  let bytes = 0;
  const tooMany = entries.findIndex(({entry}, at) => {
    bytes += ENTRY_OVERHEAD_BYTES + (entry.body?.length ?? 0) + (entry.personal?.length ?? 0);
    bytes += entry.header.extension?.length ?? 0;
    lanes.add(entry.header.journalId);
    if (at === 0) return false;
    return bytes > WIRE_LIMITS.segmentPayloadBytesMax || lanes.size > WIRE_LIMITS.segmentLanesMax;
  });
  return tooMany < 0 ? entries : entries.slice(0, tooMany);
}
