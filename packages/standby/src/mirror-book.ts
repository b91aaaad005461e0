import {type Bytes, equalBytes, fromBase64Url, Topic} from '@holdfast/std';
import type {GatewayIncarnation, JournalId, MirrorPosition} from '@holdfast/wire';

/** This journal is durable at the standby up to here. */
export interface MirroredLane {
  readonly journalId: JournalId;
  readonly sequenceNumber: number;
}

/**
 * How far the standby has each journal, by its signed word, as far as that word names the entries
 * that this hub recorded.
 */
export class MirrorBook {
  /** Published when more of a journal is mirrored. */
  readonly grown = new Topic<MirroredLane>();
  readonly #recordedHash: (lane: MirroredLane) => Promise<Bytes | undefined>;
  readonly #onLie: (detail: string) => void;
  readonly #lanes = new Map<JournalId, number>();
  #incarnation: GatewayIncarnation | undefined;

  constructor(parts: {
    /** The hash of an entry as this hub recorded it; `undefined` where it cannot tell. */
    readonly recordedHash: (lane: MirroredLane) => Promise<Bytes | undefined>;
    readonly onLie: (detail: string) => void;
  }) {
    this.#recordedHash = parts.recordedHash;
    this.#onLie = parts.onLie;
  }

  /** 0 where nothing of it is known to be mirrored. */
  through(journalId: JournalId): number {
    return this.#lanes.get(journalId) ?? 0;
  }

  /** Another machine is the standby now, or none. */
  clear(): void {
    this.#lanes.clear();
    this.#incarnation = undefined;
  }

  async learn({incarnation, lanes}: MirrorPosition): Promise<void> {
    if (incarnation !== this.#incarnation) this.clear();
    this.#incarnation = incarnation;
    for (const {journalId, sequenceNumber, entryHash} of lanes) {
      if (sequenceNumber <= this.through(journalId)) continue;
      const recorded = await this.#recordedHash({journalId, sequenceNumber});
      const said = fromBase64Url(entryHash);
      if (!recorded || !said) continue;
      if (!equalBytes(recorded, said)) {
        this.#onLie(`has another entry at ${sequenceNumber} of journal ${journalId}`);
        continue;
      }
      this.#lanes.set(journalId, sequenceNumber);
      this.grown.publish({journalId, sequenceNumber});
    }
  }
}
