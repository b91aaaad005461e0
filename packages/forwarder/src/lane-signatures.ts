import {type PublicKey, type SignatureVerifier, toHex} from '@holdfast/std';
import {
  entrySigningMessage,
  type JournalEntry,
  type JournalId,
  type LedgerEntry,
} from '@holdfast/wire';
import type {ForwarderAlarms} from './ports.ts';

export interface LaneSignaturePorts {
  readonly verifier: SignatureVerifier;
  readonly alarms: Pick<ForwarderAlarms, 'badSignature'>;
  journalKey(journalId: JournalId): PublicKey | undefined;
}

/**
 * Verifies the newest signature of each lane before its run is forwarded, once an entry: it covers
 * the run before it, since it is over a chain head. What is wrong is left out; the entries
 * themselves always travel.
 */
export class LaneSignatures {
  readonly #ports: LaneSignaturePorts;
  readonly #rememberedMax: number;
  readonly #verdicts = new Map<string, boolean>();

  constructor(ports: LaneSignaturePorts, rememberedMax: number) {
    this.#ports = ports;
    this.#rememberedMax = rememberedMax;
  }

  /** The same entries; the newest of a lane without its signature where that is not its key's. */
  async proved(entries: readonly LedgerEntry[]): Promise<LedgerEntry[]> {
    const newestAt = new Map<JournalId, number>();
    for (const [at, {entry}] of entries.entries()) newestAt.set(entry.header.journalId, at);
    const proved = [...entries];
    for (const at of newestAt.values()) {
      const newest = proved[at];
      if (newest && !(await this.#isGood(newest.entry))) {
        const {signature: _, ...entry} = newest.entry;
        proved[at] = {...newest, entry};
      }
    }
    return proved;
  }

  async #isGood({header, entryHash, signature}: JournalEntry): Promise<boolean> {
    const publicKey = this.#ports.journalKey(header.journalId);
    if (!signature || !publicKey) return true; // nothing to judge, or nobody here who could
    const name = `${toHex(entryHash)}${toHex(signature)}`;
    const known = this.#verdicts.get(name);
    if (known !== undefined) return known;
    const message = entrySigningMessage(entryHash);
    const good = await this.#ports.verifier.verify({publicKey, message, signature});
    const [oldest] = this.#verdicts.keys();
    if (this.#verdicts.size >= this.#rememberedMax && oldest) this.#verdicts.delete(oldest);
    this.#verdicts.set(name, good);
    if (!good) this.#ports.alarms.badSignature(header);
    return good;
  }
}
