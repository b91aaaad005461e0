import {keyOf} from './finding.ts';
import type {SideEntry, SideName, StoreHistory} from './history.ts';

interface Place {
  readonly journalId: string;
  readonly sequenceNumber: number;
}

/**
 * What the hub lacks by right: it stands on head office's statements, for entries that it lost with
 * its tail, deleted, or never had. What it has above such a base must join what head office holds
 * there.
 */
export class Bases {
  readonly #hub: StoreHistory['hub'];
  readonly #heldHashes: ReadonlyMap<string, string>;

  constructor({hub, gateway}: Pick<StoreHistory, 'hub' | 'gateway'>) {
    this.#hub = hub;
    this.#heldHashes = new Map(gateway.entries.map(entry => [keyOf(entry), entry.entryHash]));
  }

  /** Whether a statement that the hub keeps covers this place, so that it need not be there. */
  covers({journalId, sequenceNumber}: Place): boolean {
    const {prunedTo, coveredTo} = this.#hub;
    const covered = Math.max(prunedTo?.get(journalId) ?? 0, coveredTo?.get(journalId) ?? 0);
    return sequenceNumber <= covered;
  }

  /** How this entry follows a hole: by right, with another history than head office's, or not. */
  after(
    side: SideName,
    {journalId, sequenceNumber, prevHash}: SideEntry,
  ): 'base' | 'other' | 'gap' {
    const base = {journalId, sequenceNumber: sequenceNumber - 1};
    if (side !== 'hub' || !this.covers(base)) return 'gap';
    return this.#heldHashes.get(keyOf(base)) === prevHash ? 'base' : 'other';
  }
}
