import type {ForwardEntriesAnswer, LedgerStatusAnswer} from '@holdfast/wire';
import type {OutgoingSegment, Sink} from '../ports.ts';
import type {ToyStore} from './toy-store.ts';

/** How an exchange with head office breaks. Each part throws, or changes what passes. */
export interface Breakage {
  /** How often it strikes; for ever where absent. */
  readonly times?: number;
  /** Before the gateway sees the segment. False: it let this one pass. */
  request?(segment: OutgoingSegment, store: ToyStore): boolean;
  /** What comes back instead of the gateway's answer. */
  answer?(answer: ForwardEntriesAnswer, store: ToyStore): ForwardEntriesAnswer;
  status?(answer: LedgerStatusAnswer, store: ToyStore): LedgerStatusAnswer;
}

/** The gateway behind a road that breaks, and counts how often it did. */
export class BreakingSink implements Sink {
  readonly name = 'gateway';
  readonly revived;
  readonly #store: ToyStore;
  readonly #breakage: Breakage;
  struck = 0;

  constructor(store: ToyStore, breakage: Breakage) {
    this.#store = store;
    this.#breakage = breakage;
    this.revived = store.gateway.revived;
  }

  async deliver(segment: OutgoingSegment, signal: AbortSignal): Promise<ForwardEntriesAnswer> {
    const {request, answer} = this.#breakage;
    if (request && this.#due()) {
      this.struck += 1;
      if (!request(segment, this.#store)) this.struck -= 1;
    }
    const good = await this.#store.gateway.deliver(segment, signal);
    if (!answer || !this.#due()) return good;
    this.struck += 1;
    return answer(good, this.#store);
  }

  async ledgerStatus(question: Parameters<Sink['ledgerStatus']>[0]): Promise<LedgerStatusAnswer> {
    const {status} = this.#breakage;
    const good = await this.#store.gateway.ledgerStatus(question);
    if (!status || !this.#due()) return good;
    this.struck += 1;
    return status(good, this.#store);
  }

  #due(): boolean {
    return this.struck < (this.#breakage.times ?? Number.POSITIVE_INFINITY);
  }
}
