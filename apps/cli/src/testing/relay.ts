import {once} from 'node:events';
import {connect, createServer} from 'node:tls';
import {loadOrCreateTlsIdentity} from '@holdfast/platform-node';
import {toBase64Url} from '@holdfast/std';

/** How anybody asks for a WebSocket: path, names and protocol version, and nothing of a till. */
const KNOCK = /^GET [\s\S]*?\r\n\r\n/;

/**
 * Somebody in between: ends the till's TLS with a certificate of his own, and passes everything on
 * to the hub and back, reading it all. A cunning one puts the pin of his own key wherever the hub
 * says its.
 */
export async function relay(place: {
  readonly directory: string;
  readonly hubPort: number;
  readonly cunning: boolean;
  /** Where he listens: where the hub was, say. Any port by default. */
  readonly port?: number;
}): Promise<{
  readonly port: number;
  calls(): number;
  bytes(): number;
  /** The most that one call told him, beyond asking for a WebSocket. */
  toldBytes(): number;
  close(): Promise<void>;
}> {
  const {directory, hubPort, cunning, port = 0} = place;
  const own = await loadOrCreateTlsIdentity(`${directory}/between`, 'hub.local');
  const {keyPem: key, certificatePem: cert} = own;
  const pin = toBase64Url(own.keyPin);
  const told: string[] = [];
  const sockets = new Set<{destroy(): unknown}>();
  let passed = 0;
  let calls = 0;
  const server = createServer({key, cert}, socket => {
    const onwards = connect({host: '127.0.0.1', port: hubPort, rejectUnauthorized: false});
    for (const side of [socket, onwards]) {
      sockets.add(side);
      side.on('error', () => {});
      side.on('data', data => {
        passed += data.length;
      });
    }
    const call = told.push('') - 1;
    socket.on('data', data => {
      told[call] += data.toString('latin1');
    });
    socket.pipe(onwards);
    // Frames of a server are not masked (RFC 6455 §5.1), and one pin is as long as another.
    onwards.on('data', data => {
      const text = data.toString('latin1');
      const said = cunning ? text.replace(/"keyPin":"[\w-]{43}"/, `"keyPin":"${pin}"`) : text;
      socket.write(Buffer.from(said, 'latin1'));
    });
    onwards.on('close', () => socket.end());
  });
  server.on('connection', () => {
    calls += 1;
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('it listens');
  return {
    port: address.port,
    calls: () => calls,
    bytes: () => passed,
    toldBytes: () => Math.max(0, ...told.map(text => text.replace(KNOCK, '').length)),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
