import type {AppendOutcome} from '@holdfast/ledger';
import {type Bytes, isFault, toBase64Url} from '@holdfast/std';
import {checkSession, publicKeyText, type RosterJournal} from '@holdfast/trust';
import {
  type Authenticate,
  encodeHeldStatement,
  GENESIS_HASH,
  type HubToTerminal,
  type JournalEntry,
  type JournalId,
  LAN_PROTOCOL_VERSION,
  type LanCloseReason,
  type Pair,
  parseTerminalMessage,
  type RecordOutcome,
  type RecordTransaction,
  WIRE_LIMITS,
} from '@holdfast/wire';
import type {Ingest} from './ingest.ts';
import {judgeEntry} from './judge-entry.ts';
import {INGEST_LIMITS} from './limits.ts';
import type {TerminalConnection} from './ports.ts';
import {SignatureWatch} from './signature-watch.ts';

const V = LAN_PROTOCOL_VERSION;

/** One open session, as status pages show it. */
export interface SessionView {
  readonly workstationId: string;
  readonly journalId: JournalId;
  readonly name: string;
  readonly address: string;
  readonly sinceMs: number;
  readonly clockOffsetMs: number;
  readonly app: string;
  readonly inFlight: number;
}

type Phase =
  | {readonly name: 'greeted'}
  | {readonly name: 'proving'}
  | {readonly name: 'open'; readonly journal: RosterJournal; readonly signatures: SignatureWatch}
  | {readonly name: 'closed'};

/**
 * One terminal's socket, from hello to close.
 *
 *   greeted ──authenticate──► proving ──proved──► open
 *      │  └──────pair────────► proving ──admitted─► greeted (the terminal then authenticates)
 *      └── any refusal, wrong frame, deadline or hub stop ──► closed
 */
export class TerminalSession {
  readonly #ingest: Ingest;
  readonly #connection: TerminalConnection;
  readonly #nonce: Bytes;
  readonly #sinceMs: number;
  readonly #deadline = new AbortController();
  #phase: Phase = {name: 'greeted'};
  #clockOffsetMs = 0;
  #app = '';
  #inFlight = 0;
  #idle: (() => void)[] = [];

  constructor(ingest: Ingest, connection: TerminalConnection) {
    this.#ingest = ingest;
    this.#connection = connection;
    this.#nonce = ingest.ports.random.bytes(32);
    this.#sinceMs = ingest.ports.clock.wallMs();
  }

  /** Set once the terminal has proved whose journal it brings. */
  get journalId(): JournalId | undefined {
    return this.#phase.name === 'open' ? this.#phase.journal.journalId : undefined;
  }

  get address(): string {
    return this.#connection.peer.address;
  }

  greet(): void {
    const {identity, ledger, roster, clock} = this.#ingest.ports;
    this.send({
      v: V,
      type: 'hello',
      hubId: identity.hubId,
      retailStoreId: identity.retailStoreId,
      ledgerId: ledger.ledgerId,
      epoch: roster.epoch,
      nonce: toBase64Url(this.#nonce),
      hubTimeMs: clock.wallMs(),
      limits: {
        bodyBytesMax: WIRE_LIMITS.bodyBytesMax,
        inFlightMax: INGEST_LIMITS.inFlightMax,
        heartbeatMs: INGEST_LIMITS.heartbeatMs,
      },
    });
    void clock.sleep(INGEST_LIMITS.authenticationMs, this.#deadline.signal).then(() => {
      if (!this.#deadline.signal.aborted && this.#phase.name !== 'open') {
        this.close('authenticationTimeout', `no proof within ${INGEST_LIMITS.authenticationMs} ms`);
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
      this.#ingest.ports.log.info('session.ended', {
        reason,
        journal: journalId,
        address: this.address,
      });
    }
  }

