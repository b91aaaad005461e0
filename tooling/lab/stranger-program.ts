import {mkdtempSync, rmSync} from 'node:fs';
import {createServer, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {TLSSocket} from 'node:tls';
import {loadOrCreateTlsIdentity} from '@holdfast/platform-node';

/**
 * Somebody else's server, with a key of its own. `<port> silent` listens and writes down what it
 * hears; `<port> portal` also answers every request, over TLS or plain, by turns with a redirect
 * and with a page. Says as lines of JSON: `connection`, `greeting` (somebody begins TLS),
 * `handshake` (and went through with it), `heard` (a piece of what was said to it, decrypted).
 */
const [port = '', manner = ''] = process.argv.slice(2);
const parent = process.ppid;
const TLS_RECORD = 0x16;
const PAGE = '<html><body>Log in to use this network</body></html>';
const PAGE_HEADERS = ['content-type: text/html', `content-length: ${PAGE.length}`];

const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
const {keyPem: key, certificatePem: cert} = await loadOrCreateTlsIdentity(folder, 'stranger');
rmSync(folder, {recursive: true});
let requests = 0;

const server = createServer(raw => {
  say({event: 'connection', from: raw.remoteAddress});
  raw.on('error', () => {});
  raw.once('data', first => {
    raw.pause();
    raw.unshift(first);
    if (first[0] !== TLS_RECORD) {
      listen(raw);
      raw.resume();
      return;
    }
    say({event: 'greeting', from: raw.remoteAddress});
    const secure = new TLSSocket(raw, {isServer: true, key, cert, ALPNProtocols: ['http/1.1']});
    secure.on('secure', () => say({event: 'handshake', from: raw.remoteAddress}));
    listen(secure);
  });
});
server.listen(Number(port), '0.0.0.0', () => say({ready: 'stranger'}));
setInterval(() => {
  if (process.ppid !== parent) process.exit(0);
}, 500);

function listen(socket: Socket): void {
  socket.on('error', () => {});
  socket.on('data', heard => {
    say({event: 'heard', bytes: heard.length, text: heard.toString('latin1')});
    if (manner === 'portal') socket.end(portalAnswer());
  });
}

function portalAnswer(): string {
  requests += 1;
  const head =
    requests % 2 === 1
      ? ['HTTP/1.1 302 Found', 'location: http://login.portal.test/', 'content-length: 0']
      : ['HTTP/1.1 200 OK', ...PAGE_HEADERS];
  return [...head, 'connection: close', '', requests % 2 === 1 ? '' : PAGE].join('\r\n');
}

function say(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
