import {type Digest, fromBase64Url, type PublicKey} from '@holdfast/std';
import {
  ENTRY_KINDS,
  type JournalEntry,
  type JournalId,
  journalIdOf,
  ledgerOpenedSchema,
  parseHubBody,
  rosterChangedSchema,
} from '@holdfast/wire';

/**
 * The public keys of journals, as the hub's own entries name them. A journal's id is its key's
 * hash, so a key that is named wrongly is not taken.
 */
export class KnownKeys {
  readonly #digest: Digest;
  readonly #keys = new Map<JournalId, PublicKey>();

  constructor(digest: Digest) {
    this.#digest = digest;
  }

  of(journalId: JournalId): PublicKey | undefined {
    return this.#keys.get(journalId);
  }

  /** By journal, in the order in which they were named. */
  get all(): ReadonlyMap<JournalId, PublicKey> {
    return this.#keys;
  }

  learn({header, body}: JournalEntry): void {
    if (!body) return;
    if (header.kindCode === ENTRY_KINDS.ledgerOpened) {
      const read = parseHubBody(ledgerOpenedSchema, body);
      if (read.ok) this.#take(read.value.journalPublicKey);
    } else if (header.kindCode === ENTRY_KINDS.rosterChanged) {
      const read = parseHubBody(rosterChangedSchema, body);
      if (read.ok && read.value.change.kind === 'journalAdmitted') {
        this.#take(read.value.change.publicKey);
      }
    }
  }

  #take(named: {readonly algorithm: PublicKey['algorithm']; readonly bytes: string}): void {
    const bytes = fromBase64Url(named.bytes);
    if (!bytes) return;
    const key = {algorithm: named.algorithm, bytes};
    this.#keys.set(journalIdOf(this.#digest, key), key);
  }
}
