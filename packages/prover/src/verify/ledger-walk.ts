import {headAfterLine, type ReadEntry, readEntry} from '../entry-bytes.ts';
import {join, latin, unhex} from './bytes.ts';
import type {KeyBook} from './key-book.ts';
import type {PersonalBook} from './personal-book.ts';
import {
  type BreakKind,
  Broken,
  type Counted,
  type VerifierKey,
  type VerifyTools,
} from './verify-tools.ts';

const ZERO_HEAD = '0'.repeat(64);
const HUB_KINDS = {first: 16, end: 64} as const;

/** An entry and what its hub says of it, as some file holds them. */
export interface WalkedEntry {
  readonly position: number;
  readonly header: Uint8Array;
  readonly body: Uint8Array | undefined;
  readonly personal: Uint8Array | undefined;
  readonly dispositionCode: number;
  readonly detail: string;
  readonly recordedAtMs: number;
  readonly clockOffsetMs: number;
  readonly signature: Uint8Array | undefined;
}

interface LaneEnd {
  readonly sequenceNumber: number;
  readonly entryHash: string;
}

/**
 * Follows ledgers line by line, by the rules of the formats alone: positions without a gap, heads,
 * the chain of each journal, signatures, times, and what it all comes to. Throws {@link Broken} at
 * the first that does not hold, and names it.
 */
export class LedgerWalk {
  readonly #tools: VerifyTools;
  readonly #keys: KeyBook;
  readonly #hubKey: VerifierKey | undefined;
  readonly #personal: PersonalBook;
  /** Of every journal and sequence seen: one place has one entry, in all ledgers. */
  readonly #hashes = new Map<string, Map<number, string>>();
  readonly #amountsMinor = new Map<string, number>();
  #lanes = new Map<string, LaneEnd>();
  #ledgerId = '';
  #position = 0;
  #head = ZERO_HEAD;
  #recordedAtMs = 0;
  #entries = 0;
  #transactions = 0;
  #quarantined = 0;
  #signed = 0;
  #unknownKeys = 0;

  constructor(parts: {
    readonly tools: VerifyTools;
    readonly keys: KeyBook;
    readonly hubKey: VerifierKey | undefined;
    /** Of all that is read together: an erasure names entries of any ledger. */
    readonly personal: PersonalBook;
  }) {
    this.#tools = parts.tools;
    this.#keys = parts.keys;
    this.#hubKey = parts.hubKey;
    this.#personal = parts.personal;
  }

  /** From here on it is this ledger, after a position and its head. */
  begin(place: {readonly ledgerId: string; readonly after: number; readonly head: string}): void {
    this.#ledgerId = place.ledgerId;
    this.#position = place.after;
    this.#head = place.after === 0 ? ZERO_HEAD : place.head;
    this.#recordedAtMs = 0;
    this.#lanes = new Map();
  }

  get position(): number {
    return this.#position;
  }

  get head(): string {
    return this.#head;
  }

  get counted(): Counted {
    return {
      entries: this.#entries,
      transactions: this.#transactions,
      quarantined: this.#quarantined,
      amountsMinor: Object.fromEntries([...this.#amountsMinor].sort()),
    };
  }

  get signatures(): {readonly verified: number; readonly unknownKeys: number} {
    return {verified: this.#signed, unknownKeys: this.#unknownKeys};
  }

  /** The hash of an entry that was walked over. */
  hashOf(journalId: string, sequenceNumber: number): string | undefined {
    return this.#hashes.get(journalId)?.get(sequenceNumber);
  }

  async take(walked: WalkedEntry, file: string): Promise<void> {
    const quarantined = walked.dispositionCode === 0 ? undefined : walked.detail || 'set aside';
    const entry = readEntry({...walked, quarantined});
    const fail = (kind: BreakKind, reason: string): never => {
      const {position} = walked;
      throw new Broken({kind, file, position, entry: nameOf(entry), reason});
    };
    if (walked.position !== this.#position + 1) {
      fail('missing', `position ${this.#position + 1} is missing`);
    }
    if (entry.damage !== undefined) fail('file', entry.damage);
    this.#follow(entry, fail);
    if (walked.recordedAtMs < this.#recordedAtMs) fail('chain', 'is older than the one before it');
    this.#recordedAtMs = walked.recordedAtMs;
    const {entryHash} = entry;
    this.#head = headAfterLine(this.#head, {...walked, entryHash});
    this.#position = walked.position;
    await this.#learn(entry, walked, fail);
    await this.#verify(entry, walked, fail);
    this.#personal.take(entry, nameOf(entry));
    this.#count(entry);
  }

  #follow(entry: ReadEntry, fail: Fail): void {
    const {journalId, sequenceNumber, prevHash, entryHash} = entry;
    const before = this.#lanes.get(journalId);
    if (before && sequenceNumber <= before.sequenceNumber) {
      fail('chain', `stands behind ${before.sequenceNumber} of its own journal`);
    }
    // A lane may leap over what head office held before this hub knew it, and over nothing else:
    // positions and heads leave no room for it.
    const follows = before && sequenceNumber === before.sequenceNumber + 1;
    if (follows && prevHash !== before.entryHash) {
      fail('chain', 'does not point back to the entry before it in its journal');
    }
    if (sequenceNumber === 1 && prevHash !== ZERO_HEAD) fail('chain', 'is a first that is none');
    const hashes = this.#hashes.get(journalId) ?? new Map<number, string>();
    const earlier = hashes.get(sequenceNumber);
    if (earlier !== undefined && earlier !== entryHash) {
      fail('fork', 'stands here twice, with different bytes');
    }
    const linked = hashes.get(sequenceNumber - 1);
    if (linked !== undefined && linked !== prevHash) {
      fail('fork', 'continues another history of its journal than stands here');
    }
    hashes.set(sequenceNumber, entryHash);
    this.#hashes.set(journalId, hashes);
    this.#lanes.set(journalId, {sequenceNumber, entryHash});
  }

  async #learn(entry: ReadEntry, {body}: WalkedEntry, fail: Fail): Promise<void> {
    const {kindCode} = entry;
    const [ledgerId, hubKey] = [this.#ledgerId, this.#hubKey];
    const wrong = await this.#keys.learn(this.#tools, {kindCode, body, ledgerId, hubKey});
    if (wrong !== undefined) fail('signature', wrong);
  }

  async #verify(entry: ReadEntry, {signature}: WalkedEntry, fail: Fail): Promise<void> {
    if (!signature) return;
    const key = this.#keys.of(entry.journalId);
    if (!key) {
      this.#unknownKeys += 1;
      return;
    }
    const message = join(latin('holdfast/entry/1\0'), unhex(entry.entryHash));
    if (await this.#tools.verify({key, message, signature})) this.#signed += 1;
    else fail('signature', 'is not signed by the key of its journal, nor is what stands before it');
  }

  #count({kindCode, money, quarantined}: ReadEntry): void {
    this.#entries += 1;
    if (kindCode >= HUB_KINDS.first && kindCode < HUB_KINDS.end) return;
    this.#transactions += 1;
    if (quarantined !== undefined) this.#quarantined += 1;
    else if (money) {
      const {currencyCode, amountMinor} = money;
      const before = this.#amountsMinor.get(currencyCode) ?? 0;
      this.#amountsMinor.set(currencyCode, before + amountMinor);
    }
  }
}

type Fail = (kind: BreakKind, reason: string) => void;

function nameOf(entry: ReadEntry): string {
  const {retailStoreId, workstationId, journalId, sequenceNumber} = entry;
  return `${retailStoreId}/${workstationId}/${journalId}/${sequenceNumber}`;
}