  /** The socket is gone. Entries already handed to the ledger stay; the terminal will ask again. */
  ended(): void {
    this.#deadline.abort();
    if (this.#phase.name === 'open') void this.#phase.signatures.finish();
    this.#phase = {name: 'closed'};
    for (const wake of this.#idle.splice(0)) wake();
  }

  /** Resolves when no answer is owed any more. */
  async drain(): Promise<void> {
    if (this.#inFlight > 0 && this.#phase.name !== 'closed') {
      await new Promise<void>(resolve => this.#idle.push(resolve));
    }
  }

  frame(text: string): void {
    if (this.#phase.name === 'closed') return;
    const message = parseTerminalMessage(text);
    if (!message.ok) {
      this.#ingest.counts.malformedFrames += 1;
      this.close('malformed', `${message.issue.field}: ${message.issue.reason}`.slice(0, 200));
      return;
    }
    switch (message.value.type) {
      case 'unknown':
        this.#ingest.counts.unknownMessages += 1; // a newer terminal's: it must do without an answer
        return;
      case 'ping':
        this.#pong(message.value);
        return;
      case 'authenticate':
        if (this.#expect('greeted', message.value.type))
          void this.#guard(this.#prove(message.value));
        return;
      case 'pair':
        if (this.#expect('greeted', message.value.type))
          void this.#guard(this.#pair(message.value));
        return;
      case 'recordTransaction':
        if (this.#expect('open', message.value.type)) this.#record(message.value);
    }
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
      this.#ingest.ports.log.error('session.failed', {error: String(error), address: this.address});
      this.close('tooBusy', isFault(error) ? error.code : 'the hub could not finish this step');
    }
  }

  #pong({count, terminalTimeMs}: {readonly count: number; readonly terminalTimeMs: number}): void {
    const hubTimeMs = this.#ingest.ports.clock.wallMs();
    this.#clockOffsetMs = Math.round(hubTimeMs - terminalTimeMs);
    this.send({v: V, type: 'pong', count, hubTimeMs});
  }

  async #pair(pair: Pair): Promise<void> {
    const {desk, rosterKeeper, identity, roster, log} = this.#ingest.ports;
    this.#phase = {name: 'proving'};
    const verdict = await desk.judge({pair, nonce: this.#nonce});
    if (verdict.kind === 'refused') {
      log.warn('pairing.refused', {reason: verdict.reason, address: this.address});
      this.close('pairingRefused', verdict.reason);
      return;
    }
    const {workstationId, journalId} = verdict;
    await rosterKeeper.admit(verdict);
    log.info('pairing.admitted', {workstation: workstationId, journal: journalId});
    if (this.#isClosed()) return;
    this.#phase = {name: 'greeted'};
    this.send({
      v: V,
      type: 'paired',
      hubId: identity.hubId,
      hubPublicKey: publicKeyText(identity.hubPublicKey),
      gatewayPublicKey: publicKeyText(identity.gatewayPublicKey),
      retailStoreId: identity.retailStoreId,
      workstationId,
      journalId,
      epoch: roster.epoch,
    });
  }

  #isClosed(): boolean {
    return this.#phase.name === 'closed';
  }

  async #prove(authenticate: Authenticate): Promise<void> {
    const {identity, roster, digest, verifier, clock} = this.#ingest.ports;
    this.#phase = {name: 'proving'};
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
    if (verdict.kind !== 'open') {
      this.close(verdict.kind, verdict.detail);
      return;
    }
    this.#clockOffsetMs = Math.round(clock.wallMs() - authenticate.terminalTimeMs);
    this.#app = `${authenticate.app.name} ${authenticate.app.version}`;
    if (!this.#sameHistory(authenticate)) return;
    this.#open(verdict.journal);
  }

  /** Compares ends. A terminal behind this hub was rolled back; one beside it has forked. */
  #sameHistory({journalId, lastSequenceNumber, lastEntryHash}: Authenticate): boolean {
    const lane = this.#ingest.ports.ledger.lane(journalId);
    if (!lane || lane.sequenceNumber < lastSequenceNumber) return true;
    if (lane.sequenceNumber > lastSequenceNumber) {
      this.#ingest.alarm({
        code: 'journal/rolled-back',
        journalId,
        detail: `the terminal ends at ${lastSequenceNumber}, this hub recorded ${lane.sequenceNumber}`,
      });
      return true;
    }
    if (toBase64Url(lane.entryHash) === lastEntryHash) return true;
    this.#ingest.alarm({
      code: 'journal/forked',
      journalId,
      sequenceNumber: lane.sequenceNumber,
      recordedEntryHash: toBase64Url(lane.entryHash),
      detail: 'the terminal’s last entry is not the one this hub recorded',
    });
    this.close('headsDiffer', `entry ${lane.sequenceNumber} differs from the recorded one`);
    return false;
  }

  #open(journal: RosterJournal): void {
    const {ledger, clock, verifier} = this.#ingest.ports;
    const {journalId, publicKey} = journal;
    const onBad = ({sequenceNumber}: {readonly sequenceNumber: number}) => {
      this.#ingest.alarm({
        code: 'journal/bad-signature',
        journalId,
        sequenceNumber,
        detail: 'the signature is not the journal key’s',
      });
      this.close('badSignature', `entry ${sequenceNumber}`);
    };
    const signatures = new SignatureWatch({clock, verifier, publicKey, onBad});
    this.#phase = {name: 'open', journal, signatures};
    this.#ingest.opened(this, journalId);
    const lane = ledger.lane(journalId);
    const held = ledger.heldStatement(journalId);
    this.send({
      v: V,
      type: 'welcome',
      lastSequenceNumber: lane?.sequenceNumber ?? 0,
      lastEntryHash: toBase64Url(lane?.entryHash ?? GENESIS_HASH),
      ...(held ? {heldStatement: toBase64Url(encodeHeldStatement(held))} : {}),
      hubTimeMs: clock.wallMs(),
    });
    this.send(this.#ingest.status);
    if (Math.abs(this.#clockOffsetMs) > INGEST_LIMITS.clockAlarmMs) {
      const detail = `the till's clock is ${Math.round(-this.#clockOffsetMs / 1000)} s off the hub's`;
      this.#ingest.alarm({code: 'clock/implausible', journalId, detail});
    }
  }

  #record(message: RecordTransaction): void {
    if (this.#phase.name !== 'open') return;
    const {ledger, digest, identity} = this.#ingest.ports;
    const {journal, signatures} = this.#phase;
    const {sequenceNumber} = message;
    if (this.#inFlight >= INGEST_LIMITS.inFlightMax) {
      this.#answer(sequenceNumber, {kind: 'busy', retryAfterMs: INGEST_LIMITS.busyRetryMs});
      return;
    }
    const lane = {...journal, retailStoreId: identity.retailStoreId};
    const judgement = judgeEntry(digest, {message, lane});
    if (judgement.kind === 'refused') {
      this.#answer(sequenceNumber, judgement);
      return;
    }
    const {entry, disposition} = judgement;
    this.#inFlight += 1;
    void this.#guard(
      ledger
        .append({entry, disposition, clockOffsetMs: this.#clockOffsetMs})
        .then(outcome => {
          if (outcome.kind === 'recorded') signatures.recorded({...entry, sequenceNumber});
          if (outcome.kind === 'forked') this.#keepEvidence(message, {entry, outcome});
          this.#answer(sequenceNumber, replyOf(outcome));
        })
        .finally(() => {
          this.#inFlight -= 1;
          if (this.#inFlight === 0) for (const wake of this.#idle.splice(0)) wake();
        }),
    );
  }

  #keepEvidence(
    message: RecordTransaction,
    fork: {
      readonly entry: JournalEntry;
      readonly outcome: Extract<AppendOutcome, {kind: 'forked'}>;
    },
  ): void {
    const {journalId, sequenceNumber} = fork.entry.header;
    if (!this.#ingest.isNewFork(`${journalId}/${toBase64Url(fork.entry.entryHash)}`)) return;
    const {header, signature, body} = message;
    const clean = fork.entry.body !== undefined && body.length <= WIRE_LIMITS.bodyBytesMax / 4;
    this.#ingest.alarm({
      code: 'journal/forked',
      journalId,
      sequenceNumber,
      recordedEntryHash: toBase64Url(fork.outcome.recordedEntryHash),
      detail: 'another entry stands at this sequence',
      evidence: {header, signature, ...(clean ? {body} : {})},
    });
  }

  #answer(sequenceNumber: number, outcome: RecordOutcome): void {
    const {counts} = this.#ingest;
    if (outcome.kind !== 'held') counts[outcome.kind] += 1;
    this.send({v: V, type: 'recordTransactionReply', sequenceNumber, outcome});
  }

  view(): SessionView {
    const journal = this.#phase.name === 'open' ? this.#phase.journal : undefined;
    return {
      workstationId: journal?.workstationId ?? '',
      journalId: (journal?.journalId ?? '') as JournalId,
      name: journal?.name ?? '',
      address: this.address,
      sinceMs: this.#sinceMs,
      clockOffsetMs: this.#clockOffsetMs,
      app: this.#app,
      inFlight: this.#inFlight,
    };
  }
}

/** What the ledger decided, in the wire's words. */
function replyOf(outcome: AppendOutcome): RecordOutcome {
  switch (outcome.kind) {
    case 'recorded': {
      const {ledgerId, position, disposition} = outcome;
      if (disposition.kind === 'accepted') return {kind: 'recorded', ledgerId, position};
      const {reason, detail} = disposition;
      return {kind: 'quarantined', ledgerId, position, reason, detail};
    }
    case 'held':
      return {kind: 'held', statement: toBase64Url(encodeHeldStatement(outcome.statement))};
    case 'outOfOrder':
      return {
        kind: 'outOfOrder',
        expectedSequenceNumber: outcome.expectedSequenceNumber,
        lastEntryHash: toBase64Url(outcome.lastEntryHash),
      };
    case 'forked':
      return {kind: 'forked', recordedEntryHash: toBase64Url(outcome.recordedEntryHash)};
    case 'busy':
      return {kind: 'busy', retryAfterMs: INGEST_LIMITS.busyRetryMs};
  }
}
