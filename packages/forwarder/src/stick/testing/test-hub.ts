import {
  type Bytes,
  type Digest,
  type Sealer,
  type SignatureVerifier,
  type SigningKey,
  toBase64Url,
  utf8Encode,
} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import {publicKeyText} from '@holdfast/trust';
import {
  answerSigningMessage,
  type Compressor,
  drawLedgerId,
  type ExportAnswer,
  type ExportManifest,
  encodeHeldStatement,
  encodeSegmentEnvelope,
  encodeSignedLines,
  GENESIS_HASH,
  gatewayIncarnationFromBytes,
  headAfter,
  heldStatementSigningMessage,
  hubIdOf,
  journalIdOf,
  type LedgerEntry,
  type LedgerId,
  makeEntry,
  packSegment,
  type SegmentVersion,
  segmentSigningMessage,
} from '@holdfast/wire';
import {ChainWriter, ledgerEntries} from '@holdfast/wire/testing';
import type {ExportPorts, LedgerSource, StickFolder} from '../ports.ts';

export interface TestHubTools {
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly sealer: Sealer;
  readonly compressor: Compressor;
  readonly newKey: () => Promise<SigningKey>;
}

interface TestLedger {
  readonly ledgerId: LedgerId;
  readonly lines: LedgerEntry[];
  readonly heads: Bytes[];
}

/**
 * A hub with ledgers in memory, real keys and real chains, whose segments are cut as it is told.
 */
export class TestHub implements LedgerSource {
  readonly ledgerList: TestLedger[] = [];
  readonly tillKeys: SigningKey[] = [];
  readonly hubKey: SigningKey;
  readonly gatewayKey: SigningKey;
  entriesMax = 4;
  version: SegmentVersion = 1;
  heldPosition = 0;
  prunedPosition = 0;
  readonly #tools: TestHubTools;
  readonly #random = new SeededRandom(1);

  private constructor(tools: TestHubTools, keys: {hub: SigningKey; gateway: SigningKey}) {
    this.#tools = tools;
    this.hubKey = keys.hub;
    this.gatewayKey = keys.gateway;
  }

  /** One ledger of `entries` sales of each count, over `tills` tills in turn. */
  static async open(
    tools: TestHubTools,
    counts: {readonly ledgers: readonly number[]; readonly tills: number; readonly body: string},
  ): Promise<TestHub> {
    const hub = new TestHub(tools, {hub: await tools.newKey(), gateway: await tools.newKey()});
    for (const count of counts.ledgers) await hub.addLedger(count, counts);
    return hub;
  }

