import {
  type Bytes,
  type Digest,
  equalBytes,
  isFault,
  type SignatureVerifier,
  toBase64Url,
} from '@holdfast/std';
import {
  ENTRY_KINDS,
  entrySigningMessage,
  GENESIS_HASH,
  HUB_WORKSTATION,
  type LedgerEntry,
  type LedgerId,
  parseHubBody,
  prunedSchema,
} from '@holdfast/wire';
import {type OpenGroup, openGroup} from './group.ts';
import {readAllKept} from './kept-entry.ts';
import type {KnownKeys} from './known-keys.ts';
import {LaneAudit} from './lane-audit.ts';
import type {LedgerStore, StoredGroup} from './ports.ts';

/** What a whole ledger came to when every byte of it was read. */
export interface LedgerVerdict {
  readonly ledgerId: LedgerId;
  /** The first place that does not hold, and why; absent when all does. */
  readonly broken: {readonly position: number; readonly reason: string} | undefined;
  /** Where it begins: before that, retention deleted it, and the hub signed for the head there. */
  readonly prunedTo: {readonly position: number; readonly head: Bytes};
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
  readonly store: Pick<LedgerStore, 'readGroups' | 'readKept'>;
  /** The first position the store has: what stood before was deleted. */
  readonly firstPosition: number;
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
 * signatures if asked. Stops at the first thing that does not hold. A ledger whose beginning was
 * deleted is read from there on, and must say itself that it was, and under which head.
 */
export async function verifyLedger(parts: VerifyLedgerParts): Promise<LedgerVerdict> {
  const audit = new LedgerAudit(parts);
  let next = Math.max(1, parts.firstPosition);
  await audit.begin(next);
  while (next <= parts.lastPosition && !audit.broken) {
    const groups = await read(parts.store, next);
    if (typeof groups === 'string') audit.break(next, groups);
    else if (groups.length === 0) audit.break(next, 'is missing');
    else for (const group of groups) await audit.take(group);
    next = audit.position + 1;
  }
  if (!audit.broken) await audit.checkBeginning();
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
  #prunedTo: LedgerVerdict['prunedTo'] = {position: 0, head: GENESIS_HASH};
  /** The newest word of the hub about what it deletes. */
  #word: {readonly position: number; readonly head: string} | undefined;
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
      prunedTo: this.#prunedTo,
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

  /** Learns the keys that stood in what was deleted. */
  async begin(first: number): Promise<void> {
    if (first === 1) return;
    this.position = first - 1;
    this.#prunedTo = {...this.#prunedTo, position: first - 1};
    const {signatures} = this.#parts;
    for (const {entry} of await readAllKept(this.#parts)) signatures?.keys.learn(entry.entry);
  }

  /** A beginning that is missing was deleted only if the ledger says so. */
  async checkBeginning(): Promise<void> {
    const {position} = this.#prunedTo;
    if (position === 0) return;
    const word = this.#word;
    if (!word || word.position < position) {
      this.break(1, 'is missing, and the hub never said that it was deleted');
      return;
    }
    const head =
      word.position === position
        ? this.#prunedTo.head
        : (await this.#groupEndingAt(word.position))?.head;
    if (!head || toBase64Url(head) !== word.head) {
      this.break(position + 1, 'does not follow the head that the hub signed for');
    }
  }

  async #groupEndingAt(position: number): Promise<StoredGroup | undefined> {
    const groups = await read(this.#parts.store, position);
    return typeof groups === 'string' ? undefined : groups.find(({last}) => last === position);
  }

  async take(stored: StoredGroup): Promise<void> {
    if (this.broken) return;
    const first = this.position + 1;
    const begins = first === this.#prunedTo.position + 1;
    if (begins && first > 1) {
      this.#head = stored.headBefore;
      this.#prunedTo = {position: first - 1, head: stored.headBefore};
    }
    if (stored.first !== first) this.break(first, 'is missing');
    else if (!equalBytes(stored.headBefore, this.#head)) this.break(first, 'does not join');
    const opened = this.#open(stored);
    if (!opened || this.broken) return;
    if (begins) this.#lanes.begin(opened, first > 1);
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
    this.#hear(entry);
    await this.#verify(entry);
  }

  #hear({entry: {header, body}}: LedgerEntry): void {
    if (header.kindCode !== ENTRY_KINDS.pruned || header.workstationId !== HUB_WORKSTATION) return;
    const said = body && parseHubBody(prunedSchema, body);
    if (!said?.ok || said.value.ledgerId !== this.#parts.ledgerId) return;
    this.#word = {position: said.value.position, head: said.value.head};
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
