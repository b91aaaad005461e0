import type {TransactionKey} from '@holdfast/domain';
import {type Clock, Fault, fromBase64Url} from '@holdfast/std';
import type {AskReceipt, ReceiptAnswer} from '@holdfast/wire';
import {TERMINAL_LIMITS} from './limits.ts';

/** A transaction of the store, as its hub recorded it. */
export interface StoreTransaction {
  readonly key: TransactionKey;
  readonly receiptNumber: string;
  readonly body: Uint8Array;
}

/** What the hub knows of a receipt. */
export interface StoreReceipt {
  /** Nearly always one; none where this hub does not have it. */
  readonly found: readonly StoreTransaction[];
  /** Returns and voids that name it. */
  readonly returns: readonly StoreTransaction[];
  /** False where the hub could not be sure that these are all. */
  readonly complete: boolean;
}

type Question = Omit<AskReceipt, 'v'>;

/**
 * Questions for receipts that other tills printed: asked while a session is open, one answer each.
 * Whoever asks without a hub, or is not answered in time, hears `hub/unreachable`.
 */
export class ReceiptQuestions {
  readonly #clock: Clock;
  readonly #waiting = new Map<number, (answer: ReceiptAnswer | undefined) => void>();
  #count = 0;
  #send: ((question: Question) => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A session is open: questions go there until {@link close}. */
  open(send: (question: Question) => void): void {
    this.#send = send;
  }

  /** The session is over, and with it what it was asked. */
  close(): void {
    this.#send = undefined;
    for (const settle of [...this.#waiting.values()]) settle(undefined);
  }

  hear(answer: ReceiptAnswer): void {
    this.#waiting.get(answer.question)?.(answer);
  }

  async ask(receiptNumber: string): Promise<StoreReceipt> {
    const send = this.#send;
    if (!send) throw new Fault('hub/unreachable');
    this.#count += 1;
    const question = this.#count;
    const answered = Promise.withResolvers<ReceiptAnswer | undefined>();
    const late = new AbortController();
    this.#waiting.set(question, answered.resolve);
    void this.#clock
      .sleep(TERMINAL_LIMITS.receiptAnswerMs, late.signal)
      .then(() => answered.resolve(undefined));
    send({type: 'askReceipt', question, receiptNumber});
    const answer = await answered.promise;
    this.#waiting.delete(question);
    late.abort();
    if (!answer) throw new Fault('hub/unreachable');
    const {found, returns, complete} = answer;
    return {found: found.map(decoded), returns: returns.map(decoded), complete};
  }
}

function decoded({key, receiptNumber, body}: ReceiptAnswer['found'][number]): StoreTransaction {
  return {key, receiptNumber, body: fromBase64Url(body) ?? new Uint8Array()};
}
