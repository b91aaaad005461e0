import {parentPort} from 'node:worker_threads';
import {systemClock, systemRandom} from '@holdfast/platform-node';
import {assert, isFault} from '@holdfast/std';
import type {LibsqlFleetStore} from './libsql-fleet-store.ts';
import {openFleetStore} from './open-fleet-store.ts';
import type {StoreOpened, StoreReply, StoreRequest} from './worker-messages.ts';

/**
 * The store in a thread of its own: whatever the disk takes its time for, requests are still read
 * and probes still answered. Started by `openFleetStoreInWorker`, and by nobody else.
 */
const port = parentPort;
assert(port, 'this file is run as a worker');
let store: LibsqlFleetStore | undefined;

async function answer(request: StoreRequest): Promise<unknown> {
  if (request.kind === 'open') {
    const {path, reserveBytes, keys} = request;
    const tools = {random: systemRandom, clock: systemClock};
    const opened = openFleetStore({path, reserveBytes, keys, ...tools});
    store = opened.store;
    const said: StoreOpened = {origin: opened.origin, incarnation: store.incarnation};
    return said;
  }
  assert(store, 'a store is opened before it is asked');
  return Reflect.apply(store[request.method], store, request.args);
}

// One at a time, in the order they came, as if each had been called.
let last: Promise<void> = Promise.resolve();
port.on('message', (request: StoreRequest) => {
  last = last.then(async () => {
    const {id} = request;
    const reply = (sent: StoreReply) => port.postMessage(sent);
    try {
      reply({id, kind: 'answer', answer: await answer(request)});
    } catch (error) {
      if (!isFault(error)) throw error; // a defect: the thread dies, and its owner hears of it
      reply({id, kind: 'fault', code: error.code, fields: error.fields});
    }
    const closed = request.kind === 'call' && request.method === 'close';
    if (closed || !store) port.close(); // with nothing to ask any more, the thread ends
  });
});
