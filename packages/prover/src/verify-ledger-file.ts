import {existsSync, readFileSync} from 'node:fs';
import {basename, dirname, join as joinPath} from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import {readEntry} from './entry-bytes.ts';
import {readGroupEntries, unsealedGroup, unsealedKept} from './group-bytes.ts';
import {nodeVerifyTools} from './node-verify-tools.ts';
import {openCopy} from './open-copy.ts';
import {nameOfLedger, type PrunedWord, readPrunedWord} from './pruned-word.ts';
import {type ReadAnchor, readAnchor} from './read-anchor.ts';
import {SealBook} from './seal-book.ts';
import {bytesOf, numberOf} from './sqlite-value.ts';
import {hex, join, same, sha256, u64} from './verify/bytes.ts';
import {KeyBook, keyFromJson} from './verify/key-book.ts';
import {LedgerWalk} from './verify/ledger-walk.ts';
import {PersonalBook, type PersonalCounts} from './verify/personal-book.ts';
import {readStatement} from './verify/statement-bytes.ts';
import {
  type Break,
  Broken,
  type Counted,
  type VerifierKey,
  type VerifyTools,
} from './verify/verify-tools.ts';

/** What one ledger's file turned out to hold. */
export interface LedgerFileReport {
  /** `ledger-0001.db` */
  readonly file: string;
  readonly broken: Break | undefined;
  readonly ledgerId: string;
  /**
   * Up to here retention deleted it, and the hub signed for the head there; 0 while all is here.
   */
  readonly prunedPosition: number;
  readonly position: number;
  readonly head: string;
  readonly counted: Counted;
  readonly groups: number;
  readonly signatures: {readonly verified: number; readonly unknownKeys: number};
  /** Held statements; `unproved` where head office’s key is not at hand. */
  readonly statements: {readonly verified: number; readonly unproved: number};
  /** Beside how many entries personal data is, and was until it was erased. */
  readonly personal: PersonalCounts;
}

export interface LedgerFileTools {
  readonly tools?: VerifyTools;
  /** The file of keys that rows are sealed under; where the hub keeps it, by default. */
  readonly dataKeys?: string;
  /** What that file is wrapped with, where it is. */
  readonly credential?: Uint8Array;
}

/**
 * Reads ledgers' files of one hub, oldest first, from copies, with the log and the anchor beside
 * each, by rules of its own. Each is read to the first thing that does not hold, which is named.
 * The newest must agree with its anchor as well; an older one that lost its end was followed by the
 * next for that very reason.
 */
export async function verifyLedgerFiles(
  paths: readonly string[],
  {tools = nodeVerifyTools, dataKeys, credential}: LedgerFileTools = {},
): Promise<readonly LedgerFileReport[]> {
  const keys = new KeyBook();
  const erased = new Map<string, string>();
  const runs: LedgerFileRun[] = [];
  for (const path of paths) {
    const run = new LedgerFileRun(path, {keys, tools, erased});
    runs.push(run);
    try {
      const file = dataKeys ?? joinPath(dirname(dirname(path)), 'keys', 'data-keys.json');
      run.openWith(new SealBook({file, ...(credential ? {credential} : {})}));
      const {database, close} = openCopy(path);
      const anchor = path === paths.at(-1) ? readAnchor(`${path}.anchor`) : undefined;
      await run.verify(database, anchor).finally(close);
    } catch (error) {
      if (error instanceof Broken) run.broken = error.found;
      else run.broken = {kind: 'file', file: run.file, reason: messageOf(error)};
    }
  }
  // A hub says what it deletes in the ledger it writes then, which may be a younger one.
  const words = runs.flatMap(run => run.words);
  for (const run of runs) run.checkBeginning(words);
  for (const run of runs) run.checkPersonal();
  return runs.map(run => run.report());
}

class LedgerFileRun {
  readonly file: string;
  broken: Break | undefined;
  readonly words: PrunedWord[] = [];
  readonly #personal: PersonalBook;
  readonly #keys: KeyBook;
  readonly #tools: VerifyTools;
  /** By position, where a group ends: what a word about deleting is held against. */
  readonly #heads = new Map<number, string>();
  #base = 0;
  readonly #path: string;
  readonly #walk: LedgerWalk;
  #ledgerId = '';
  #ledgerIdBytes: Uint8Array = new Uint8Array();
  #seals: SealBook | undefined;
  #groups = 0;
  #verified = 0;
  #unproved = 0;

