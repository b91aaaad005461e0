import type {LedgerReader} from '@holdfast/ledger';
import {
  type Bytes,
  type Clock,
  equalBytes,
  Fault,
  fromBase64Url,
  isFault,
  type Log,
  toBase64Url,
} from '@holdfast/std';
import {
  encodeHeldStatement,
  type ForwardEntriesAnswer,
  type GatewayIncarnation,
  isLaterIncarnation,
  type LedgerStatusAnswer,
  type SegmentVersion,
  type SignedHeldStatement,
  segmentVersionFor,
} from '@holdfast/wire';
import {agrees, lastCommonPosition} from './common-position.ts';
import type {ForwarderAlarms, MissingStretch, OutgoingSegment, Sink} from './ports.ts';
import {SendWindow} from './send-window.ts';
import type {StatementKeeper} from './statement-keeper.ts';

/** What both kinds of answer say about a ledger. */
type Word = Pick<
  ForwardEntriesAnswer,
  'ledgerId' | 'gatewayIncarnation' | 'heldPosition' | 'heldHead' | 'heldStatements'
>;

/** What a sink is known to hold of one ledger, by its own proved word. */
export interface SinkStanding {
  readonly gatewayIncarnation: GatewayIncarnation;
  /** Without a gap from the ledger's beginning. */
  readonly heldUpTo: number;
}

export interface RoadPorts {
  readonly reader: LedgerReader;
  readonly sink: Sink;
  readonly statements: StatementKeeper;
  readonly alarms: Pick<ForwarderAlarms, 'diverged' | 'pruned'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Between two surprises that lead to a question: a sink that keeps contradicting itself is not
 * asked faster.
 */
const SURPRISE_EVERY_MS = 5_000;

/** The sink of whoever carries the ledger by hand: raised only by answers that came back. */
export const STICK = 'stick';

/**
 * One ledger's way to one sink. Believes an answer only where the head it names is this hub's own
 * at that position, and raises the watermark to nothing else.
 *
 *   unknown ──status──► known ──surprise──► unknown
 *      └──────── heads differ ────────► diverged (for good)
 *
 * A surprise: another incarnation, a sink that went back, a run that differs, or all sent and yet
 * not held. A sink that lacks what retention deleted here is sent the rest, which it cannot join:
 * that is known, alarmed, and no surprise.
 */
export class LedgerRoad {
  readonly window = new SendWindow();
  readonly #ports: RoadPorts;
  #state: 'unknown' | 'known' | 'diverged' = 'unknown';
  #incarnation: GatewayIncarnation | undefined;
  #segmentVersion: SegmentVersion = 1;
  /** By position, where answers will mostly name one: the ends of what was sent. */
  readonly #headsSent = new Map<number, Bytes>();
  #differsAbove = false;
  #missing: MissingStretch | undefined;
  #askNotBeforeMs = 0;
  #surpriseAtMs = Number.NEGATIVE_INFINITY;

  constructor(ports: RoadPorts) {
    this.#ports = ports;
    this.window.restart(ports.reader.watermark(ports.sink.name));
  }

  get reader(): LedgerReader {
    return this.#ports.reader;
  }

  get state(): 'unknown' | 'known' | 'diverged' {
    return this.#state;
  }

  /** The newest that the sink has said it reads. */
  get segmentVersion(): SegmentVersion {
    return this.#segmentVersion;
  }

  /** While unknown: when the sink may be asked. */
  get askNotBeforeMs(): number {
    return this.#askNotBeforeMs;
  }

  /** What the sink lacks and this hub has deleted, if that is known of any. */
  get missing(): MissingStretch | undefined {
    return this.#missing;
  }

