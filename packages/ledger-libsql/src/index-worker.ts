import {giveWay} from './give-way.ts';

giveWay();
// Loaded from here on, so that the loading gives way as well: a start needs the ledgers first.
const {nodeDigest} = await import('@holdfast/platform-node/digest');
const {IndexServer} = await import('./index-server.ts');
const {serveWorker} = await import('./serve-worker.ts');
serveWorker(new IndexServer(nodeDigest));
