import {type Clock, Topic} from '@holdfast/std';
import {deriveStatus, type StatusFacts, type TerminalStatus} from './terminal-status.ts';

const BLANK: StatusFacts = {
  journal: 'opening',
  journalDetail: '',
  persistence: 'persistent',
  paired: false,
  hub: 'sought',
  hubRef: undefined,
  blocked: undefined,
  searchCauses: [],
  store: undefined,
  catchUpTotal: 0,
  backlog: 0,
  quarantined: 0,
  clockOffsetMs: undefined,
};

/** Gathers the facts and tells the status, once for every change of it. */
export class StatusBoard {
  readonly changes = new Topic<TerminalStatus>();
  readonly #clock: Clock;
  #facts: StatusFacts = BLANK;
  #sinceMs: number;
  #status: TerminalStatus;
  #told: string;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#sinceMs = Math.floor(clock.wallMs());
    this.#status = deriveStatus(BLANK, this.#sinceMs);
    this.#told = JSON.stringify(this.#status);
  }

  get status(): TerminalStatus {
    return this.#status;
  }

  get facts(): StatusFacts {
    return this.#facts;
  }

  note(news: Partial<StatusFacts>): void {
    this.#facts = {...this.#facts, ...news};
    const same = isSameState(deriveStatus(this.#facts, 0), this.#status);
    if (!same) this.#sinceMs = Math.floor(this.#clock.wallMs());
    const status = deriveStatus(this.#facts, this.#sinceMs);
    const told = JSON.stringify(status);
    if (told === this.#told) return;
    this.#told = told;
    this.#status = status;
    this.changes.publish(status);
  }
}

function isSameState(left: TerminalStatus, right: TerminalStatus): boolean {
  if (left.kind === 'blocked' && right.kind === 'blocked') return left.code === right.code;
  return left.kind === right.kind;
}