  constructor(
    path: string,
    parts: {
      readonly keys: KeyBook;
      readonly tools: VerifyTools;
      readonly erased: Map<string, string>;
    },
  ) {
    this.file = basename(path);
    this.#path = path;
    this.#keys = parts.keys;
    this.#tools = parts.tools;
    // The certificate of the hub's own journal is the identity key's, which lies with its keys.
    this.#personal = new PersonalBook(parts.erased);
    this.#walk = new LedgerWalk({...parts, personal: this.#personal, hubKey: undefined});
  }

  openWith(seals: SealBook): void {
    this.#seals = seals;
  }

  report(): LedgerFileReport {
    const {counted, signatures, position, head} = this.#walk;
    return {
      ...{file: this.file, broken: this.broken, ledgerId: this.#ledgerId, groups: this.#groups},
      ...{prunedPosition: this.#base, position, head, counted, signatures},
      statements: {verified: this.#verified, unproved: this.#unproved},
      personal: this.#personal.counts,
    };
  }

  async verify(database: DatabaseSync, anchor: ReadAnchor | undefined): Promise<void> {
    const [row] = database.prepare('SELECT ledger_id FROM ledger').all();
    if (!row) throw this.#fail('file', {reason: 'was never founded'});
    this.#ledgerIdBytes = bytesOf(row, 'ledger_id');
    this.#ledgerId = nameOfLedger(Buffer.from(this.#ledgerIdBytes));
    await this.#begin(database);
    const groups = database.prepare('SELECT * FROM commit_group ORDER BY first');
    for (const group of groups.iterate()) await this.#takeGroup(group);
    this.#compareAnchor(anchor);
    for (const kept of database.prepare('SELECT statement FROM held_statement').all()) {
      await this.#takeStatement(bytesOf(kept, 'statement'));
    }
  }

  /** Where retention deleted the beginning, it begins later; the hub's own entries were kept. */
  async #begin(database: DatabaseSync): Promise<void> {
    const [first] = database
      .prepare('SELECT first, head_before FROM commit_group ORDER BY first LIMIT 1')
      .all();
    this.#base = first ? numberOf(first, 'first') - 1 : 0;
    const head = first ? hex(bytesOf(first, 'head_before')) : '';
    this.#heads.set(this.#base, head);
    this.#walk.begin({ledgerId: this.#ledgerId, after: this.#base, head});
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE name = 'kept_entry'");
    if (tables.all().length === 0) return;
    const kept = database.prepare('SELECT * FROM kept_entry ORDER BY ledger_id, position');
    for (const row of kept.all()) await this.#learnKept(row);
  }

  async #learnKept(row: Parameters<typeof bytesOf>[0]): Promise<void> {
    const position = numberOf(row, 'position');
    const codec = row['codec'] === undefined ? undefined : numberOf(row, 'codec');
    const ledgerIdBytes = bytesOf(row, 'ledger_id');
    const sealed = {position, codec, bytes: bytesOf(row, 'entry'), ledgerId: ledgerIdBytes};
    const bytes = this.#unsealed(position, seals => unsealedKept(sealed, seals));
    for (const entry of this.#entriesOf({first: position, last: position, bytes}, '')) {
      const read = readEntry({...entry, quarantined: undefined});
      const {kindCode, workstationId} = read;
      this.#personal.take(read, '');
      const ledgerId = nameOfLedger(ledgerIdBytes);
      const {body} = entry;
      const learned = {kindCode, body, ledgerId, hubKey: undefined};
      const wrong = await this.#keys.learn(this.#tools, learned);
      if (wrong !== undefined) throw this.#fail('signature', {position, reason: wrong});
      this.#hear(workstationId, body);
    }
  }

  #hear(workstationId: string, body: Uint8Array | undefined): void {
    if (workstationId === 'hub' && body) this.words.push(...readPrunedWord(body));
  }

