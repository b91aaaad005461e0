import {type Bytes, isFault} from '@holdfast/std';
import {checkSession, type RosterJournal} from '@holdfast/trust';
import {
  type AskEntryHash,
  type Authenticate,
  type DecidePrint,
  type HubToTerminal,
  type JournalId,
  LAN_PROTOCOL_VERSION,
  type LanCloseReason,
  type Pair,
  type PairByCode,
  type PrintPaper,
  type RecordTransaction,
  type ShowRoster,
  type Succeed,
} from '@holdfast/wire';
import {admitTerminal} from './admit-terminal.ts';
import {afterWelcome, alarmWhereClockIsOff} from './after-welcome.ts';
import {CodePairing} from './code-pairing.ts';
import {alarmWhereEndsDiffer} from './ends-differ.ts';
import {GapLook} from './gap-look.ts';
import {helloOf} from './hello-of.ts';
import {INGEST_LIMITS} from './limits.ts';
import type {TerminalConnection} from './ports.ts';
import {answerPrinting} from './print-desk.ts';
import {readFrame} from './read-frame.ts';
import {ReceiptTalk} from './receipt-talk.ts';
import {RecordingLane} from './recording-lane.ts';
import type {SessionHost} from './session-host.ts';
import {type SessionView, viewOf} from './session-view.ts';
import {answerShared} from './share-documents.ts';
import {takeBase} from './take-base.ts';
import {sayEntryHash, takeSuccession} from './take-succession.ts';
import {journalIsClosed, welcomeOf} from './welcome-of.ts';

const V = LAN_PROTOCOL_VERSION;

type Phase =
  | {readonly name: 'greeted'}
  | {readonly name: 'proving'}
  | {readonly name: 'pairing'; readonly pairing: CodePairing}
  | {readonly name: 'open'; readonly lane: RecordingLane}
  /** Of a journal whose end was lost: nothing is recorded, and a successor may be taken in. */
  | {readonly name: 'ended'; readonly journal: RosterJournal}
  | {readonly name: 'closed'};

/**
 * One terminal's socket, from hello to close.
 *
 *   greeted ──authenticate──► proving ──proved──► open
 *      │  ├──────pair────────► proving ──admitted─► greeted (the terminal then authenticates)
 *      │  └────pairByCode────► pairing ──approved─► greeted
 *      │                         └──of an ended journal──► ended ◄──succeed── open
 *      └── any refusal, wrong frame, deadline or hub stop ──► closed
 */
export class TerminalSession {
  readonly #host: SessionHost<TerminalSession>;
  readonly #connection: TerminalConnection;
  readonly #nonce: Bytes;
  readonly #sinceMs: number;
  #deadline = new AbortController();
  #phase: Phase = {name: 'greeted'};
  #heardAtMs: number;
  #clockOffsetMs = 0;
  #app: Authenticate['app'] = {name: '', version: ''};
  #ownSequence = 0; // where the terminal said that its journal ends
  #showing: Promise<void> | undefined;
  readonly #gap: GapLook;
  readonly #receipts: ReceiptTalk;

  constructor(host: SessionHost<TerminalSession>, connection: TerminalConnection) {
    this.#host = host;
    this.#connection = connection;
    this.#gap = new GapLook(host.ports, this);
    this.#receipts = new ReceiptTalk(host.ports.findReceipt);
    this.#nonce = host.ports.random.bytes(32);
    this.#sinceMs = host.ports.clock.wallMs();
    this.#heardAtMs = host.ports.clock.monotonicMs();
  }

