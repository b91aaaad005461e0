import {type AppendOutcome, describeTransaction} from '@holdfast/ledger';
import {assert, toBase64Url} from '@holdfast/std';
import type {RosterJournal} from '@holdfast/trust';
import {
  type ChangeSuspended,
  encodeHeldStatement,
  type JournalEntry,
  LAN_PROTOCOL_VERSION,
  type LanCloseReason,
  type RecordOutcome,
  type RecordTransaction,
  type RecordTransactionReply,
  type SuspendedChanged,
  transactionKeyOf,
  WIRE_LIMITS,
} from '@holdfast/wire';
import {judgeEntry} from './judge-entry.ts';
import {INGEST_LIMITS} from './limits.ts';
import type {SessionHost} from './session-host.ts';
import {answerSuspended} from './share-documents.ts';
import {SignatureWatch} from './signature-watch.ts';

/** What a lane may do to the session it belongs to. */
export interface LaneSession {
  send(message: RecordTransactionReply | SuspendedChanged): void;
  close(reason: LanCloseReason, detail: string): void;
  /** Hub's clock minus terminal's, as last measured. */
  clockOffsetMs(): number;
  /** Runs work whose failure ends the session, not the hub. */
  guard(work: Promise<void>): void;
}

/** One journal's entries on their way into the ledger, in order, at most so many at a time. */
export class RecordingLane {
  readonly journal: RosterJournal;
  readonly #host: Pick<SessionHost<never>, 'ports' | 'counts' | 'alarm' | 'isNewFork'>;
  readonly #session: LaneSession;
  readonly #signatures: SignatureWatch;
  #inFlight = 0;
  #waiting: (() => void)[] = [];

  constructor(
    host: Pick<SessionHost<never>, 'ports' | 'counts' | 'alarm' | 'isNewFork'>,
    journal: RosterJournal,
    session: LaneSession,
  ) {
    this.#host = host;
    this.journal = journal;
    this.#session = session;
    const {clock, verifier} = host.ports;
    this.#signatures = new SignatureWatch({
      clock,
      verifier,
      publicKey: journal.publicKey,
      onBad: ({sequenceNumber}) => this.#badSignature(sequenceNumber),
    });
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** What the till of this journal does to a suspended sale. A disk that fails ends the session. */
  changeSuspended(asked: ChangeSuspended): void {
    const {workstationId} = this.journal;
    const answer = async () =>
      this.#session.send(answerSuspended(this.#host.ports, {asked, workstationId}));
    this.#session.guard(answer());
  }

  /**
   * Judges and hands to the ledger at once, so that the journal's order is the order of the frames.
   */
  record(message: RecordTransaction): void {
    const {ledger, digest, identity, roster} = this.#host.ports;
    const {sequenceNumber} = message;
    assert(roster.isOpen(this.journal.journalId), 'nothing of a closed journal is recorded (I13)');
    if (this.#inFlight >= INGEST_LIMITS.inFlightMax) {
      this.#answer(sequenceNumber, {kind: 'busy', retryAfterMs: INGEST_LIMITS.busyRetryMs});
      return;
    }
    const lane = {...this.journal, retailStoreId: identity.retailStoreId};
    const judgement = judgeEntry(digest, {message, lane});
    if (judgement.kind === 'refused') {
      this.#answer(sequenceNumber, judgement);
      return;
    }
    const {disposition, transaction} = judgement;
    const {entry} = withoutErased(this.#host.ports, judgement);
    const described =
      transaction && describeTransaction(transactionKeyOf(entry.header), transaction);
    this.#inFlight += 1;
    const recorded = ledger
      .append({
        entry,
        disposition,
        clockOffsetMs: this.#session.clockOffsetMs(),
        ...(described ? {described} : {}),
      })
      .then(outcome => {
        if (outcome.kind === 'recorded') this.#signatures.recorded({...entry, sequenceNumber});
        if (outcome.kind === 'forked') this.#keepEvidence(message, {entry, outcome});
        this.#answer(sequenceNumber, replyOf(outcome));
      })
      .finally(() => {
        this.#inFlight -= 1;
        if (this.#inFlight === 0) this.#wake();
      });
    this.#session.guard(recorded);
  }

  /** Resolves when no answer is owed any more, or when the lane has ended. */
  async drain(): Promise<void> {
    if (this.#inFlight > 0) await new Promise<void>(resolve => this.#waiting.push(resolve));
  }

  /**
   * The session is over: what the ledger has in hand stays there, and its signatures are still
   * verified.
   */
  ended(): void {
    this.#wake();
    void this.#signatures.finish();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #badSignature(sequenceNumber: number): void {
    this.#host.alarm({
      code: 'journal/bad-signature',
      journalId: this.journal.journalId,
      sequenceNumber,
      detail: 'the signature is not the journal key’s',
    });
    this.#session.close('badSignature', `entry ${sequenceNumber}`);
  }

  #keepEvidence(
    message: RecordTransaction,
    fork: {
      readonly entry: JournalEntry;
      readonly outcome: Extract<AppendOutcome, {kind: 'forked'}>;
    },
  ): void {
    const {journalId, sequenceNumber} = fork.entry.header;
    if (!this.#host.isNewFork(`${journalId}/${toBase64Url(fork.entry.entryHash)}`)) return;
    const {header, signature, body} = message;
    const clean = fork.entry.body !== undefined && body.length <= WIRE_LIMITS.bodyBytesMax / 4;
    this.#host.alarm({
      code: 'journal/forked',
      journalId,
      sequenceNumber,
      recordedEntryHash: toBase64Url(fork.outcome.recordedEntryHash),
      detail: 'another entry stands at this sequence',
      evidence: {header, signature, ...(clean ? {body} : {})},
    });
  }

  #answer(sequenceNumber: number, outcome: RecordOutcome): void {
    this.#host.counts[outcome.kind] += 1;
    this.#session.send({
      v: LAN_PROTOCOL_VERSION,
      type: 'recordTransactionReply',
      sequenceNumber,
      outcome,
    });
  }
}

/** An older copy does not bring back what was erased, whoever sends it. */
function withoutErased<Entry extends JournalEntry>(
  {erasures}: Pick<SessionHost<never>['ports'], 'erasures'>,
  {entry}: {readonly entry: Entry},
): {readonly entry: Entry | Omit<Entry, 'personal'>} {
  if (!entry.personal || !erasures?.isErased(entry.header)) return {entry};
  const {personal: _, ...bare} = entry;
  return {entry: bare};
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
