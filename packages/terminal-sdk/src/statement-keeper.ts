import {
  type Clock,
  equalBytes,
  Fault,
  isFault,
  type Log,
  type SignatureVerifier,
  type Topic,
} from '@holdfast/std';
import {verifyHeldStatement} from '@holdfast/trust';
import {decodeHeldStatement, type SignedHeldStatement, saysMore} from '@holdfast/wire';
import {entryHashAt} from './compare-heads.ts';
import type {CustodyBook} from './custody-book.ts';
import type {FormerJournals} from './former-journals.ts';
import type {TerminalIssue} from './issue.ts';
import {TERMINAL_LIMITS} from './limits.ts';
import {isPassing} from './passing-fault.ts';
import type {Journal, Pairing} from './ports.ts';

/**
 * kept: custody is now `held` up to it. old: nothing new in it. unkept: believed, and the disk is
 * full; it counts once there is room. ignored: not believed, and an issue was raised. beyondTail:
 * head office holds more than this journal ever had.
 */
export type StatementVerdict = 'kept' | 'old' | 'unkept' | 'ignored' | 'beyondTail';

interface KeeperPorts {
  readonly journal: Journal;
  readonly custody: CustodyBook;
  readonly verifier: SignatureVerifier;
  readonly clock: Clock;
  readonly log: Log;
  readonly issues: Topic<TerminalIssue>;
  readonly retentionMs: number;
  /** Hears of journals that were closed: nothing is kept or deleted by what is said of them. */
  readonly former?: FormerJournals;
}

/** Believes head office's statements only after looking, and deletes only what one covers. */
export class StatementKeeper {
  readonly #ports: KeeperPorts;

  constructor(ports: KeeperPorts) {
    const {retentionMs} = ports;
    if (!(retentionMs >= TERMINAL_LIMITS.retentionMinMs)) {
      const reason = `must be at least ${TERMINAL_LIMITS.retentionMinMs}`;
      throw new Fault('config/invalid', {field: 'retentionMs', reason});
    }
    this.#ports = ports;
  }

  /** Judges the statement in these bytes and keeps it if it is true and says more. */
  async accept(bytes: Uint8Array, pairing: Pairing): Promise<StatementVerdict> {
    const {journal, custody, verifier} = this.#ports;
    const statement = decode(bytes);
    if (!statement) return this.#ignore('is malformed');
    if (
      statement.retailStoreId !== pairing.retailStoreId ||
      statement.workstationId !== pairing.workstationId
    ) {
      return this.#ignore('is about another till');
    }
    if (statement.journalId !== journal.journalId) return this.#hearOfFormer(statement, pairing);
    if (!saysMore(statement, custody.believed)) return 'old';
    const {gatewayPublicKey} = pairing;
    if (!(await verifyHeldStatement(verifier, {statement, gatewayPublicKey}))) {
      return this.#ignore('is not signed by head office');
    }
    const {sequenceNumber} = statement;
    const tail = journal.tail();
    if (sequenceNumber > tail.sequenceNumber) {
      this.#raise({
        code: 'journal/rolled-back',
        known: sequenceNumber,
        tail: tail.sequenceNumber,
      });
      return 'beyondTail';
    }
    if (!(await this.#standsInJournal(statement))) {
      this.#raise({code: 'held/mismatch', sequenceNumber});
      return 'ignored';
    }
    try {
      await custody.keepHeld(statement);
      return 'kept';
    } catch (error) {
      if (!isPassing(error)) throw error;
      return 'unkept';
    }
  }

  async #hearOfFormer(
    statement: SignedHeldStatement,
    {gatewayPublicKey}: Pairing,
  ): Promise<StatementVerdict> {
    const {former, verifier} = this.#ports;
    if (!former?.has(statement.journalId)) return this.#ignore('is about another journal');
    if (!(await verifyHeldStatement(verifier, {statement, gatewayPublicKey}))) {
      return this.#ignore('is not signed by head office');
    }
    former.heard(statement);
    return 'old';
  }

  /**
   * Deletes what the kept statement covers and what is older than the retention. Both clocks have
   * to agree that it is: a till clock that jumps ahead deletes nothing early.
   */
  async prune(): Promise<number> {
    const {journal, custody, clock, log, retentionMs} = this.#ports;
    const {held} = custody;
    if (!held) return 0;
    const journaledBeforeMs = Math.min(clock.wallMs(), held.issuedAtMs) - retentionMs;
    const {sequenceNumber} = held;
    try {
      const entries = await journal.prune({sequenceNumber, journaledBeforeMs});
      if (entries > 0) log.info('journal.pruned', {entries, heldThrough: sequenceNumber});
      return entries;
    } catch (error) {
      if (!isPassing(error)) throw error;
      log.warn('journal.notPruned', {code: error.code});
      return 0;
    }
  }

  /**
   * What was pruned cannot be compared any more. Only a statement of a restored gateway can be
   * about that, and it says less than the one the pruning relied on: believing it deletes nothing.
   */
  async #standsInJournal({sequenceNumber, entryHash}: SignedHeldStatement): Promise<boolean> {
    const {journal} = this.#ports;
    if (sequenceNumber < journal.firstSequenceNumber()) return true;
    const own = await entryHashAt(journal, sequenceNumber);
    return own !== undefined && equalBytes(own, entryHash);
  }

  #ignore(detail: string): 'ignored' {
    this.#raise({code: 'held/forged', detail});
    return 'ignored';
  }

  #raise(issue: TerminalIssue): void {
    this.#ports.log.warn('issue.raised', {...issue});
    this.#ports.issues.publish(issue);
  }
}

function decode(bytes: Uint8Array): SignedHeldStatement | undefined {
  try {
    return decodeHeldStatement(bytes);
  } catch (error) {
    if (isFault(error, 'wire/malformed')) return undefined;
    throw error;
  }
}
