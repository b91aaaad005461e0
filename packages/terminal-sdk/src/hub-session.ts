import {assert, isFault, toBase64Url, unreachable, Wakeup} from '@holdfast/std';
import {
  encodeHeldStatement,
  GENESIS_HASH,
  type Hello,
  type HubToTerminal,
  LAN_CLOSE_CODES,
  lanCloseReason,
  sessionProofMessage,
  type UnknownMessage,
  type Welcome,
} from '@holdfast/wire';
import {bytesOf} from './bytes-of.ts';
import {compareHeads, entryHashAt, type HubHead, type JournalVerdict} from './compare-heads.ts';
import {firstToSend} from './first-to-send.ts';
import {Heartbeat} from './heartbeat.ts';
import {keepHubsWord} from './keep-hubs-word.ts';
import {showRoster} from './kept-roster.ts';
import {TERMINAL_LIMITS} from './limits.ts';
import type {HubConnection, Pairing} from './ports.ts';
import {RecordRoad} from './record-road.ts';
import type {SessionEnd} from './session-end.ts';
import type {SessionPorts} from './session-ports.ts';
import type {SharedQuestion} from './shared-reader.ts';
import type {StatementVerdict} from './statement-keeper.ts';
import {SuccessionTalk} from './succession-talk.ts';
import {tellVerdict} from './tell-verdict.ts';

/**
 * One conversation with one hub, from `hello` to the close:
 *
 *   hello ──► authenticate ──► welcome ──► open: records, heartbeats, statements ──► end
 *                                 └─heads differ─► parting: a successor is taken in ──► end
 *
 * The link has compared the hub's key before anything was said. Ends, and never throws, for
 * whatever hub and network do; a fault of the journal ends it too, by throwing.
 */
export class HubSession {
  readonly #ports: SessionPorts;
  readonly #connection: HubConnection;
  readonly #pairing: Pairing;
  readonly #newEntries = new Wakeup();
  readonly #heartbeat: Heartbeat;
  readonly #ended = new AbortController();
  #phase:
    | {readonly at: 'hello' | 'welcome'; readonly sinceMs: number}
    | {readonly at: 'open'; readonly road: RecordRoad}
    | {readonly at: 'parting'; readonly talk: SuccessionTalk};
  #hello: Hello | undefined;
  #end: SessionEnd | undefined;
  #failure: {readonly error: unknown} | undefined;
  #refusal = '';

  constructor(ports: SessionPorts, on: {connection: HubConnection; pairing: Pairing}) {
    this.#ports = ports;
    this.#connection = on.connection;
    this.#pairing = on.pairing;
    this.#heartbeat = new Heartbeat(ports.clock);
    this.#phase = {at: 'hello', sinceMs: ports.clock.monotonicMs()};
  }

  get lastHeardMs(): number {
    return this.#heartbeat.lastHeardMs;
  }

  /** Something was journaled: there may be more to send. */
  wake(): void {
    this.#newEntries.notify();
  }

  /** Ends the conversation: the terminal was paired with another hub. */
  leave(): void {
    this.#finish({kind: 'lost', reason: 'left'});
  }

