import {assert, type Bytes, type Clock, type Digest, Fault, type SigningKey} from '@holdfast/std';
import {
  ENTRY_KINDS,
  type EntryKind,
  entrySigningMessage,
  GENESIS_HASH,
  HUB_WORKSTATION,
  isHubKind,
  type JournalEntry,
  type JournalId,
  journalIdOf,
  makeEntry,
} from '@holdfast/wire';
import type {Ledger} from './ledger.ts';

const BUSY_WAIT_MS = 20;

/** What makes an entry of the hub's journal. */
export interface HubEntryParts {
  readonly digest: Digest;
  readonly key: SigningKey;
  readonly retailStoreId: string;
  readonly after: {readonly sequenceNumber: number; readonly entryHash: Bytes};
  readonly kind: EntryKind;
  readonly body: Bytes;
}

/** The signed entry that follows `after` in the hub's journal. */
export async function makeHubEntry(parts: HubEntryParts): Promise<JournalEntry> {
  const {digest, key, retailStoreId, after, kind, body} = parts;
  assert(isHubKind(ENTRY_KINDS[kind]), 'the hub writes entries of its own kinds');
  const entry = makeEntry(digest, {
    kindCode: ENTRY_KINDS[kind],
    retailStoreId,
    workstationId: HUB_WORKSTATION,
    journalId: journalIdOf(digest, key.publicKey),
    sequenceNumber: after.sequenceNumber + 1,
    prevHash: after.entryHash,
    body,
  });
  return {...entry, signature: await key.sign(entrySigningMessage(entry.entryHash))};
}

/** The hub's own journal: what it did and decided, signed and in order, in the ledger it keeps. */
export class HubJournal {
  readonly journalId: JournalId;
  readonly #ledger: Ledger;
  readonly #parts: Pick<HubEntryParts, 'digest' | 'key' | 'retailStoreId'>;
  readonly #clock: Clock;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: {
    readonly ledger: Ledger;
    readonly key: SigningKey;
    readonly digest: Digest;
    readonly clock: Clock;
    readonly retailStoreId: string;
  }) {
    const {ledger, key, digest, clock, retailStoreId} = parts;
    this.#ledger = ledger;
    this.#parts = {digest, key, retailStoreId};
    this.#clock = clock;
    this.journalId = journalIdOf(digest, key.publicKey);
  }

  /**
   * Writes one entry after those asked for before it; resolves once it is durable. Waits while the
   * ledger's queue is full; rejects with `database/disk-full`, having stored nothing, and as the
   * ledger does.
   */
  append(kind: EntryKind, body: Bytes): Promise<void> {
    const appended = this.#last.then(() => this.#append(kind, body));
    this.#last = appended.catch(() => undefined);
    return appended;
  }

  async #append(kind: EntryKind, body: Bytes): Promise<void> {
    const after = this.#ledger.lane(this.journalId) ?? {sequenceNumber: 0, entryHash: GENESIS_HASH};
    const entry = await makeHubEntry({...this.#parts, after, kind, body});
    for (;;) {
      const outcome = await this.#ledger.append({
        entry,
        disposition: {kind: 'accepted'},
        clockOffsetMs: 0,
      });
      if (outcome.kind === 'recorded') return;
      assert(outcome.kind === 'busy', 'nobody else writes the journal of the hub');
      if (outcome.reason === 'diskFull') throw new Fault('database/disk-full');
      await this.#clock.sleep(BUSY_WAIT_MS);
    }
  }
}
