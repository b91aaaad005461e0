import type {ReadEntry} from '../entry-bytes.ts';

/** What became of the personal data of entries that were read. */
export interface PersonalCounts {
  readonly kept: number;
  readonly erased: number;
}

/**
 * Personal data beside entries: each piece is what its header commits to, or a hub's own entry says
 * that it is erased. That entry may stand behind the ones it names, or in another ledger: what is
 * missing is known once all has been read.
 */
export class PersonalBook {
  #kept = 0;
  /** By name, the commitment of what is not here. */
  readonly #gone = new Map<string, {readonly sha256: string; readonly entry: string}>();
  readonly #erased: Map<string, string>;

  /** Books that share what is erased hear of it from one another: of one hub's several ledgers. */
  constructor(erased: Map<string, string> = new Map()) {
    this.#erased = erased;
  }

  take(entry: ReadEntry, name: string): void {
    for (const {journalId, sequenceNumber, personalSha256} of entry.erases ?? []) {
      this.#erased.set(`${journalId}/${sequenceNumber}`, personalSha256);
    }
    const {personal, journalId, sequenceNumber} = entry;
    if (personal?.state === 'here') this.#kept += 1;
    if (personal?.state !== 'gone') return;
    this.#gone.set(`${journalId}/${sequenceNumber}`, {sha256: personal.sha256, entry: name});
  }

  get counts(): PersonalCounts {
    const missing = this.missing();
    return {kept: this.#kept, erased: this.#gone.size - missing.length};
  }

  /** Entries whose personal data is gone without a word, as `017/W01/K7Q…/18`. */
  missing(): readonly string[] {
    return [...this.#gone]
      .filter(([name, {sha256}]) => this.#erased.get(name) !== sha256)
      .map(([, {entry}]) => entry);
  }
}