  /** Resolves once the conversation is over, whoever ended it. */
  async run(signal: AbortSignal): Promise<SessionEnd> {
    const stop = () => this.#finish({kind: 'lost', reason: 'stopped'});
    signal.addEventListener('abort', stop, {once: true});
    if (signal.aborted) stop();
    const tasks = [this.#listen(), this.#watch()];
    await Promise.all(tasks.map(task => task.catch((error: unknown) => this.#fail(error))));
    signal.removeEventListener('abort', stop);
    if (this.#phase.at === 'open') await this.#phase.road.done;
    if (this.#failure) throw this.#failure.error;
    assert(this.#end, 'a session that is over has ended somehow');
    return this.#end;
  }

  #finish(end: SessionEnd): void {
    this.#end ??= end;
    this.#ports.receipts.close();
    this.#ports.suspended.detach();
    this.#ended.abort();
    this.#ports.print.left();
    this.#connection.close();
  }

  #fail(error: unknown): void {
    this.#failure ??= {error};
    this.#finish({kind: 'lost', reason: 'failed'});
  }

  async #listen(): Promise<void> {
    try {
      for await (const message of this.#connection.messages()) {
        if (this.#ended.signal.aborted) break;
        this.#heartbeat.heard();
        await this.#hear(message);
      }
    } catch (error) {
      if (!isFault(error, 'wire/malformed')) throw error;
      this.#ports.log.warn('session.malformed', {...error.fields});
    }
    this.#finish(this.#closedBy(this.#connection.closeCode()));
  }

  #closedBy(code: number | undefined): SessionEnd {
    const reason = code === undefined ? undefined : lanCloseReason(code);
    if (reason === undefined) return {kind: 'lost', reason: `closed ${code ?? ''}`.trim()};
    const {retry, means} = LAN_CLOSE_CODES[reason];
    return retry === 'never'
      ? {kind: 'blocked', code: reason, detail: this.#refusal || means}
      : {kind: 'lost', reason};
  }

  /** Ends what got stuck: a handshake, a hub that fell silent or never answers a record. */
  async #watch(): Promise<void> {
    const {clock} = this.#ports;
    const {signal} = this.#ended;
    while (!signal.aborted) {
      const {atMs, reason} = this.#deadline();
      if (clock.monotonicMs() >= atMs) {
        const phase = this.#phase;
        this.#finish(phase.at === 'parting' ? phase.talk.unanswered : {kind: 'lost', reason});
        return;
      }
      if (this.#phase.at === 'open') this.#beat();
      const untilMs = atMs - clock.monotonicMs();
      await clock.sleep(Math.min(TERMINAL_LIMITS.heartbeatMs, untilMs), signal);
    }
  }

  #deadline(): {readonly atMs: number; readonly reason: string} {
    const phase = this.#phase;
    const {handshakeMs, answerMs} = TERMINAL_LIMITS;
    if (phase.at === 'parting') {
      return {atMs: phase.talk.waitingSinceMs + answerMs, reason: 'unanswered'};
    }
    if (phase.at !== 'open') return {atMs: phase.sinceMs + handshakeMs, reason: `no ${phase.at}`};
    const {waitingSinceMs = Number.POSITIVE_INFINITY} = phase.road;
    const {lostAtMs} = this.#heartbeat;
    return lostAtMs <= waitingSinceMs + answerMs
      ? {atMs: lostAtMs, reason: 'silent'}
      : {atMs: waitingSinceMs + answerMs, reason: 'unanswered'};
  }

  #beat(): void {
    const ping = this.#heartbeat.ping(this.#connection.version);
    if (ping) this.#connection.send(ping);
  }

  async #hear(message: HubToTerminal | UnknownMessage): Promise<void> {
    switch (message.type) {
      case 'hello':
        if (this.#phase.at === 'hello' && !this.#hello) await this.#answerHello(message);
        return;
      case 'welcome':
        if (this.#phase.at === 'welcome' && this.#hello) await this.#open(message, this.#hello);
        return;
      case 'recordTransactionReply':
        if (this.#phase.at === 'open') await this.#phase.road.answer(message);
        return;
      case 'held':
        if (this.#phase.at === 'open') await this.#hearStatement(message.statement);
        return;
      case 'keepRoster':
      case 'personalErased':
        if (this.#phase.at === 'open') await keepHubsWord(this.#ports, message);
        return;
      case 'mirroredJournal':
        if (this.#hello) this.#ports.custody.mirroredThrough(this.#hello.hubId, message);
        return;
      case 'pong':
        this.#ports.onClockOffset(this.#heartbeat.pong(message));
        return;
      case 'storeStatus':
        this.#ports.onStoreStatus(message);
        return;
      case 'refused':
        this.#refusal = [message.reason, message.detail].filter(Boolean).join(': ');
        return;
      case 'entryHash':
      case 'succeeded':
        if (this.#phase.at === 'parting') this.#phase.talk.heard(message);
        return;
      case 'receiptAnswer':
        this.#ports.receipts.hear(message);
        return;
      case 'sharedVersions':
        this.#askShared(this.#ports.shared?.versions(message));
        return;
      case 'sharedPart':
        this.#askShared(await this.#ports.shared?.part(message));
        return;
      case 'printers':
      case 'printState':
        this.#ports.print.heard(message);
        return;
      case 'suspendedChanged':
        this.#ports.suspended.heard(message);
        return;
      case 'paired':
      case 'codeShare':
      case 'codeConfirmed':
      case 'unknown':
        this.#ports.log.debug('session.passedOver', {type: message.type});
        return;
      default:
        unreachable(message);
    }
  }

  #askShared(question: SharedQuestion | undefined): void {
    if (question) this.#connection.send({v: this.#connection.version, ...question});
  }

  async #answerHello(hello: Hello): Promise<void> {
    const {app, journal, digest, clock, custody, issues} = this.#ports;
    const {hubId, retailStoreId, workstationId, journalId, epoch} = this.#pairing;
    if (hello.hubId !== hubId || hello.retailStoreId !== retailStoreId) {
      this.#finish({kind: 'untrusted', detail: `says it is ${hello.hubId}`});
      return;
    }
    if (hello.epoch < epoch) {
      issues.publish({code: 'hub/fenced', epoch: hello.epoch, epochSeen: epoch});
      this.#finish({kind: 'lost', reason: 'fenced'});
      return;
    }
    this.#hello = hello;
    const {origin, version} = this.#connection;
    const nonce = bytesOf(hello.nonce);
    const claim = {nonce, hubId, journalId, workstationId, origin};
    const proof = await journal.key.sign(sessionProofMessage(digest, claim));
    const tail = journal.tail();
    this.#phase = {at: 'welcome', sinceMs: clock.monotonicMs()};
    const [{held}, {roster}] = [custody, this.#pairing];
    if (roster && roster.hubId !== hubId) this.#connection.send(showRoster(this.#pairing, version));
    this.#connection.send({
      v: version,
      type: 'authenticate',
      workstationId,
      journalId,
      origin,
      lastSequenceNumber: tail.sequenceNumber,
      lastEntryHash: toBase64Url(tail.entryHash),
      firstSequenceNumber: journal.firstSequenceNumber(),
      ...(held ? {heldStatement: toBase64Url(encodeHeldStatement(held))} : {}),
      terminalTimeMs: Math.max(0, Math.floor(clock.wallMs())),
      app,
      proof: toBase64Url(proof),
    });
  }

  async #open(welcome: Welcome, hello: Hello): Promise<void> {
    const {custody} = this.#ports;
    const {heldStatement: statement, lastSequenceNumber: sequenceNumber} = welcome;
    const heard = statement === undefined ? 'old' : await this.#hearStatement(statement);
    if (this.#ended.signal.aborted) return;
    const head = {sequenceNumber, entryHash: bytesOf(welcome.lastEntryHash)};
    const verdict = await compareHeads(this.#ports.journal, head);
    if (verdict === 'behind' && heard === 'beyondTail') return this.#blockBeyondTail();
    if (verdict !== 'behind' || welcome.closed !== undefined) {
      this.#part(verdict, {head, hello});
      return;
    }
    custody.recordedThrough(hello.hubId, sequenceNumber);
    await this.#ports.onOpen(hello);
    const {signal} = this.#ended;
    if (signal.aborted) return;
    const road = new RecordRoad(
      {...this.#ports, connection: this.#connection, newEntries: this.#newEntries, signal},
      {
        hubId: hello.hubId,
        inFlightMax: hello.limits.inFlightMax,
        next: firstToSend(this.#ports.journal, sequenceNumber),
        onHeld: statement => this.#hearStatement(statement),
        onUnreadable: first => this.#leaveBehind(first, {head, hello}),
        onHead: theirs => this.#hearHead(theirs),
        onEnd: end => this.#finish(end),
      },
    );
    this.#phase = {at: 'open', road};
    this.#ports.print.joined(asked =>
      this.#connection.send({v: this.#connection.version, ...asked}),
    );
    const {version} = this.#connection;
    this.#ports.receipts.open(question => this.#connection.send({v: version, ...question}));
    this.#beat();
    this.#ports.suspended.attach(word => this.#connection.send({v: version, ...word}));
    road.start(error => this.#fail(error));
  }

  /** The hub named a head while records were on the road. The next welcome may tell more. */
  async #hearHead(head: HubHead): Promise<void> {
    const verdict = await compareHeads(this.#ports.journal, head);
    if (verdict !== 'behind')
      this.#finish({kind: 'blocked', ...tellVerdict(this.#ports, verdict, head)});
  }

  /** What comes after an entry that nobody can read goes on in a successor. */
  async #leaveBehind(
    unreadable: number,
    {head, hello}: {readonly head: HubHead; readonly hello: Hello},
  ): Promise<void> {
    const sequenceNumber = unreadable - 1;
    const ofWelcome = sequenceNumber === head.sequenceNumber ? head.entryHash : undefined;
    const own =
      sequenceNumber === 0 ? GENESIS_HASH : await entryHashAt(this.#ports.journal, sequenceNumber);
    const entryHash = own ?? ofWelcome;
    if (!entryHash) return; // the next welcome names it
    this.#part('unreadable', {head: {sequenceNumber, entryHash}, hello});
  }

  /** This journal and the hub's history of it cannot be one any more: goes on in a successor. */
  #part(verdict: JournalVerdict, on: {readonly head: HubHead; readonly hello: Hello}): void {
    const {custody, journal} = this.#ports;
    const {recorded} = journal.custody();
    const byThisHub = recorded?.hubId === on.hello.hubId ? recorded.sequenceNumber : 0;
    const {head} = on;
    const asked = Math.max(custody.held?.sequenceNumber ?? 0, byThisHub);
    // All before what is unreadable is at the hub already: there is nothing to look for.
    const sharedThrough = verdict === 'unreadable' ? head.sequenceNumber : asked;
    const told = tellVerdict(this.#ports, verdict, head);
    const talk = new SuccessionTalk(
      {...this.#ports, connection: this.#connection, pairing: this.#pairing},
      {head, sharedThrough, ...told},
    );
    this.#phase = {at: 'parting', talk};
    void talk.run().then(
      end => this.#finish(end),
      (error: unknown) => this.#fail(error),
    );
  }

  /** In a welcome, one beyond the tail ends nothing yet: the hub may have those entries, too. */
  async #hearStatement(text: string): Promise<StatementVerdict> {
    const before = this.#ports.custody.held?.sequenceNumber ?? 0;
    const verdict = await this.#ports.statements.accept(bytesOf(text), this.#pairing);
    if (verdict === 'beyondTail' && this.#phase.at === 'open') this.#blockBeyondTail();
    const held = this.#ports.custody.held?.sequenceNumber ?? 0;
    // Head office went back: a new session finds out who lacks what.
    if (held < before && this.#phase.at === 'open')
      this.#finish({kind: 'lost', reason: 'heldLess'});
    if (this.#phase.at === 'open') this.#phase.road.heldThrough(held);
    return verdict;
  }

  #blockBeyondTail(): void {
    const detail = 'head office holds more than this journal has';
    this.#finish({kind: 'blocked', code: 'rolledBack', detail});
  }
}
