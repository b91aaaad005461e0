import {type Bytes, type Digest, type SigningKey, utf8Encode} from '@holdfast/std';
import {GENESIS_HASH} from './entry/entry-header.ts';
import {ENTRY_KINDS} from './entry/entry-kind.ts';
import {entrySigningMessage, type JournalEntry, makeEntry} from './entry/journal-entry.ts';
import {journalIdOf} from './id-bytes.ts';
import type {Disposition} from './ledger/disposition.ts';
import type {LedgerEntry} from './ledger/ledger-entry.ts';

/**
 * Writes a real, signed chain of entries, as a terminal would: for tests of whatever reads them.
 */
export class ChainWriter {
  readonly #digest: Digest;
  readonly #key: SigningKey;
  readonly #place: {readonly retailStoreId: string; readonly workstationId: string};
  #sequenceNumber = 0;
  #prevHash: Bytes = GENESIS_HASH;

  constructor(
    tools: {readonly digest: Digest; readonly key: SigningKey},
    place: {readonly retailStoreId: string; readonly workstationId: string},
  ) {
    this.#digest = tools.digest;
    this.#key = tools.key;
    this.#place = place;
  }

  /** The next entry. `body` is JSON text; any text will do where nobody parses it. */
  async next(
    body: string,
    extra: {readonly kindCode?: number; readonly personal?: Bytes; readonly extension?: Bytes} = {},
  ): Promise<JournalEntry & {readonly signature: Bytes}> {
    const {kindCode = ENTRY_KINDS.retail, ...rest} = extra;
    const entry = makeEntry(this.#digest, {
      ...this.#place,
      kindCode,
      journalId: journalIdOf(this.#digest, this.#key.publicKey),
      sequenceNumber: this.#sequenceNumber + 1,
      prevHash: this.#prevHash,
      body: utf8Encode(body),
      ...rest,
    });
    this.#sequenceNumber += 1;
    this.#prevHash = entry.entryHash;
    const signature = await this.#key.sign(entrySigningMessage(entry.entryHash));
    return {...entry, signature};
  }
}

/** Puts entries into a ledger's order, beginning at `first`. */
export function ledgerEntries(
  entries: readonly JournalEntry[],
  {first = 1, startMs = 1_700_000_000_000, dispositions = new Map<number, Disposition>()} = {},
): LedgerEntry[] {
  return entries.map((entry, at) => ({
    entry,
    line: {
      position: first + at,
      recordedAtMs: startMs + at * 7,
      clockOffsetMs: at % 3 === 0 ? -12 : 40,
      disposition: dispositions.get(first + at) ?? {kind: 'accepted'},
      entryHash: entry.entryHash,
    },
  }));
}
