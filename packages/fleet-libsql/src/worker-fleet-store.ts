import {Worker} from 'node:worker_threads';
import type {DataKeys} from '@holdfast/data-keys';
import type {FleetStore} from '@holdfast/fleet';
import {Defect, Fault} from '@holdfast/std';
import type {GatewayIncarnation} from '@holdfast/wire';
import type {OpenedFleetStore} from './open-fleet-store.ts';
import type {StoreMethod, StoreOpened, StoreReply, StoreRequest} from './worker-messages.ts';

type Arguments<M extends StoreMethod> = Parameters<FleetStore[M]>;
type Answer<M extends StoreMethod> = Awaited<ReturnType<FleetStore[M]>>;

/** Someone who waits. The worker calls the method that was asked for, so the answer is its own. */
interface Asked {
  resolve(answer: unknown): void;
  reject(failure: unknown): void;
}

/**
 * A thread with a store in it. It ends by a message, never terminated: libsql would take all along.
 */
class StoreThread {
  readonly #worker = new Worker(new URL('./fleet-worker.ts', import.meta.url));
  readonly #asked = new Map<number, Asked>();
  readonly ended: Promise<void>;
  #next = 1;
  #failure: Defect | undefined;

  constructor() {
    this.#worker.on('message', (reply: StoreReply) => this.#settle(reply));
    this.#worker.on('error', cause => this.#fail(new Defect('the store’s thread lives', {cause})));
    this.ended = new Promise(resolve => {
      this.#worker.once('exit', () => {
        this.#fail(new Defect('a store is not asked after its thread has ended'));
        resolve();
      });
    });
  }

  open(place: {
    readonly path: string;
    readonly reserveBytes: number;
    readonly keys: DataKeys | undefined;
  }): Promise<StoreOpened> {
    return this.#ask(id => ({id, kind: 'open', ...place}));
  }

  call<M extends StoreMethod>(method: M, args: Arguments<M>): Promise<Answer<M>> {
    return this.#ask(id => ({id, kind: 'call', method, args}));
  }

  #ask<T>(request: (id: number) => StoreRequest): Promise<T> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#next;
    this.#next += 1;
    const {promise, resolve, reject} = Promise.withResolvers<T>();
    this.#asked.set(id, {resolve, reject});
    this.#worker.postMessage(request(id));
    return promise;
  }

  #settle(reply: StoreReply): void {
    const asked = this.#asked.get(reply.id);
    this.#asked.delete(reply.id);
    if (reply.kind === 'answer') asked?.resolve(reply.answer);
    else asked?.reject(new Fault(reply.code, reply.fields));
  }

  #fail(failure: Defect): void {
    this.#failure ??= failure;
    for (const {reject} of this.#asked.values()) reject(this.#failure);
    this.#asked.clear();
  }
}

/**
 * The fleet's store as its own thread keeps it: the same promises, and nobody waits for the disk.
 */
export class WorkerFleetStore implements FleetStore {
  readonly #thread: StoreThread;
  #incarnation: GatewayIncarnation;

  readonly commit = this.#calling('commit');
  readonly addEnrolment = this.#calling('addEnrolment');
  readonly enrolHub = this.#calling('enrolHub');
  readonly rewriteSegment = this.#calling('rewriteSegment');
  readonly erasuresDone = this.#calling('erasuresDone');
  readonly isErased = this.#calling('isErased');
  readonly erasuresPending = this.#calling('erasuresPending');
  readonly segmentsOfStore = this.#calling('segmentsOfStore');
  readonly tend = this.#calling('tend');
  readonly mark = this.#calling('mark');
  readonly hub = this.#calling('hub');
  readonly unusedEnrolments = this.#calling('unusedEnrolments');
  readonly ledger = this.#calling('ledger');
  readonly ledgersAhead = this.#calling('ledgersAhead');
  readonly segment = this.#calling('segment');
  readonly segmentCovering = this.#calling('segmentCovering');
  readonly segmentsLying = this.#calling('segmentsLying');
  readonly journal = this.#calling('journal');
  readonly journalsReady = this.#calling('journalsReady');
  readonly waitingEntries = this.#calling('waitingEntries');
  readonly heldEntry = this.#calling('heldEntry');
  readonly decisionsOn = this.#calling('decisionsOn');
  readonly transactionsAfter = this.#calling('transactionsAfter');
  readonly decisionsAfter = this.#calling('decisionsAfter');
  readonly transactionsOfDay = this.#calling('transactionsOfDay');
  readonly transactionsOfWorkstation = this.#calling('transactionsOfWorkstation');
  readonly segmentsBringing = this.#calling('segmentsBringing');
  readonly dayTotals = this.#calling('dayTotals');
  readonly hubs = this.#calling('hubs');
  readonly ledgers = this.#calling('ledgers');
  readonly journalsOfWorkstation = this.#calling('journalsOfWorkstation');
  readonly journalsOfStore = this.#calling('journalsOfStore');
  readonly alarms = this.#calling('alarms');
  readonly counts = this.#calling('counts');

  private constructor(thread: StoreThread, incarnation: GatewayIncarnation) {
    this.#thread = thread;
    this.#incarnation = incarnation;
  }

  /** Starts the thread and opens the store in it, as `openFleetStore` does here. */
  static async open({
    path,
    reserveBytes = 0,
    keys,
  }: {
    readonly path: string;
    readonly reserveBytes?: number;
    readonly keys?: DataKeys | undefined;
  }): Promise<{readonly store: WorkerFleetStore; readonly origin: OpenedFleetStore['origin']}> {
    const thread = new StoreThread();
    const {origin, incarnation} = await thread.open({path, reserveBytes, keys});
    return {store: new WorkerFleetStore(thread, incarnation), origin};
  }

  get incarnation(): GatewayIncarnation {
    return this.#incarnation;
  }

  #calling<M extends StoreMethod>(method: M): (...args: Arguments<M>) => Promise<Answer<M>> {
    return (...args) => this.#thread.call(method, args);
  }

  async renewIncarnation(incarnation: GatewayIncarnation): Promise<void> {
    await this.#thread.call('renewIncarnation', [incarnation]);
    this.#incarnation = incarnation;
  }

  async close(): Promise<void> {
    await this.#thread.call('close', []);
    await this.#thread.ended;
  }
}
