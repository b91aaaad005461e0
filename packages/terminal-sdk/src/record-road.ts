import {
  type Clock,
  isFault,
  type Log,
  type Topic,
  toBase64Url,
  unreachable,
  utf8Decode,
  type Wakeup,
} from '@holdfast/std';
import type {HubId, RecordOutcome, RecordTransactionReply} from '@holdfast/wire';
import {bytesOf} from './bytes-of.ts';
import type {HubHead} from './compare-heads.ts';
import type {CustodyBook} from './custody-book.ts';
import type {TerminalIssue} from './issue.ts';
import {TERMINAL_LIMITS} from './limits.ts';
import type {HubConnection, Journal, JournaledEntry} from './ports.ts';
import {SendWindow} from './send-window.ts';
import type {SessionEnd} from './session-end.ts';

interface RoadPorts {
  readonly journal: Journal;
  readonly custody: CustodyBook;
  readonly connection: HubConnection;
  readonly clock: Clock;
  readonly log: Log;
  readonly issues: Topic<TerminalIssue>;
  /** Notified when something was journaled or the window moved. */
  readonly newEntries: Wakeup;
  readonly signal: AbortSignal;
}

interface RoadSession {
  readonly hubId: HubId;
  readonly inFlightMax: number;
  /** The first sequence the hub lacks. */
  readonly next: number;
  readonly onHeld: (statement: string) => Promise<unknown>;
  /** The first entry that the hub lacks no longer proves itself: nothing behind it can follow. */
  readonly onUnreadable: (sequenceNumber: number) => Promise<void>;
  /** The hub named an entry hash: the session ends unless this journal has the same there. */
  readonly onHead: (head: HubHead) => Promise<void>;
  readonly onEnd: (end: SessionEnd) => void;
}

/**
 * Carries journal entries to the hub of an open session: in order, several on the road, byte for
 * byte as they were journaled, each until it is answered. A crash or cut costs a resend, never a
 * loss: what counts is what the hub says it has.
 */
export class RecordRoad {
  readonly #ports: RoadPorts;
  readonly #session: RoadSession;
  readonly #window: SendWindow;
  /** The entry that stands in the way, once it has been said. */
  #unreadable: number | undefined;
  /** Resolves when nothing more is read or sent. */
  done: Promise<void> = Promise.resolve();

  constructor(ports: RoadPorts, session: RoadSession) {
    this.#ports = ports;
    this.#session = session;
    const inFlightMax = Math.max(1, Math.min(session.inFlightMax, TERMINAL_LIMITS.inFlightMax));
    const {inFlightBytesMax} = TERMINAL_LIMITS;
    this.#window = new SendWindow({inFlightMax, inFlightBytesMax}, {next: session.next});
  }

  get waitingSinceMs(): number | undefined {
    return this.#window.waitingSinceMs;
  }

  start(onFailure: (error: unknown) => void): void {
    this.done = this.#send().catch(onFailure);
  }

  heldThrough(sequenceNumber: number): void {
    this.#window.heldThrough(sequenceNumber);
    this.#ports.newEntries.notify();
  }

  async #send(): Promise<void> {
    const {clock, signal, newEntries} = this.#ports;
    while (!signal.aborted) {
      const nowMs = clock.monotonicMs();
      const room = this.#window.room(nowMs);
      if ('askAgainMs' in room) {
        const durationMs = room.askAgainMs - nowMs;
        await newEntries.waitAtMost({clock, durationMs}, signal);
        continue;
      }
      const {from, entriesMax, bytesMax} = room;
      const place = {sequenceNumber: from - 1, entriesMax, bytesMax};
      const run = await this.#read(place);
      if (signal.aborted) return;
      if (run.length === 0) await newEntries.wait(signal);
      else if (!this.#sendRun(run, from)) return;
    }
  }

  /**
   * Nothing where the first of it no longer proves itself: what comes after it cannot follow at the
   * hub. Said once, as soon as the hub has all before it; where head office holds it, a statement
   * moves the road on.
   */
  async #read(place: Parameters<Journal['readAfter']>[0]): Promise<readonly JournaledEntry[]> {
    const {journal, custody, issues} = this.#ports;
    const sequenceNumber = place.sequenceNumber + 1;
    try {
      return await journal.readAfter(place);
    } catch (error) {
      if (!isFault(error, 'journal/entry-unreadable')) throw error;
      if (this.#unreadable === sequenceNumber) return [];
      const held = sequenceNumber <= (custody.held?.sequenceNumber ?? 0);
      const answered = this.#window.recordedThrough >= place.sequenceNumber;
      if (!held && !answered) return []; // the next answer wakes us
      this.#unreadable = sequenceNumber;
      if (held) issues.publish({code: 'journal/unreadable', sequenceNumber, held});
      else await this.#session.onUnreadable(sequenceNumber);
      return [];
    }
  }

