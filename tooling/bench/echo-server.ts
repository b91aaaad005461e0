import {mkdtempSync, rmSync} from 'node:fs';
import {createServer} from 'node:https';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Worker} from 'node:worker_threads';
import {loadOrCreateTlsIdentity} from '@holdfast/platform-node';
import {WebSocketServer} from 'ws';

// A process of its own: takes frames over the same TLS and WebSocket, and answers each with as many
// bytes as the hub's answer has. At once, it is what the road itself costs; told to sync, it has
// another thread write and sync every frame first, what came meanwhile together, and is what road,
// thread and disk cost whoever checks and keeps nothing.
const ANSWER = JSON.stringify({
  v: 1,
  type: 'recordTransactionReply',
  sequenceNumber: 1,
  outcome: {kind: 'recorded', ledgerId: 'x'.repeat(49), position: 1},
});

const directory = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
const tls = await loadOrCreateTlsIdentity(directory, 'echo');
rmSync(directory, {recursive: true});
const server = createServer({key: tls.keyPem, cert: tls.certificatePem, minVersion: 'TLSv1.3'});
const sockets = new WebSocketServer({server, perMessageDeflate: false});
type Frame = {readonly bytes: Buffer; readonly answer: () => void};
const take = process.argv.includes('--sync')
  ? behindSyncs()
  : (frame: Frame) => {
      frame.answer();
    };
sockets.on('connection', socket =>
  socket.on('message', data => {
    if (Buffer.isBuffer(data)) take({bytes: data, answer: () => socket.send(ANSWER)});
  }),
);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`);
});
process.once('SIGTERM', () => process.exit(0));

function behindSyncs(): (frame: Frame) => void {
  const disk = new Worker(new URL('./sync-program.ts', import.meta.url));
  let syncing: readonly Frame[] = [];
  let waiting: Frame[] = [];
  const next = () => {
    [syncing, waiting] = [waiting, []];
    if (syncing.length > 0) disk.postMessage(Buffer.concat(syncing.map(({bytes}) => bytes)));
  };
  disk.on('message', () => {
    for (const {answer} of syncing) answer();
    next();
  });
  return frame => {
    waiting.push(frame);
    if (syncing.length === 0) next();
  };
}