  /** Set once the terminal has proved whose journal it brings. */
  get journal(): RosterJournal | undefined {
    if (this.#phase.name === 'ended') return this.#phase.journal;
    return this.#phase.name === 'open' ? this.#phase.lane.journal : undefined;
  }

  get journalId(): JournalId | undefined {
    return this.journal?.journalId;
  }

  /** How long it has been silent. One that lives says something every heartbeat. */
  get silentMs(): number {
    return this.#host.ports.clock.monotonicMs() - this.#heardAtMs;
  }

  /** Whether it takes entries of its journal now. */
  get records(): boolean {
    return this.#phase.name === 'open';
  }

  /** Which run of its program speaks, where it says. */
  get run(): string | undefined {
    return this.#app.run;
  }

  get address(): string {
    return this.#connection.peer.address;
  }

  greet(): void {
    this.send(helloOf(this.#host.ports, this.#nonce));
    this.#expectProof(INGEST_LIMITS.authenticationMs);
  }

  /** Whoever has proved nothing by then is closed. Takes the place of an earlier deadline. */
  #expectProof(withinMs: number): void {
    this.#deadline.abort();
    const deadline = new AbortController();
    this.#deadline = deadline;
    void this.#host.ports.clock.sleep(withinMs, deadline.signal).then(() => {
      if (!deadline.signal.aborted && this.#phase.name !== 'open') {
        this.close('authenticationTimeout', `no proof within ${withinMs} ms`);
      }
    });
  }