  #sendRun(run: readonly JournaledEntry[], from: number): boolean {
    const {clock, connection, journal, issues} = this.#ports;
    const sentMs = clock.monotonicMs();
    for (const [at, {entry}] of run.entries()) {
      const {sequenceNumber} = entry.header;
      if (sequenceNumber !== from + at) {
        const first = journal.firstSequenceNumber();
        issues.publish({code: 'journal/pruned', wanted: from, first});
        this.#session.onEnd({kind: 'lost', reason: 'pruned'});
        return false;
      }
      // An answer or a statement may have moved the window while the journal was read.
      const room = this.#window.room(sentMs);
      if (!('from' in room) || room.from !== sequenceNumber) return true;
      connection.send({
        v: connection.version,
        type: 'recordTransaction',
        sequenceNumber,
        header: toBase64Url(entry.headerBytes),
        body: utf8Decode(entry.body),
        ...(entry.personal ? {personal: toBase64Url(entry.personal)} : {}),
        signature: toBase64Url(entry.signature),
      });
      this.#window.sent(sequenceNumber, {bytes: entry.body.length, sentMs});
    }
    return true;
  }

  /** What became of one entry. Every outcome of the closed list has its own consequence. */
  async answer({sequenceNumber, outcome}: RecordTransactionReply): Promise<void> {
    if (!this.#window.answered(sequenceNumber)) {
      this.#ports.log.warn('record.unasked', {sequenceNumber, outcome: outcome.kind});
      return;
    }
    await this.#settle(sequenceNumber, outcome);
    this.#ports.custody.recordedThrough(this.#session.hubId, this.#window.recordedThrough);
    this.#ports.newEntries.notify();
    if (this.#window.rewindsInVain > TERMINAL_LIMITS.rewindsMax) {
      this.#session.onEnd({kind: 'lost', reason: 'rewinds'});
    }
  }

  async #settle(sequenceNumber: number, outcome: RecordOutcome): Promise<void> {
    const {clock, custody, issues} = this.#ports;
    switch (outcome.kind) {
      case 'recorded':
        this.#window.recorded(sequenceNumber);
        return;
      case 'quarantined': {
        const {reason, detail} = outcome;
        this.#window.recorded(sequenceNumber);
        custody.quarantine({sequenceNumber, reason, detail});
        return;
      }
      case 'held':
        await this.#session.onHeld(outcome.statement);
        // Not believed: the hub has not taken the entry, and nobody else has.
        if ((custody.held?.sequenceNumber ?? 0) < sequenceNumber) {
          this.#session.onEnd({kind: 'lost', reason: 'held in vain'});
        }
        return;
      case 'outOfOrder':
        await this.#session.onHead({
          sequenceNumber: outcome.expectedSequenceNumber - 1,
          entryHash: bytesOf(outcome.lastEntryHash),
        });
        this.#window.rewind(outcome.expectedSequenceNumber);
        return;
      case 'busy': {
        const pauseMs = Math.max(TERMINAL_LIMITS.busyPauseMinMs, outcome.retryAfterMs);
        this.#window.pause(sequenceNumber, clock.monotonicMs() + pauseMs);
        return;
      }
      case 'forked':
        await this.#session.onHead({
          sequenceNumber,
          entryHash: bytesOf(outcome.recordedEntryHash),
        });
        // Where the hashes are equal after all, the hub is confused: its next welcome tells.
        this.#session.onEnd({kind: 'lost', reason: 'forked in vain'});
        return;
      case 'refused': {
        const {reason, detail} = outcome;
        custody.refused({sequenceNumber, reason, detail});
        issues.publish({code: 'hub/refused', reason, detail});
        this.#session.onEnd({kind: 'blocked', code: 'refused', detail: `${reason}: ${detail}`});
        return;
      }
      default:
        unreachable(outcome);
    }
  }
}
