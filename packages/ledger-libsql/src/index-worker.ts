import {nodeDigest} from '@holdfast/platform-node';
import {giveWay} from './give-way.ts';
import {IndexServer} from './index-server.ts';
import {serveWorker} from './serve-worker.ts';

giveWay();
serveWorker(new IndexServer(nodeDigest));
