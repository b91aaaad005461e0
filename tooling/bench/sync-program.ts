import {fdatasyncSync, openSync, unlinkSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parentPort, threadId} from 'node:worker_threads';

// A thread that writes what it is given to a file, syncs it, and says so: a disk behind a thread,
// and nothing else.
const path = join(tmpdir(), `holdfast-bench-${process.pid}-${threadId}`);
const file = openSync(path, 'w');
unlinkSync(path);
parentPort?.on('message', (bytes: Uint8Array) => {
  writeSync(file, bytes);
  fdatasyncSync(file);
  parentPort?.postMessage('synced');
});
