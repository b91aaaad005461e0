import {parentPort} from 'node:worker_threads';
import {assert, isFault} from '@holdfast/std';
import type {Server} from './line.ts';
import type {WorkerReply, WorkerRequest} from './worker-line.ts';

/** The other end of a `WorkerLine`: called once, by the worker's own file. */
export function serveWorker<Question, Answer>(server: Server<Question, Answer>): void {
  const port = parentPort;
  assert(port, 'this file is run as a worker');
  const reply = (sent: WorkerReply<Answer>) => port.postMessage(sent);
  port.on('message', (request: WorkerRequest<Question>) => {
    if (request.kind === 'stop') {
      server.stop();
      port.close();
      return;
    }
    const {id, question} = request;
    try {
      reply({kind: 'answer', id, answer: server.answer(question)});
    } catch (error) {
      if (!isFault(error)) throw error; // a defect: the thread dies, and its owner hears of it
      reply({kind: 'fault', id, code: error.code, fields: error.fields});
    }
  });
}
