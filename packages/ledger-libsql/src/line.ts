/** Somebody to ask, in this thread or in another. Rejects with the fault the other side met. */
export interface Line<Question, Answer> {
  ask(question: Question): Promise<Answer>;
  /** After what was asked before. Idempotent. */
  stop(): Promise<void>;
}

/** Who answers on the other end. Synchronous: one question is answered before the next is read. */
export interface Server<Question, Answer> {
  answer(question: Question): Answer;
  /** Gives everything up, cleanly. */
  stop(): void;
}

/**
 * A line that goes nowhere: the server works in the caller's own thread, in the caller's own turn.
 * For simulators, where the same calls must happen in the same order each time.
 */
export class InlineLine<Question, Answer> implements Line<Question, Answer> {
  readonly #server: Server<Question, Answer>;

  constructor(server: Server<Question, Answer>) {
    this.#server = server;
  }

  async ask(question: Question): Promise<Answer> {
    return this.#server.answer(question);
  }

  async stop(): Promise<void> {
    this.#server.stop();
  }
}
