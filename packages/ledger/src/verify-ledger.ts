import {type Bytes, type Digest, equalBytes, isFault, type SignatureVerifier} from '@holdfast/std';
import {entrySigningMessage, GENESIS_HASH, type LedgerEntry, type LedgerId} from '@holdfast/wire';
import {type OpenGroup, openGroup} from './group.ts';
import type {KnownKeys} from './known-keys.ts';
import {LaneAudit} from './lane-audit.ts';
import type {LedgerStore, StoredGroup} from './ports.ts';

/** What a whole ledger came to when every byte of it was read. */
export interface LedgerVerdict {
  readonly ledgerId: LedgerId;
  /** The first place that does not hold, and why; absent when all does. */
  readonly broken: {readonly position: number; readonly reason: string} | undefined;
  /** How far everything held. */
  readonly position: number;
  readonly head: Bytes;
  readonly groups: number;
  readonly lanes: number;
  /** Entries that lanes took from held statements: they are at head office, and not here. */
  readonly skipped: number;
  readonly signatures: {
    readonly verified: number;
    /** Of journals whose key no ledger read so far names. */
    readonly unknownKey: number;
  };
}

export interface VerifyLedgerParts {
  readonly ledgerId: LedgerId;
  readonly store: Pick<LedgerStore, 'readGroups'>;
  /** The last position the store has. */
  readonly lastPosition: number;
  readonly digest: Digest;
  /** Signatures are verified where this is given. Keys learned from older ledgers come with it. */
  readonly signatures?: {readonly verifier: SignatureVerifier; readonly keys: KnownKeys};
}

const READ_BYTES = 1024 * 1024;

/**
 * Reads a ledger from its first byte to its last and recomputes everything: digests, hashes of
 * bodies and headers, heads, joints, the chain of every lane, the lane tables, times, and
 * signatures if asked. Stops at the first thing that does not hold.
 */
export async function verifyLedger(parts: VerifyLedgerParts): Promise<LedgerVerdict> {
  const audit = new LedgerAudit(parts);
  let next = 1;
  while (next <= parts.lastPosition && !audit.broken) {
    const groups = await read(parts.store, next);
    if (typeof groups === 'string') audit.break(next, groups);
    else if (groups.length === 0) audit.break(next, 'is missing');
    else for (const group of groups) await audit.take(group);
    next = audit.position + 1;
  }
  return audit.verdict;
}

async function read(
  store: VerifyLedgerParts['store'],
  from: number,
): Promise<readonly StoredGroup[] | string> {
  try {
    return await store.readGroups({from, bytesMax: READ_BYTES});
  } catch (error) {
    if (isFault(error, 'database/corrupt')) return error.message;
    throw error;
  }
}

class LedgerAudit {
  readonly #parts: VerifyLedgerParts;
  readonly #lanes = new LaneAudit();
  position = 0;
  broken: LedgerVerdict['broken'];
  #head: Bytes = GENESIS_HASH;
  #recordedAtMs = 0;
  #groups = 0;
  #verified = 0;
  #unknownKey = 0;

  constructor(parts: VerifyLedgerParts) {
    this.#parts = parts;
  }

  get verdict(): LedgerVerdict {
    const {position, broken} = this;
    return {
      ledgerId: this.#parts.ledgerId,
      broken,
      position,
      head: this.#head,
      groups: this.#groups,
      lanes: this.#lanes.lanes,
      skipped: this.#lanes.skipped,
      signatures: {verified: this.#verified, unknownKey: this.#unknownKey},
    };
  }

  break(position: number, reason: string): void {
    this.broken ??= {position, reason};
  }

  async take(stored: StoredGroup): Promise<void> {
    if (this.broken) return;
    const first = this.position + 1;
    if (stored.first !== first) this.break(first, 'is missing');
    else if (!equalBytes(stored.headBefore, this.#head)) this.break(first, 'does not join');
    const opened = this.#open(stored);
    if (!opened || this.broken) return;
    if (first === 1) this.#lanes.begin(opened);
    for (const entry of opened.entries) await this.#follow(entry);
    if (!this.#lanes.agreesWith(opened.lanes)) this.break(first, 'its lane table is wrong');
    if (this.broken) return;
    this.position = stored.last;
    this.#head = stored.head;
    this.#groups += 1;
  }

  #open(group: StoredGroup): OpenGroup | undefined {
    const {digest, ledgerId} = this.#parts;
    try {
      return openGroup(digest, {ledgerId, group});
    } catch (error) {
      if (!isFault(error, 'database/corrupt')) throw error;
      this.break(group.first, String(error.fields['reason']));
      return undefined;
    }
  }

  async #follow(entry: LedgerEntry): Promise<void> {
    const {position, recordedAtMs} = entry.line;
    const wrong = this.#lanes.follow(entry);
    if (wrong !== undefined) this.break(position, wrong);
    if (recordedAtMs < this.#recordedAtMs) this.break(position, 'is older than the one before');
    this.#recordedAtMs = recordedAtMs;
    await this.#verify(entry);
  }

  async #verify({line, entry}: LedgerEntry): Promise<void> {
    const {signatures} = this.#parts;
    if (!signatures) return;
    signatures.keys.learn(entry);
    if (!entry.signature) return;
    const publicKey = signatures.keys.of(entry.header.journalId);
    if (!publicKey) {
      this.#unknownKey += 1;
      return;
    }
    const {signature, entryHash} = entry;
    const message = entrySigningMessage(entryHash);
    if (await signatures.verifier.verify({publicKey, message, signature})) this.#verified += 1;
    else this.break(line.position, 'its signature is wrong');
  }
}