  /**
   * A beginning is missing by right only where the hub signed for the head that the rest follows.
   */
  checkBeginning(words: readonly PrunedWord[]): void {
    if (this.#base === 0 || this.broken) return;
    const word = words.findLast(({ledgerId}) => ledgerId === this.#ledgerId);
    const {file} = this;
    if (!word || word.position < this.#base) {
      const reason = 'is missing, and the hub never said that it was deleted';
      this.broken = {kind: 'missing', file, position: 1, reason};
    } else if (this.#heads.get(word.position) !== word.head) {
      const reason = 'does not follow the head that the hub signed for when it deleted';
      this.broken = {kind: 'chain', file, position: this.#base + 1, reason};
    }
  }

  /** Where the erasure stands in a younger ledger, that one must be read together with this. */
  checkPersonal(): void {
    const [entry] = this.#personal.missing();
    if (entry === undefined || this.broken) return;
    const reason = 'its personal data is gone, and no erasure in what was read names it';
    this.broken = {kind: 'missing', file: this.file, entry, reason};
  }

  async #takeGroup(row: Parameters<typeof bytesOf>[0]): Promise<void> {
    const [first, last] = [numberOf(row, 'first'), numberOf(row, 'last')];
    const position = this.#walk.position + 1;
    if (first !== position || last < first) {
      throw this.#fail('missing', {position, reason: 'is missing'});
    }
    const codec = numberOf(row, 'codec');
    const [headBefore, head] = [bytesOf(row, 'head_before'), bytesOf(row, 'head')];
    const lanes = bytesOf(row, 'lanes');
    const ledgerId = this.#ledgerIdBytes;
    const stored = {first, last, codec, bytes: bytesOf(row, 'entries'), ledgerId};
    const entries = this.#unsealed(position, seals => unsealedGroup(stored, seals));
    const covered = join(
      ...[u64(first), u64(last), headBefore, head],
      // The digest is of what was sealed, and says codec 1.
      Uint8Array.of(numberOf(row, 'all_lanes'), 1),
      ...[sha256(lanes), sha256(entries)],
    );
    const reason = 'differs from its digest';
    const whole = same(sha256(covered), bytesOf(row, 'digest'));
    // What is changed is looked for in it all the same: the walk names the entry, where it can.
    for (const entry of this.#entriesOf({first, last, bytes: entries}, whole ? '' : reason)) {
      await this.#walk.take(entry, this.file);
      const {workstationId} = readEntry({...entry, quarantined: undefined});
      this.#hear(workstationId, entry.body);
    }
    if (!whole) throw this.#fail('file', {position, reason});
    if (hex(head) !== this.#walk.head) {
      throw this.#fail('chain', {position, reason: 'its lines do not give the head it states'});
    }
    this.#heads.set(last, hex(head));
    this.#groups += 1;
  }

  #unsealed(position: number, unseal: (seals: SealBook) => Uint8Array): Uint8Array {
    if (!this.#seals) throw new Error('a run has a book of keys');
    try {
      return unseal(this.#seals);
    } catch (error) {
      throw this.#fail('file', {position, reason: messageOf(error)});
    }
  }

  #entriesOf(group: Parameters<typeof readGroupEntries>[0], reason: string) {
    try {
      return readGroupEntries(group);
    } catch (error) {
      const said = reason === '' ? messageOf(error) : reason;
      throw this.#fail('file', {position: group.first, reason: said});
    }
  }

  #compareAnchor(anchor: ReadAnchor | undefined): void {
    const {position, head} = this.#walk;
    if (!anchor || anchor.ledgerId !== this.#ledgerId || anchor.position < position) return;
    if (anchor.position > position) {
      const reason = `is missing: the anchor knows the ledger up to ${anchor.position}`;
      throw this.#fail('missing', {position: position + 1, reason});
    }
    if (anchor.head === head) return;
    throw this.#fail('chain', {position, reason: 'has another head than the anchor'});
  }

  async #takeStatement(bytes: Buffer): Promise<void> {
    const statement = readStatement(bytes);
    const {retailStoreId, workstationId, journalId, sequenceNumber, entryHash} = statement;
    const entry = `${retailStoreId}/${workstationId}/${journalId}/${sequenceNumber}`;
    const own = this.#walk.hashOf(journalId, sequenceNumber);
    if (own !== undefined && own !== entryHash) {
      const reason = 'head office has signed for another entry in this place';
      throw this.#fail('statement', {entry, reason});
    }
    const key = gatewayKeyBeside(this.#path);
    if (!key) {
      this.#unproved += 1;
      return;
    }
    const {message, signature} = statement;
    if (!(await this.#tools.verify({key, message, signature}))) {
      throw this.#fail('statement', {entry, reason: 'its statement is not signed by head office'});
    }
    this.#verified += 1;
  }

  #fail(kind: Break['kind'], what: Omit<Break, 'kind' | 'file'>): Broken {
    return new Broken({kind, file: this.file, ...what});
  }
}

/** As the hub was enrolled with, where its folder is as it was. */
function gatewayKeyBeside(path: string): VerifierKey | undefined {
  const file = joinPath(dirname(dirname(path)), 'enrolment.json');
  if (!existsSync(file)) return undefined;
  const {gatewayPublicKey}: {gatewayPublicKey?: unknown} = JSON.parse(readFileSync(file, 'utf8'));
  return keyFromJson(gatewayPublicKey);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'cannot be read';
}
