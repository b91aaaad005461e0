import {hex, join, latin, sha256, unbase64url} from './bytes.ts';
import {KeyBook} from './key-book.ts';
import {LedgerWalk} from './ledger-walk.ts';
import {
  MANIFEST_NAME,
  type ManifestBytes,
  type ManifestLedger,
  readManifestBytes,
} from './manifest-bytes.ts';
import {PersonalBook, type PersonalCounts} from './personal-book.ts';
import {readSealed, type SealedBytes} from './sealed-bytes.ts';
import {readEnvelope, readSegmentEntries, type SegmentEnvelopeBytes} from './segment-bytes.ts';
import {readSignedLines} from './signed-lines-bytes.ts';
import {readStatement} from './statement-bytes.ts';
import {type Break, Broken, type Counted, type VerifyTools} from './verify-tools.ts';

const ANSWER_NAME = 'answer.jsonl';
const SEGMENT_NAME = /^([0-9A-Z]{32}\.[0-9A-Z]{16})-([1-9]\d*)-([1-9]\d*)\.hf([sx])$/;

/** A folder's files, wherever they lie. */
export interface ExportFiles {
  readonly names: readonly string[];
  read(name: string): Promise<Uint8Array>;
}

/** What an export turned out to hold when every byte of it was read. */
export interface ExportReport {
  readonly broken: Break | undefined;
  /** What its hub says of it; absent where no manifest could be believed. */
  readonly manifest: ManifestBytes | undefined;
  /** Recounted, entry by entry. Of a sealed one nobody without the key can: the hub's own word. */
  readonly counted: Counted;
  readonly files: number;
  readonly signatures: {
    readonly segments: number;
    readonly entries: number;
    /** Of journals whose key nothing here names. */
    readonly unknownKeys: number;
    readonly statements: number;
  };
  /** Of a sealed one nobody without the key can count it. */
  readonly personal: PersonalCounts;
  /** What head office said, where its answer lies beside: how far it holds each ledger. */
  readonly answer:
    | {
        readonly issuedAtMs: number;
        /** Whether it answers this manifest, and not an earlier one. */
        readonly current: boolean;
        readonly held: Readonly<Record<string, number>>;
      }
    | undefined;
}

/**
 * Reads an export whole, by rules of its own: every signature, every chain, every statement, and
 * the totals. Stops at the first thing that does not hold, and names it.
 */