  async addLedger(
    count: number,
    of: {
      readonly tills: number;
      readonly body: string;
      /** Tills that were here before, whose journals then begin a second time. */
      readonly keys?: readonly SigningKey[];
    },
  ): Promise<void> {
    const {tills, body} = of;
    const {digest, newKey} = this.#tools;
    const keys = of.keys ?? (await Promise.all(Array.from({length: tills}, newKey)));
    if (!of.keys) this.tillKeys.push(...keys);
    const writers = keys.map(
      (key, at) =>
        new ChainWriter({digest, key}, {retailStoreId: '017', workstationId: `W${at + 1}`}),
    );
    const entries = [];
    for (let at = 0; at < count; at++) {
      const writer = writers[at % writers.length];
      if (writer) entries.push(await writer.next(body));
    }
    const hubId = hubIdOf(digest, this.hubKey.publicKey);
    const lines = ledgerEntries(entries);
    const ledgerId = drawLedgerId(hubId, this.#random);
    this.ledgerList.push({ledgerId, lines, heads: this.#headsOf(lines)});
  }

  #headsOf(lines: readonly LedgerEntry[]): Bytes[] {
    const heads = [GENESIS_HASH];
    for (const {line} of lines) {
      heads.push(headAfter(this.#tools.digest, heads.at(-1) ?? GENESIS_HASH, line));
    }
    return heads;
  }

  /**
   * What whoever stole the hub's key, and no till's, could make of its first ledger: another body
   * at a position, all chains and heads written anew, the tills' signatures as they were. Answers
   * the ledger as it was.
   */
  forge(position: number, body: string): TestLedger {
    const {digest} = this.#tools;
    const [ledger] = this.ledgerList;
    const victim = ledger?.lines[position - 1]?.entry.header.journalId;
    if (!ledger || !victim) throw new Error('there is such a position');
    let prevHash: Bytes | undefined;
    const lines = ledger.lines.map(({line, entry}): LedgerEntry => {
      const {header, body: before, signature} = entry;
      if (line.position < position || header.journalId !== victim) return {line, entry};
      const changed = line.position === position ? utf8Encode(body) : before;
      const {prevHash: own, bodySha256: _, bodyBytes: __, ...parts} = header;
      if (!changed || !signature) throw new Error('it has its body and its signature');
      const made = makeEntry(digest, {...parts, prevHash: prevHash ?? own, body: changed});
      prevHash = made.entryHash;
      return {line: {...line, entryHash: made.entryHash}, entry: {...made, signature}};
    });
    this.ledgerList[0] = {...ledger, lines, heads: this.#headsOf(lines)};
    return ledger;
  }

  ports(folder: StickFolder): ExportPorts {
    return {
      ...this.#tools,
      folder,
      source: this,
      compressors: [this.#tools.compressor],
      clock: new VirtualClock(),
      hubKey: this.hubKey,
      gatewayPublicKey: this.gatewayKey.publicKey,
    };
  }

  async ledgers() {
    return this.ledgerList.map(({ledgerId, lines, heads}) => ({
      ledgerId,
      prunedPosition: Math.min(this.prunedPosition, lines.length),
      position: lines.length,
      head: heads.at(-1) ?? GENESIS_HASH,
      heldPosition: Math.min(this.heldPosition, lines.length),
    }));
  }

  async segment(wanted: {
    readonly ledgerId: LedgerId;
    readonly after: number;
    readonly upTo: number;
  }): Promise<Bytes> {
    const {ledgerId, after, upTo} = wanted;
    const ledger = this.ledgerList.find(each => each.ledgerId === ledgerId);
    const headBefore = ledger?.heads[after];
    if (!ledger || !headBefore) throw new Error('it has this ledger, and this position');
    const entries = ledger.lines.slice(after, Math.min(upTo, after + this.entriesMax));
    const stretch = {version: this.version, ledgerId, headBefore, entries};
    const envelope = await packSegment(this.#tools, stretch);
    const signature = await this.hubKey.sign(segmentSigningMessage(envelope));
    return encodeSegmentEnvelope({...envelope, signature});
  }

  async journals() {
    return this.tillKeys.map(({publicKey}) => ({
      journalId: journalIdOf(this.#tools.digest, publicKey),
      publicKey: publicKeyText(publicKey),
    }));
  }

  /** What head office would write back, having it all: as the file on the stick. */
  async answer(message: Bytes, {ledgers}: Pick<ExportManifest, 'ledgers'>): Promise<Bytes> {
    const {digest} = this.#tools;
    const gatewayIncarnation = gatewayIncarnationFromBytes(new Uint8Array(10));
    const newest = new Map(
      this.ledgerList.flatMap(({lines}) =>
        lines.map(({entry}) => [entry.header.journalId, entry] as const),
      ),
    );
    const heldStatements = await Promise.all(
      [...newest.values()].map(async ({header, entryHash}) => {
        const {retailStoreId, workstationId, journalId, sequenceNumber} = header;
        const statement = {
          ...{retailStoreId, workstationId, journalId, sequenceNumber, entryHash},
          ...{gatewayIncarnation, issuedAtMs: 1},
        };
        const signature = await this.gatewayKey.sign(heldStatementSigningMessage(statement));
        return toBase64Url(encodeHeldStatement({...statement, signature}));
      }),
    );
    const said: ExportAnswer = {
      ...{v: 1, type: 'exportAnswer', gatewayIncarnation, issuedAtMs: 1, heldStatements},
      manifestSha256: toBase64Url(digest.sha256(message)),
      ledgers: ledgers.map(({ledgerId, last, headAfter: heldHead}) => ({
        ...{ledgerId, heldPosition: last, heldHead},
      })),
    };
    const answer = new TextEncoder().encode(JSON.stringify(said));
    const signing = answerSigningMessage(digest, {request: message, answer});
    return encodeSignedLines({message: answer, signature: await this.gatewayKey.sign(signing)});
  }
}