  send(message: HubToTerminal): void {
    if (this.#phase.name === 'closed') return;
    this.#connection.send(message);
    if (this.#connection.bufferedBytes() > INGEST_LIMITS.unreadBytesMax) {
      this.close('tooSlow', 'answers are not being read');
    }
  }

  close(reason: LanCloseReason, detail = ''): void {
    if (this.#phase.name === 'closed') return;
    const journalId = this.journalId;
    this.#connection.send({v: V, type: 'refused', reason, detail});
    this.ended();
    this.#connection.close(reason, detail);
    if (reason !== 'stopping') {
      const about = {reason, journal: journalId, address: this.address};
      this.#host.ports.log.info('session.ended', about);
    }
  }

  /** The socket is gone. Entries already handed to the ledger stay; the terminal will ask again. */
  ended(): void {
    this.#deadline.abort();
    this.#gap.end();
    if (this.#phase.name === 'open') this.#phase.lane.ended();
    if (this.#phase.name === 'pairing') this.#phase.pairing.ended();
    this.#phase = {name: 'closed'};
  }

  /** Resolves when no answer is owed any more. */
  async drain(): Promise<void> {
    if (this.#phase.name === 'open') await this.#phase.lane.drain();
  }

  frame(text: string): void {
    if (this.#phase.name === 'closed') return;
    this.#heardAtMs = this.#host.ports.clock.monotonicMs();
    const message = readFrame(text);
    if (!message.ok) {
      this.#host.counts.malformedFrames += 1;
      this.close('malformed', `${message.issue.field}: ${message.issue.reason}`.slice(0, 200));
      return;
    }
    const {value} = message;
    switch (value.type) {
      case 'unknown':
        this.#host.counts.unknownMessages += 1; // a newer terminal's: it must do without an answer
        return;
      case 'ping':
        this.#pong(value);
        return;
      case 'authenticate':
        if (this.#expect('greeted', value.type)) void this.#guard(this.#prove(value));
        return;
      case 'pair':
        if (this.#expect('greeted', value.type)) void this.#guard(this.#pair(value));
        return;
      case 'showRoster':
        if (this.#expect('greeted', value.type)) this.#hearShown(value);
        return;
      case 'pairByCode':
        if (this.#expect('greeted', value.type)) this.#pairByCode(value);
        return;
      case 'confirmCode':
        if (this.#phase.name === 'pairing') void this.#guard(this.#phase.pairing.confirm(value));
        else this.#expect('pairing', value.type);
        return;
      case 'recordTransaction':
        if (this.#phase.name === 'open') this.#phase.lane.record(value);
        else this.#refuseRecord(value);
        return;
      case 'askShared':
        if (this.#phase.name === 'open') this.send(answerShared(this.#host.ports, value));
        return;
      case 'changeSuspended':
        if (this.#phase.name === 'open') this.#phase.lane.changeSuspended(value);
        return;
      case 'printPaper':
      case 'decidePrint':
        void this.#guard(this.#print(value));
        return;
      case 'askReceipt':
        if (this.#phase.name === 'open')
          void this.#guard(this.#receipts.hear(value, answer => this.send(answer)));
        return;
      case 'askEntryHash':
      case 'succeed':
        void this.#guard(this.#hearOfSuccession(value));
    }
  }

  async #print(asked: PrintPaper | DecidePrint): Promise<void> {
    if (this.#phase.name !== 'open') return;
    const {journal} = this.#phase.lane;
    for (const said of await answerPrinting(this.#host.ports, {journal, asked})) this.send(said);
  }

  #hearShown(shown: ShowRoster): void {
    const {onShown} = this.#host.ports;
    if (onShown && this.#showing === undefined) this.#showing = this.#guard(onShown(shown));
  }

  #refuseRecord({type, sequenceNumber}: RecordTransaction): void {
    if (this.#expect('ended', type)) this.send(journalIsClosed(sequenceNumber));
  }

  /** A terminal whose history is another one finds out where they part, then goes on anew. */
  async #hearOfSuccession(message: AskEntryHash | Succeed): Promise<void> {
    const phase = this.#phase;
    const journal = phase.name === 'open' ? phase.lane.journal : this.#endedJournal(message.type);
    if (!journal) return;
    if (message.type === 'askEntryHash') {
      this.send(await sayEntryHash(this.#host, {journal, ...message}));
      return;
    }
    if (phase.name === 'open') phase.lane.ended();
    this.#phase = {name: 'ended', journal};
    const ownSequence = this.#ownSequence;
    const answer = await takeSuccession(this.#host, {journal, succeed: message, ownSequence});
    if (answer.type === 'refused') this.close('successionRefused', answer.detail.slice(0, 200));
    else this.send(answer);
  }

  #endedJournal(type: string): RosterJournal | undefined {
    if (this.#phase.name === 'ended') return this.#phase.journal;
    this.#expect('ended', type);
    return undefined;
  }

  #expect(phase: Phase['name'], type: string): boolean {
    if (this.#phase.name === phase) return true;
    this.close('malformed', `${type} does not belong here: the session is ${this.#phase.name}`);
    return false;
  }

  /** What goes wrong inside one session ends that session, not the hub. */
  async #guard(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (isFault(error, 'session/refused')) {
        this.close('revoked', 'this key was taken out of the store: pair with a new one');
        return;
      }
      this.#host.ports.log.error('session.failed', {error: String(error), address: this.address});
      this.close('tooBusy', isFault(error) ? error.code : 'the hub could not finish this step');
    }
  }

  #pong({count, terminalTimeMs}: {readonly count: number; readonly terminalTimeMs: number}): void {
    const hubTimeMs = this.#host.ports.clock.wallMs();
    this.#clockOffsetMs = Math.round(hubTimeMs - terminalTimeMs);
    this.send({v: V, type: 'pong', count, hubTimeMs});
  }

  async #pair(pair: Pair): Promise<void> {
    const {desk, log} = this.#host.ports;
    this.#phase = {name: 'proving'};
    const verdict = await desk.judge({pair, nonce: this.#nonce, address: this.address});
    if (verdict.kind === 'refused') {
      log.warn('pairing.refused', {reason: verdict.reason, address: this.address});
      this.close('pairingRefused', verdict.reason);
      return;
    }
    const paired = await admitTerminal(this.#host.ports, {till: verdict, nonce: this.#nonce});
    await verdict.admitted();
    if (this.#isClosed()) return;
    this.#phase = {name: 'greeted'};
    this.send(paired);
  }

  #pairByCode(asked: PairByCode): void {
    const session = {
      connection: this.#connection,
      nonce: this.#nonce,
      send: (message: HubToTerminal) => this.send(message),
      close: (reason: LanCloseReason, detail: string) => this.close(reason, detail),
      isClosed: () => this.#isClosed(),
      waits: (windowMs: number) => this.#expectProof(windowMs + INGEST_LIMITS.authenticationMs),
      paired: () => {
        this.#phase = {name: 'greeted'};
        this.#expectProof(INGEST_LIMITS.authenticationMs);
      },
    };
    const pairing = new CodePairing(this.#host.ports, session, asked);
    this.#phase = {name: 'pairing', pairing};
    void this.#guard(pairing.begin());
  }

  #isClosed(): boolean {
    return this.#phase.name === 'closed';
  }

  async #prove(authenticate: Authenticate): Promise<void> {
    const {identity, roster, digest, verifier, clock} = this.#host.ports;
    this.#phase = {name: 'proving'};
    await this.#showing; // whom it shows may be let in by it
    const verdict = await checkSession(
      {digest, verifier, roster},
      {
        authenticate,
        nonce: this.#nonce,
        hubId: identity.hubId,
        origin: this.#connection.peer.origin,
      },
    );
    if (this.#isClosed()) return;
    if (verdict.kind !== 'open' && verdict.kind !== 'ended') {
      this.close(verdict.kind, verdict.detail);
      return;
    }
    this.#clockOffsetMs = Math.round(clock.wallMs() - authenticate.terminalTimeMs);
    this.#app = authenticate.app;
    await takeBase(this.#host.ports, authenticate);
    await this.#gap.begin(authenticate);
    if (this.#isClosed()) return;
    this.#ownSequence = authenticate.lastSequenceNumber;
    this.#host.ports.onSeen?.(authenticate.journalId, this.#ownSequence);
    alarmWhereEndsDiffer(this.#host, authenticate);
    this.#open(verdict);
  }

  #open({kind, journal}: {readonly kind: 'open' | 'ended'; readonly journal: RosterJournal}): void {
    const {ledger, clock, roster} = this.#host.ports;
    if (kind === 'open' && !roster.isOpen(journal.journalId)) {
      this.close('tooBusy', 'the roster changed meanwhile: ring again');
      return;
    }
    const {journalId} = journal;
    if (kind === 'open') this.#beginLane(journal);
    else this.#phase = {name: 'ended', journal};
    this.send(welcomeOf({ledger, clock}, {journalId, kind}));
    for (const said of afterWelcome(this.#host, journal)) this.send(said);
    void this.#guard(this.giveRoster());
    if (kind === 'open') this.#host.welcomed(journalId);
    alarmWhereClockIsOff(this.#host, {journalId, clockOffsetMs: this.#clockOffsetMs});
  }

  /** Gives the till the roster to keep, while it records. */
  async giveRoster(): Promise<void> {
    const copy = await this.#host.ports.rosterCopy?.();
    if (copy && this.records) this.send({v: V, type: 'keepRoster', ...copy});
  }

  #beginLane(journal: RosterJournal): void {
    const lane = new RecordingLane(this.#host, journal, {
      send: message => this.send(message),
      close: (reason, detail) => this.close(reason, detail),
      clockOffsetMs: () => this.#clockOffsetMs,
      guard: work => void this.#guard(work),
    });
    this.#phase = {name: 'open', lane};
    this.#host.opened(this, journal.journalId);
  }

  /** Head office may have gone back: looks again for what only this terminal can bring. */
  lookForGap(): void {
    void this.#guard(this.#gap.again());
  }

  view(): SessionView {
    const lane = this.#phase.name === 'open' ? this.#phase.lane : undefined;
    const clockOffsetMs = this.#clockOffsetMs;
    const about = {address: this.address, sinceMs: this.#sinceMs, clockOffsetMs};
    return viewOf({lane, app: this.#app, about});
  }
}
