import {
  type ConsoleSessionView,
  type ConsoleView,
  consoleSessionSchema,
  consoleViewSchema,
} from '@holdfast/hub/console';
import type * as z from 'zod';
import {ApiProblem} from './api-problem.ts';

const API = '/console/api';
/** What is done on the page is told to the hub no oftener than this. */
const STAY_EVERY_MS = 30_000;

export interface OfficeState {
  /** Undefined until the hub has said who is signed in. */
  readonly session: ConsoleSessionView | undefined;
  /** The store as it was told last. */
  readonly view: ConsoleView | undefined;
  /** Whether the hub still tells. */
  readonly lost: boolean;
  /** The session ended by itself. */
  readonly idledOut: boolean;
  /** On this page's clock: when the session ends by itself, where nothing is done. */
  readonly endsAtMs: number;
}

const START: OfficeState = {
  ...{session: undefined, view: undefined, lost: false, idledOut: false, endsAtMs: 0},
};

/**
 * The page's talk with the hub. It keeps no secret: the browser holds the cookie, and no script can
 * read it.
 */
export class Office {
  #state = START;
  #events: EventSource | undefined;
  #stayedAtMs = 0;
  readonly #listeners = new Set<() => void>();

  get state(): OfficeState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async start(): Promise<void> {
    for (const event of ['pointerdown', 'keydown']) {
      addEventListener(event, () => void this.#moved(), {passive: true});
    }
    try {
      this.#take(await this.ask(consoleSessionSchema, 'GET', '/session'));
    } catch {
      this.#set({lost: true});
      setTimeout(() => void this.#again(), 2_000);
    }
  }

  async #again(): Promise<void> {
    try {
      this.#take(await this.ask(consoleSessionSchema, 'GET', '/session'));
      this.#set({lost: false});
    } catch {
      setTimeout(() => void this.#again(), 2_000);
    }
  }

  /** Throws {@link ApiProblem} where nobody signs in with this. */
  async signIn(
    by: {readonly operatorId: string; readonly pin: string} | {readonly code: string},
  ): Promise<void> {
    this.#take(await this.ask(consoleSessionSchema, 'POST', '/session', by));
  }

  async signOut(): Promise<void> {
    this.#take(await this.ask(consoleSessionSchema, 'DELETE', '/session'));
  }

  async stay(): Promise<void> {
    this.#stayedAtMs = performance.now();
    this.#take(await this.ask(consoleSessionSchema, 'POST', '/session/stay', {}));
  }

  /** Asks the hub for something, and reads the answer. Throws {@link ApiProblem}. */
  async ask<Schema extends z.ZodType>(
    schema: Schema,
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<z.output<Schema>> {
    const text = typeof body === 'string';
    const response = await fetch(`${API}${path}`, {
      method,
      ...(body === undefined ? {} : {body: text ? body : JSON.stringify(body)}),
      headers: body === undefined ? {} : {'content-type': text ? 'text/csv' : 'application/json'},
    }).catch(() => undefined);
    if (!response) throw new ApiProblem(0, {});
    const told: unknown = await response.json().catch(() => undefined);
    if (!response.ok) {
      if (response.status === 401 && this.#state.session?.signedIn) void this.#isOver();
      throw new ApiProblem(response.status, told);
    }
    const read = schema.safeParse(told);
    if (!read.success) throw new ApiProblem(0, {detail: 'an answer of another version'});
    return read.data;
  }

  async #moved(): Promise<void> {
    const due = performance.now() - this.#stayedAtMs > STAY_EVERY_MS;
    if (due && this.#state.session?.signedIn) await this.stay().catch(() => undefined);
  }

  /** The session ended by itself, or somebody ended it: the hub says how it is. */
  async #isOver(): Promise<void> {
    const was = this.#state.session?.signedIn ?? false;
    const session = await this.ask(consoleSessionSchema, 'GET', '/session').catch(() => undefined);
    if (session) this.#take(session);
    this.#set({idledOut: was && session?.signedIn === false});
  }

  #take(session: ConsoleSessionView): void {
    const endsAtMs = session.signedIn ? performance.now() + session.leftMs : 0;
    this.#set({session, endsAtMs, ...(session.signedIn ? {idledOut: false} : {view: undefined})});
    if (session.signedIn) this.#listen();
    else this.#hush();
  }

  #listen(): void {
    if (this.#events) return;
    const events = new EventSource(`${API}/events`);
    this.#events = events;
    events.addEventListener('view', ({data}) => {
      const view = consoleViewSchema.safeParse(JSON.parse(String(data)));
      if (view.success) this.#set({view: view.data, lost: false});
    });
    events.addEventListener('over', () => {
      this.#hush();
      void this.#isOver();
    });
    events.addEventListener('error', () => {
      this.#set({lost: true});
      // What the hub refused is not asked again by the browser: a restart forgot this session.
      if (events.readyState !== EventSource.CLOSED) return;
      this.#hush();
      setTimeout(() => void this.#isOver().then(() => this.#resume()), 2_000);
    });
  }

  #resume(): void {
    const {session, lost} = this.#state;
    if (session?.signedIn) this.#listen();
    else if (lost && session) this.#set({lost: false});
  }

  #hush(): void {
    this.#events?.close();
    this.#events = undefined;
  }

  #set(change: Partial<OfficeState>): void {
    this.#state = {...this.#state, ...change};
    for (const listener of this.#listeners) listener();
  }
}
