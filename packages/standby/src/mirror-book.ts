import {type Bytes, equalBytes, fromBase64Url, Topic} from '@holdfast/std';
import type {GatewayIncarnation, JournalId, MirrorPosition} from '@holdfast/wire';

/** This journal is durable at the standby up to here; 0 for nothing of it. */
export interface MirroredLane {
  readonly journalId: JournalId;
  readonly sequenceNumber: number;
}

/**
 * How far the standby has each journal, by its signed word, as far as that word names the entries
 * that this hub recorded.
 */
export class MirrorBook {
  /** Published when more of a journal is mirrored, or less. */
  readonly changed = new Topic<MirroredLane>();
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

  /** Takes a proved answer of the standby: more than before, or less where it went back. */
  async learn({outcome, incarnation, lanes}: MirrorPosition): Promise<void> {
    if (incarnation !== this.#incarnation) this.clear();
    this.#incarnation = incarnation;
    const named = new Set(lanes.map(({journalId}) => journalId));
    // The answer to a question names every journal that it has.
    const gone = outcome === 'status' ? [...this.#lanes.keys()].filter(id => !named.has(id)) : [];
    for (const journalId of gone) this.#set(journalId, 0);
    for (const {journalId, sequenceNumber, entryHash} of lanes) {
      if (sequenceNumber === this.through(journalId)) continue;
      const recorded = await this.#recordedHash({journalId, sequenceNumber});
      const said = fromBase64Url(entryHash);
      if (!recorded || !said) continue;
      if (equalBytes(recorded, said)) this.#set(journalId, sequenceNumber);
      else this.#onLie(`has another entry at ${sequenceNumber} of journal ${journalId}`);
    }
  }

  #set(journalId: JournalId, sequenceNumber: number): void {
    this.#lanes.set(journalId, sequenceNumber);
    this.changed.publish({journalId, sequenceNumber});
  }
}