  /** What the sink has said of itself and of this ledger in this run; `undefined` while unsure. */
  get standing(): SinkStanding | undefined {
    const gatewayIncarnation = this.#incarnation;
    if (this.#state !== 'known' || gatewayIncarnation === undefined) return undefined;
    return {gatewayIncarnation, heldUpTo: this.#missing ? 0 : this.window.held};
  }

  /** All was sent and yet not all is held, or what is held is not written down. */
  get incomplete(): boolean {
    const {window, reader} = this;
    const last = reader.end().position;
    if (this.#missing) return false;
    if (window.inFlight > 0 || window.aside > 0 || window.unsent({first: 1, last}, 0)) return false;
    return window.held < last || reader.watermark(this.#ports.sink.name) < window.held;
  }

  /**
   * The sink has shown which incarnation it is: another than before may lack what the former held.
   */
  meet(incarnation: GatewayIncarnation): void {
    if (incarnation !== this.#incarnation) this.forget('incarnation');
  }

  /** A later sink has signed this, so the one that is known here was put back, or is gone. */
  hear({gatewayIncarnation}: SignedHeldStatement): void {
    const known = this.#incarnation;
    if (known && isLaterIncarnation(gatewayIncarnation, known)) this.forget('incarnation');
  }

  /** Asks the sink again before anything more of this ledger is sent. */
  forget(reason: string): void {
    if (this.#state !== 'known') return;
    this.#state = 'unknown';
    this.#askNotBeforeMs = this.#surpriseAtMs + SURPRISE_EVERY_MS;
    this.#surpriseAtMs = this.#ports.clock.monotonicMs();
    const {ledgerId} = this.reader;
    this.#ports.log.warn('forward.unsure', {ledgerId, reason});
  }

  /**
   * How far does the sink have this ledger? Rewinds, goes on, or finds that the histories differ.
   */
  async ask(signal: AbortSignal): Promise<void> {
    const {reader, sink, statements, log} = this.#ports;
    const {ledgerId} = reader;
    const latest = statements.latest;
    const ask = (atPosition?: number): Promise<LedgerStatusAnswer> =>
      sink.ledgerStatus(
        {
          ledgerId,
          ...(atPosition === undefined ? {} : {atPosition}),
          ...(latest ? {heldStatement: toBase64Url(encodeHeldStatement(latest))} : {}),
        },
        signal,
      );
    const answer = await ask();
    this.#checkLedger(answer);
    this.#segmentVersion = segmentVersionFor(answer.segmentVersions);
    const position = answer.heldPosition;
    const own = reader.end().position;
    if (position < reader.prunedTo().position) this.#goOnWithout(answer);
    else if (!(await this.#agreesWith(answer))) {
      // Nothing was deleted before the sink had it under this hub's own head.
      const common = reader.prunedTo().position;
      const known = {common, differs: Math.min(position, own + 1)};
      this.#diverge(position, await lastCommonPosition(reader, ask, known));
    } else if (this.#differsAbove) {
      this.#diverge(position, position);
    } else {
      const watermark = reader.watermark(sink.name);
      if (position < watermark) log.warn('forward.rewound', {ledgerId, position, watermark});
      this.#missing = undefined;
      this.window.restart(position);
      this.#incarnation = answer.gatewayIncarnation;
      await this.#believe(answer);
      this.#state = 'known';
    }
  }

  /** What leaves now. */
  begin(segment: OutgoingSegment): void {
    this.window.begin(segment);
    this.#headsSent.set(segment.last, segment.headAfter);
  }

  /** Sends what is still here, to be kept there with a gap before it. */
  #goOnWithout({heldPosition, gatewayIncarnation}: Word): void {
    const {reader, alarms, log} = this.#ports;
    const {ledgerId} = reader;
    const last = reader.prunedTo().position;
    const missing = {ledgerId, first: heldPosition + 1, last};
    this.window.restart(last);
    this.#incarnation = gatewayIncarnation;
    this.#state = 'known';
    const known = this.#missing;
    this.#missing = missing;
    if (known?.first === missing.first && known.last === missing.last) return;
    log.error('forward.pruned', missing);
    alarms.pruned(missing);
  }

  /**
   * Takes what the sink said of this ledger by another way than a line, and answers whether it is
   * this hub's own history. Raises, and never rewinds: such an answer may be weeks old.
   */
  async learn(word: Word): Promise<'taken' | 'differs'> {
    this.#checkLedger(word);
    const {reader} = this.#ports;
    const {heldPosition: position} = word;
    if (position < reader.prunedTo().position) return 'taken'; // more was known, and deleted
    if (!(await this.#agreesWith(word))) return 'differs';
    await this.#believe(word);
    if (position > reader.watermark(STICK)) await reader.raise({sink: STICK, position});
    return 'taken';
  }

  /**
   * @param heldBefore what was known as held when the segment left: less than that is a surprise.
   */
  async settle(
    segment: OutgoingSegment,
    heldBefore: number,
    answer: ForwardEntriesAnswer,
  ): Promise<void> {
    this.#checkLedger(answer);
    if (this.#state !== 'known') return; // the status to come tells more than this answer
    if (answer.outcome === 'diverged') this.#differsAbove = true;
    this.meet(answer.gatewayIncarnation);
    if (this.state !== 'known') return;
    if (answer.outcome === 'diverged') this.forget('outcome');
    else if (this.#missing) await this.#settleWithout(this.#missing, segment, answer);
    else if (!(await this.#agreesWith(answer))) this.forget('head');
    else if (answer.heldPosition < heldBefore) this.forget('wentBack');
    else {
      this.window.arrive(segment);
      await this.#believe(answer);
    }
  }

  /** Behind a gap that nobody here can close, what arrives stays arrived. */
  async #settleWithout(
    missing: MissingStretch,
    segment: OutgoingSegment,
    answer: ForwardEntriesAnswer,
  ): Promise<void> {
    if (answer.heldPosition >= missing.last) {
      this.forget('refilled');
      return;
    }
    this.window.arrive(segment);
    await this.#keepStatements(answer);
  }

  #checkLedger({ledgerId}: Word): void {
    if (ledgerId === this.reader.ledgerId) return;
    throw new Fault('wire/malformed', {what: 'answer', reason: 'speaks of another ledger'});
  }

  async #agreesWith({heldPosition, heldHead}: Word): Promise<boolean> {
    const sent = this.#headsSent.get(heldPosition);
    const theirs = fromBase64Url(heldHead);
    if (sent && theirs) return equalBytes(sent, theirs);
    return heldPosition === 0 || agrees(this.reader, {position: heldPosition, head: heldHead});
  }

  async #believe(word: Word): Promise<void> {
    const {reader, sink} = this.#ports;
    const {heldPosition} = word;
    this.window.hold(heldPosition);
    for (const position of this.#headsSent.keys()) {
      if (position < heldPosition) this.#headsSent.delete(position);
    }
    const watermark = {sink: sink.name, position: heldPosition};
    await this.#keepStatements(word, async () => {
      if (heldPosition > reader.watermark(sink.name)) await reader.raise(watermark);
    });
  }

  async #keepStatements(
    {heldPosition, heldStatements, gatewayIncarnation}: Word,
    then = async () => {},
  ): Promise<void> {
    const {reader, statements, log} = this.#ports;
    try {
      await statements.keep(heldStatements, gatewayIncarnation);
      await then();
    } catch (error) {
      // Forwarding goes on while the disk is full; a later answer, or a question, brings this
      // again.
      if (!isFault(error, 'database/disk-full')) throw error;
      log.warn('forward.disk-full', {ledgerId: reader.ledgerId, position: heldPosition});
    }
  }

  #diverge(sinkPosition: number, lastCommon: number): void {
    const {reader, alarms, log} = this.#ports;
    const {ledgerId} = reader;
    this.#state = 'diverged';
    const tailLost = lastCommon === reader.end().position;
    const reason = tailLost ? 'sinkAhead' : 'headsDiffer';
    const difference = {ledgerId, reason, lastCommonPosition: lastCommon, sinkPosition} as const;
    log.error('forward.diverged', difference);
    alarms.diverged(difference);
  }
}
