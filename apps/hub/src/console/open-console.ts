import type {IncomingMessage, ServerResponse} from 'node:http';
import {aborted, type Log, type Service} from '@holdfast/std';
import type {JournalId} from '@holdfast/wire';
import {Hono} from 'hono';
import type {HubControl} from '../hub-control.ts';
import type {HubFiles} from '../hub-files.ts';
import type {HubParts} from '../hub-parts.ts';
import {TOOLS} from '../hub-tools.ts';
import type {StoreWatch} from '../store-watch.ts';
import {AttentionBook, waitingAt} from './attention.ts';
import {AuditBook, readWrongSignIns} from './audit-book.ts';
import type {ConsoleCode} from './console-code.ts';
import {ConsoleDoor, type ConsoleEnv, type DoorScheme} from './console-door.ts';
import {ConsoleSessions} from './console-sessions.ts';
import type {ConsoleView} from './console-view.ts';
import {consoleDayRoutes} from './day-routes.ts';
import {consoleLedgerRoutes} from './ledger-routes.ts';
import {NOBODY, sessionRoutes} from './session-routes.ts';
import {SIGN_IN_LIMITS, SignInGuard} from './sign-in-guard.ts';
import {StateTimeline} from './state-timeline.ts';
import {consoleStoreRoutes} from './store-console-routes.ts';
import {consoleTillRoutes} from './till-routes.ts';
import {consoleUplinkRoutes} from './uplink-routes.ts';
import {viewRoutes} from './view-routes.ts';

export interface ConsoleParts {
  readonly control: HubControl;
  readonly parts: Pick<HubParts, 'ledgers' | 'storeBook' | 'roster'>;
  readonly files: Pick<HubFiles, 'timeline'>;
  readonly watch: StoreWatch;
  readonly code: ConsoleCode;
  /** How far the standby has a journal. */
  readonly mirrored: (journalId: JournalId) => number;
  readonly log: Log;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/** The hub's console: what keeps it, and what answers its pages at each door. */
export class HubConsole {
  /** Each door's answer: false for what is not the console's, and before it is open. */
  readonly https: Answer = this.#answer('https');
  readonly http: Answer = this.#answer('http');
  readonly services: readonly Service[];
  readonly #parts: ConsoleParts;
  readonly #timeline: StateTimeline;
  readonly #attention = new AttentionBook(TOOLS.clock);
  readonly #stopped = new AbortController();
  #door: ConsoleDoor | undefined;

  constructor(parts: ConsoleParts) {
    this.#parts = parts;
    const {watch, log, files, control} = parts;
    const unsent = () => control.status().ledger.unsent;
    const clock = TOOLS.clock;
    this.#timeline = new StateTimeline({file: files.timeline, watch, unsent, clock, log});
    this.services = [this.#timeline, this.#service()];
  }

  #answer(scheme: DoorScheme): Answer {
    let listen: Answer | undefined;
    return (request, response) => {
      listen ??= this.#door?.answer(scheme);
      return listen?.(request, response) ?? false;
    };
  }

  /** Opens the door once the wrong tries of the last day were read from the journal. */
  #service(): Service {
    return {
      name: 'console',
      run: async (signal, ready) => {
        const {parts} = this.#parts;
        const sinceMs = TOOLS.clock.wallMs() - SIGN_IN_LIMITS.dayMs;
        const past = await readWrongSignIns(parts.ledgers.current, {sinceMs, nobody: NOBODY});
        this.#door = this.#openDoor(new SignInGuard(TOOLS.clock, past));
        ready();
        await aborted(signal);
        this.#stopped.abort();
      },
    };
  }

  #openDoor(guard: SignInGuard): ConsoleDoor {
    const {control, parts, code, log, mirrored} = this.#parts;
    const operators = () => parts.storeBook.operators;
    const sessions = new ConsoleSessions({...TOOLS, operators});
    const audit = new AuditBook({journal: parts.ledgers.hubJournal, clock: TOOLS.clock, log});
    const {store} = control.identity();
    const routes = new Hono<ConsoleEnv>();
    routes.route('/', sessionRoutes({store, operators, sessions, guard, code, audit}));
    const stop = () => this.#stopped.signal;
    const view = () => this.view();
    routes.route('/', viewRoutes({view, sessions, clock: TOOLS.clock, stop}));
    routes.route('/', consoleTillRoutes({control, audit}));
    routes.route('/', consoleUplinkRoutes({control, audit}));
    const {ledgers, storeBook: book, roster} = parts;
    const mirroredThrough = (journalId: JournalId) => (roster.successor ? mirrored(journalId) : 0);
    routes.route('/', consoleLedgerRoutes({ledgers, mirroredThrough, audit}));
    routes.route('/', consoleDayRoutes(ledgers));
    routes.route('/', consoleStoreRoutes({store: book, audit}));
    return new ConsoleDoor({routes, sessions, log});
  }

  async view(): Promise<ConsoleView> {
    const {control} = this.#parts;
    const status = control.status();
    const {position, unsent, quarantined: sinceStart} = status.ledger;
    // An index that cannot be read is no reason to show nothing: then what was set aside since.
    const {index} = this.#parts.parts.ledgers;
    const aside = await index.quarantinedCount().catch(() => sinceStart);
    return {
      schema: 'holdfast.console-view/1',
      status: {...status, counts: {}},
      custody: {
        journaled: status.tills.reduce((sum, till) => sum + waitingAt(till), 0),
        recorded: unsent,
        held: Math.max(0, position - unsent),
        aside,
      },
      attention: this.#attention.look(status, {aside}),
      timeline: this.#timeline.periods,
    };
  }
}
