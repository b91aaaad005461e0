import {mkdtempSync, rmSync} from 'node:fs';
import {createServer} from 'node:https';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {loadOrCreateTlsIdentity} from '@holdfast/platform-node';
import {WebSocketServer} from 'ws';

// A process of its own: takes frames over the same TLS and WebSocket, and answers each at once with
// as many bytes as the hub's answer has. It is what the road itself costs.
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
sockets.on('connection', socket => socket.on('message', () => socket.send(ANSWER)));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`);
});
process.once('SIGTERM', () => process.exit(0));
