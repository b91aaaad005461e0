import type {Topic} from '@holdfast/std';
import type {DecidePrint, Printers, PrintPaper, PrintState} from '@holdfast/wire';

/** What is asked of the hub; the session adds the version of the protocol. */
export type PrintQuestion = Omit<PrintPaper, 'v'> | Omit<DecidePrint, 'v'>;

/**
 * This terminal's word with the printers of its hub. Nothing is kept and nothing asked twice: what
 * is asked goes over the session there is, and whoever asked prints otherwise where there is none.
 */
export class PrintTalk {
  readonly #printers: Topic<Printers['printers']>;
  readonly #states: Topic<PrintState>;
  #send: ((question: PrintQuestion) => void) | undefined;
  #known: Printers['printers'] = [];

  constructor(topics: {
    readonly printers: Topic<Printers['printers']>;
    readonly states: Topic<PrintState>;
  }) {
    this.#printers = topics.printers;
    this.#states = topics.states;
  }

  /** As the hub told them in this session; none without one. */
  get printers(): Printers['printers'] {
    return this.#known;
  }

  /** Whether it went to the hub. */
  ask(question: PrintQuestion): boolean {
    this.#send?.(question);
    return this.#send !== undefined;
  }

  /** A session is open. */
  joined(send: (question: PrintQuestion) => void): void {
    this.#send = send;
  }

  /** It is over, and with it the way to the printers. */
  left(): void {
    this.#send = undefined;
    if (this.#known.length > 0) this.#learn([]);
  }

  heard(message: Printers | PrintState): void {
    if (message.type === 'printers') this.#learn(message.printers);
    else this.#states.publish(message);
  }

  #learn(printers: Printers['printers']): void {
    this.#known = printers;
    this.#printers.publish(printers);
  }
}