export async function verifyExport(
  tools: VerifyTools,
  files: ExportFiles,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<ExportReport> {
  const run = new ExportVerification(tools, files, onProgress);
  try {
    await run.verify();
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    run.broken = error.found;
  }
  return run.report();
}

interface NamedFile {
  readonly name: string;
  readonly ledgerId: string;
  readonly first: number;
  readonly last: number;
  readonly sealed: boolean;
}

class ExportVerification {
  broken: Break | undefined;
  readonly #tools: VerifyTools;
  readonly #files: ExportFiles;
  readonly #onProgress: (done: number, total: number) => void;
  readonly #keys = new KeyBook();
  readonly #personal = new PersonalBook();
  readonly #heads = new Map<string, string>();
  #manifest: ManifestBytes | undefined;
  #walk: LedgerWalk | undefined;
  #answer: ExportReport['answer'];
  #asked: readonly {readonly ledgerId: string; readonly position: number; readonly head: string}[] =
    [];
  #read = 0;
  #segments = 0;
  #statements = 0;

  constructor(
    tools: VerifyTools,
    files: ExportFiles,
    onProgress: (done: number, total: number) => void,
  ) {
    this.#tools = tools;
    this.#files = files;
    this.#onProgress = onProgress;
  }

  report(): ExportReport {
    const none = {entries: 0, transactions: 0, quarantined: 0, amountsMinor: {}};
    const sealed = this.#manifest?.sealed === true;
    const signatures = this.#walk?.signatures ?? {verified: 0, unknownKeys: 0};
    return {
      broken: this.broken,
      manifest: this.#manifest,
      counted: (sealed ? this.#manifest?.sums : this.#walk?.counted) ?? none,
      files: this.#read,
      signatures: {
        segments: this.#segments,
        entries: signatures.verified,
        unknownKeys: signatures.unknownKeys,
        statements: this.#statements,
      },
      personal: this.#personal.counts,
      answer: this.#answer,
    };
  }

  async verify(): Promise<void> {
    const manifest = await this.#readManifest();
    this.#manifest = manifest;
    const {hubKey} = manifest;
    const parts = {tools: this.#tools, keys: this.#keys, personal: this.#personal};
    const walk = new LedgerWalk({...parts, hubKey});
    this.#walk = walk;
    const statements = await this.#readAnswer(manifest);
    const named = this.#files.names.flatMap(nameOfFile);
    this.#refuseOverlaps(manifest, named);
    const total = manifest.ledgers.reduce((sum, {first, last}) => sum + last - first + 1, 0);
    let before = 0;
    for (const ledger of manifest.ledgers) {
      await this.#verifyLedger({ledger, manifest, named}, done => {
        this.#onProgress(before + done, total);
      });
      before += ledger.last - ledger.first + 1;
    }
    this.#compareHeads();
    for (const statement of statements) this.#compareStatement(statement);
    if (!manifest.sealed) this.#compareSums(manifest, walk);
    this.#refuseMissing();
  }

  async #readManifest(): Promise<ManifestBytes> {
    if (!this.#files.names.includes(MANIFEST_NAME)) {
      const reason = 'there is no manifest: the export was never finished, or it was taken out';
      throw new Broken({kind: 'missing', file: MANIFEST_NAME, reason});
    }
    const bytes = await this.#files.read(MANIFEST_NAME);
    return readManifestBytes(this.#tools, {bytes, keys: this.#keys});
  }

  /** Two files for one position: which of them is believed would be for their order to decide. */
  #refuseOverlaps(manifest: ManifestBytes, named: readonly NamedFile[]): void {
    for (const {ledgerId, first, last} of manifest.ledgers) {
      const own = named
        .filter(file => file.ledgerId === ledgerId && file.sealed === manifest.sealed)
        .filter(file => file.last >= first && file.first <= last)
        .sort((a, b) => a.first - b.first);
      for (const [at, file] of own.entries()) {
        const next = own[at + 1];
        if (!next || next.first > file.last) continue;
        const reason = `holds position ${next.first} as well as ${file.name}`;
        throw new Broken({kind: 'file', file: next.name, position: next.first, reason});
      }
    }
  }

  async #verifyLedger(
    of: {
      readonly ledger: ManifestLedger;
      readonly manifest: ManifestBytes;
      readonly named: readonly NamedFile[];
    },
    onProgress: (done: number) => void,
  ): Promise<void> {
    const {ledger, manifest, named} = of;
    const {ledgerId, headBefore} = ledger;
    if (!ledgerId.startsWith(`${manifest.hubId}.`)) {
      const reason = `ledger ${ledgerId} is not of this hub`;
      throw new Broken({kind: 'foreign', file: MANIFEST_NAME, reason});
    }
    const own = named.filter(file => file.ledgerId === ledgerId && file.sealed === manifest.sealed);
    this.#walk?.begin({ledgerId, after: ledger.first - 1, head: headBefore});
    let head = headBefore;
    for (let next = ledger.first; next <= ledger.last; ) {
      const file = own.find(({first, last}) => first === next && last <= ledger.last);
      if (!file) throw missing({ledger, next, own});
      const place = await this.#verifyFile(file, {manifest, head});
      head = place.headAfter;
      next = file.last + 1;
      onProgress(next - ledger.first);
    }
    if (head === ledger.headAfter) return;
    const reason = `ledger ${ledgerId} does not end in the head that is stated for ${ledger.last}`;
    throw new Broken({kind: 'chain', file: MANIFEST_NAME, position: ledger.last, reason});
  }

  async #verifyFile(
    file: NamedFile,
    expected: {readonly manifest: ManifestBytes; readonly head: string},
  ): Promise<SealedBytes | SegmentEnvelopeBytes> {
    const {manifest, head} = expected;
    const fail = (kind: Break['kind'], reason: string): never => {
      throw new Broken({kind, file: file.name, position: file.first, reason});
    };
    const bytes = await this.#files.read(file.name);
    const envelope = attempt(() => (file.sealed ? readSealed(bytes) : readEnvelope(bytes)), fail);
    const {ledgerId, first, last, message, signature} = envelope;
    if (ledgerId !== file.ledgerId || first !== file.first || last !== file.last) {
      fail('file', `holds other positions than its name says: ${first} to ${last}`);
    }
    if (!(await this.#tools.verify({key: manifest.hubKey, message, signature}))) {
      fail('signature', 'is not signed by the hub');
    }
    if (envelope.headBefore !== head) fail('chain', 'does not join what stands before it');
    this.#read += 1;
    this.#segments += 1;
    if (envelope.form === 'plain') await this.#walkSegment(file, envelope, fail);
    return envelope;
  }

  async #walkSegment(
    {name}: NamedFile,
    envelope: SegmentEnvelopeBytes,
    fail: (kind: Break['kind'], reason: string) => never,
  ): Promise<void> {
    const entries = attempt(() => readSegmentEntries(envelope, this.#tools.unpack), fail);
    const walk = this.#walk;
    if (!walk) return;
    for (const entry of entries) {
      await walk.take(entry, name);
      const asked = this.#asked.some(
        ({ledgerId, position}) => ledgerId === envelope.ledgerId && position === entry.position,
      );
      if (asked) this.#heads.set(`${envelope.ledgerId}/${entry.position}`, walk.head);
    }
    if (walk.head !== envelope.headAfter) fail('chain', 'its lines do not give the head it states');
  }

  /** Answers the statements to be held against the entries, once those are read. */
  async #readAnswer(manifest: ManifestBytes): Promise<ReturnType<typeof readStatement>[]> {
    if (!this.#files.names.includes(ANSWER_NAME)) return [];
    const fail = (reason: string): never => {
      throw new Broken({kind: 'statement', file: ANSWER_NAME, reason});
    };
    const bytes = await this.#files.read(ANSWER_NAME);
    const {message, value, signature} = attempt(
      () => readSignedLines(bytes),
      (_, reason) => fail(reason),
    );
    const asked = unbase64url(value['manifestSha256']);
    const signed = join(latin('holdfast/answer/1\0'), asked, sha256(message));
    const key = manifest.gatewayKey;
    if (!(await this.#tools.verify({key, message: signed, signature}))) {
      fail('is not signed by head office');
    }
    const ledgers = Array.isArray(value['ledgers']) ? value['ledgers'] : [];
    this.#asked = ledgers.map((said: Readonly<Record<string, unknown>>) => ({
      ledgerId: String(said['ledgerId']),
      position: Number(said['heldPosition']),
      head: hex(unbase64url(said['heldHead'])),
    }));
    this.#answer = {
      issuedAtMs: Number(value['issuedAtMs']),
      current: hex(asked) === manifest.sha256,
      held: Object.fromEntries(this.#asked.map(({ledgerId, position}) => [ledgerId, position])),
    };
    const statements: ReturnType<typeof readStatement>[] = [];
    for (const text of Array.isArray(value['heldStatements']) ? value['heldStatements'] : []) {
      const statement = attempt(
        () => readStatement(unbase64url(text)),
        (_, reason) => fail(reason),
      );
      const claim = {key, message: statement.message, signature: statement.signature};
      if (!(await this.#tools.verify(claim))) {
        fail(`the statement for ${statement.workstationId} is not signed by head office`);
      }
      this.#statements += 1;
      statements.push(statement);
    }
    return statements;
  }

  #compareHeads(): void {
    for (const {ledgerId, position, head} of this.#asked) {
      const own = this.#heads.get(`${ledgerId}/${position}`);
      if (own === undefined || own === head) continue;
      const reason = `head office holds another history of ledger ${ledgerId}, up to ${position}`;
      throw new Broken({kind: 'statement', file: ANSWER_NAME, position, reason});
    }
  }

  #compareStatement(statement: ReturnType<typeof readStatement>): void {
    const {retailStoreId, workstationId, journalId, sequenceNumber, entryHash} = statement;
    const own = this.#walk?.hashOf(journalId, sequenceNumber);
    if (own === undefined || own === entryHash) return;
    const entry = `${retailStoreId}/${workstationId}/${journalId}/${sequenceNumber}`;
    const reason = 'head office has signed for another entry in this place';
    throw new Broken({kind: 'statement', file: ANSWER_NAME, entry, reason});
  }

  #refuseMissing(): void {
    const [entry] = this.#personal.missing();
    if (entry === undefined) return;
    const reason = 'its personal data is gone, and no erasure in the export names it';
    throw new Broken({kind: 'missing', entry, reason});
  }

  #compareSums(manifest: ManifestBytes, walk: LedgerWalk): void {
    if (JSON.stringify(manifest.sums) === JSON.stringify(walk.counted)) return;
    const reason = 'states other counts or sums than its entries come to';
    throw new Broken({kind: 'total', file: MANIFEST_NAME, reason});
  }
}

function nameOfFile(name: string): NamedFile[] {
  const [, ledgerId, first, last, form] = SEGMENT_NAME.exec(name) ?? [];
  if (ledgerId === undefined) return [];
  return [{name, ledgerId, first: Number(first), last: Number(last), sealed: form === 'x'}];
}

function missing(of: {
  readonly ledger: ManifestLedger;
  readonly next: number;
  readonly own: readonly NamedFile[];
}): Broken {
  const {ledger, next, own} = of;
  const after = own.map(({first}) => first - 1).filter(before => before >= next);
  const last = Math.min(ledger.last, ...after);
  const reason = `positions ${next} to ${last} are missing`;
  return new Broken({kind: 'missing', position: next, reason});
}

function attempt<T>(read: () => T, fail: (kind: 'file', reason: string) => never): T {
  try {
    return read();
  } catch (error) {
    return fail('file', error instanceof Error ? error.message : 'cannot be read');
  }
}
