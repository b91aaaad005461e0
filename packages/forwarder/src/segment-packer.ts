import type {LedgerReader} from '@holdfast/ledger';
import {type LaneSignaturePorts, LaneSignatures} from './lane-signatures.ts';
import {FORWARDER_LIMITS} from './limits.ts';
import type {OutgoingSegment} from './ports.ts';
import {SegmentBuilder, type SegmentTools} from './segment-builder.ts';
import {SizeCeiling} from './size-ceiling.ts';

/** Where nobody waits for an ack meanwhile, a segment may be large: few files, packed well. */
const ENTRIES_MAX = 1024;
const BODY_BYTES_MAX = 2 * 1024 * 1024;

/**
 * Packs the segments of a hub that is not running, as its forwarder would: in the version that
 * every head office reads, since nobody can ask this one.
 */
export class SegmentPacker {
  readonly #builder: SegmentBuilder;

  constructor(tools: SegmentTools & LaneSignaturePorts) {
    const signatures = new LaneSignatures(tools, FORWARDER_LIMITS.signaturesRemembered);
    const ceiling = new SizeCeiling(FORWARDER_LIMITS.sizeCeilingMs);
    this.#builder = new SegmentBuilder(tools, {
      ...{signatures, ceiling},
      entriesPerTurnMax: ENTRIES_MAX,
    });
  }

  /** The signed segment that begins after a position, which is before `upTo`. */
  pack(stretch: {
    readonly reader: Pick<LedgerReader, 'readAfter'>;
    readonly after: number;
    readonly upTo: number;
  }): Promise<OutgoingSegment> {
    const {reader, after, upTo: last} = stretch;
    const range = {first: after + 1, last};
    const limits = {entriesMax: ENTRIES_MAX, bodyBytesMax: BODY_BYTES_MAX};
    return this.#builder.build({reader, range, traffic: 'backlog', version: 1, ...limits});
  }
}
