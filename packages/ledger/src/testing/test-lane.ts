import {encodeTransaction} from '@holdfast/domain';
import {saleDraft} from '@holdfast/domain/testing';
import {type Bytes, type Digest, SIGNATURE_BYTES, utf8Encode} from '@holdfast/std';
import {
  ENTRY_KINDS,
  GENESIS_HASH,
  type JournalEntry,
  type JournalId,
  journalIdOf,
  makeEntry,
} from '@holdfast/wire';
import type {NewEntry} from '../ledger.ts';

/**
 * A till that writes its journal: each entry follows the one before. Its signatures are not real.
 */
export class TestLane {
  readonly workstationId: string;
  readonly journalId: JournalId;
  readonly #digest: Digest;
  readonly #mark: string;
  #sequenceNumber: number;
  #entryHash: Bytes;

  constructor(options: {
    readonly digest: Digest;
    readonly workstationId: string;
    /** Two lanes of one workstation differ by it. */
    readonly mark?: string;
    /** Where the journal goes on from; at its beginning by default. */
    readonly after?: {readonly sequenceNumber: number; readonly entryHash: Bytes};
  }) {
    const {digest, workstationId, mark = '', after} = options;
    this.#digest = digest;
    this.#mark = mark;
    this.workstationId = workstationId;
    const key = digest.sha256(utf8Encode(`${workstationId}/${mark}`));
    this.journalId = journalIdOf(digest, {algorithm: 'ed25519', bytes: key});
    this.#sequenceNumber = after?.sequenceNumber ?? 0;
    this.#entryHash = after?.entryHash ?? GENESIS_HASH;
  }

  /** A copy that stands at the same place: what it writes next forks this one. */
  fork(): TestLane {
    return new TestLane({
      digest: this.#digest,
      workstationId: this.workstationId,
      mark: this.#mark,
      after: {sequenceNumber: this.#sequenceNumber, entryHash: this.#entryHash},
    });
  }

  /** The next entry: a sale of this amount, or the body given. */
  next(content: {readonly amountMinor?: number; readonly body?: Bytes} = {}): JournalEntry & {
    readonly signature: Bytes;
  } {
    const {amountMinor = 765, body = encodeTransaction(saleDraft([amountMinor]))} = content;
    const entry = makeEntry(this.#digest, {
      kindCode: ENTRY_KINDS.retail,
      retailStoreId: '017',
      workstationId: this.workstationId,
      journalId: this.journalId,
      sequenceNumber: this.#sequenceNumber + 1,
      prevHash: this.#entryHash,
      body,
    });
    this.#sequenceNumber += 1;
    this.#entryHash = entry.entryHash;
    const signature = new Uint8Array(SIGNATURE_BYTES).fill(this.#sequenceNumber % 256);
    return {...entry, signature};
  }

  take(count: number): JournalEntry[] {
    return Array.from({length: count}, () => this.next());
  }
}

/** An entry that the door accepted. */
export function accepted(entry: JournalEntry): NewEntry {
  return {entry, disposition: {kind: 'accepted'}, clockOffsetMs: 0};
}
