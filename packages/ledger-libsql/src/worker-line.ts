import {Worker} from 'node:worker_threads';
import {assert, Defect, Fault, type FaultCode, type FaultFields} from '@holdfast/std';
import type {Line} from './line.ts';

/** To the worker: a question, or the request to end once the questions before it are answered. */
export type WorkerRequest<Question> =
  | {readonly kind: 'ask'; readonly id: number; readonly question: Question}
  | {readonly kind: 'stop'};

export type WorkerReply<Answer> = {readonly id: number} & (
  | {readonly kind: 'answer'; readonly answer: Answer}
  | {readonly kind: 'fault'; readonly code: FaultCode; readonly fields: FaultFields}
);

interface Asked<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (failure: unknown) => void;
}

/**
 * A line to a server in a worker thread of its own. It is ended by a message, never terminated: a
 * thread that is stopped inside libsql takes the process with it.
 */
export class WorkerLine<Question, Answer> implements Line<Question, Answer> {
  readonly #worker: Worker;
  readonly #asked = new Map<number, Asked<Answer>>();
  readonly #ended: Promise<void>;
  #next = 1;
  #stopping = false;
  #failure: Defect | undefined;

  constructor(file: URL) {
    this.#worker = new Worker(file);
    this.#worker.on('message', (reply: WorkerReply<Answer>) => this.#settle(reply));
    this.#worker.on('error', error => this.#fail('the worker lives', error));
    this.#ended = new Promise(resolve => {
      this.#worker.once('exit', () => {
        if (!this.#stopping) this.#fail('the worker ends when it is asked to');
        resolve();
      });
    });
  }

  ask(question: Question): Promise<Answer> {
    if (this.#failure) return Promise.reject(this.#failure);
    assert(!this.#stopping, 'a line that was stopped is not asked');
    const id = this.#next;
    this.#next += 1;
    const {promise, resolve, reject} = Promise.withResolvers<Answer>();
    this.#asked.set(id, {resolve, reject});
    const request: WorkerRequest<Question> = {kind: 'ask', id, question};
    this.#worker.postMessage(request);
    return promise;
  }

  async stop(): Promise<void> {
    if (!this.#stopping && !this.#failure) {
      this.#stopping = true;
      const request: WorkerRequest<Question> = {kind: 'stop'};
      this.#worker.postMessage(request);
    }
    await this.#ended;
  }

  #settle(reply: WorkerReply<Answer>): void {
    const asked = this.#asked.get(reply.id);
    assert(asked, 'an answer has a question');
    this.#asked.delete(reply.id);
    if (reply.kind === 'answer') asked.resolve(reply.answer);
    else asked.reject(new Fault(reply.code, reply.fields));
  }

  #fail(invariant: string, cause?: unknown): void {
    this.#failure ??= new Defect(invariant, {cause});
    for (const {reject} of this.#asked.values()) reject(this.#failure);
    this.#asked.clear();
  }
}
