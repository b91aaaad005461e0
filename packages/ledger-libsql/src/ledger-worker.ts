import {LedgerServer} from './ledger-server.ts';
import {serveWorker} from './serve-worker.ts';

serveWorker(new LedgerServer());
