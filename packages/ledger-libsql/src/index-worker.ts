import {nodeDigest} from '@holdfast/platform-node';
import {IndexServer} from './index-server.ts';
import {serveWorker} from './serve-worker.ts';

serveWorker(new IndexServer(nodeDigest));
