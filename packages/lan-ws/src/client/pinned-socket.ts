import {isIP} from 'node:net';
import {connect, type TLSSocket} from 'node:tls';
import {peerKeyPin} from '@holdfast/platform-node';
import {type Bytes, equalBytes, Fault} from '@holdfast/std';
import {formatAddress, type HubAddress} from '@holdfast/terminal-sdk';

/**
 * A TLS 1.3 connection to whoever holds the pinned key. Dates, names and issuers of the certificate
 * are not looked at: a till's clock may be years off, and addresses change. The key is compared by
 * hand once the handshake has proved it, and before a byte of ours leaves: Node never asks its own
 * `checkServerIdentity` about a self-signed peer.
 *
 * Throws `hub/unreachable` (also when `signal` aborts) or `hub/untrusted`.
 */
export function connectPinned(target: {
  readonly address: HubAddress;
  readonly keyPin: Bytes;
  readonly signal: AbortSignal;
}): Promise<TLSSocket> {
  const {address, keyPin, signal} = target;
  const {host, port} = address;
  const place = formatAddress(address);
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new Fault('hub/unreachable', {address: place, reason: 'aborted'}));
      return;
    }
    const socket = connect({
      host,
      port,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.3',
      // RFC 6066 §3 allows no addresses as server names.
      ...(isIP(host) === 0 ? {servername: host} : {}),
    });
    const settle = () => {
      signal.removeEventListener('abort', onAbort);
      socket.removeAllListeners();
      socket.on('error', () => {}); // whoever takes the socket listens for its close
    };
    const fail = (fault: Fault) => {
      settle();
      socket.destroy();
      reject(fault);
    };
    const onAbort = () => fail(new Fault('hub/unreachable', {address: place, reason: 'timeout'}));
    signal.addEventListener('abort', onAbort, {once: true});
    socket.once('error', cause => {
      fail(new Fault('hub/unreachable', {address: place, reason: reasonOf(cause)}, {cause}));
    });
    socket.once('close', () => {
      fail(new Fault('hub/unreachable', {address: place, reason: 'closed in the handshake'}));
    });
    socket.once('secureConnect', () => {
      const shown = peerKeyPin(socket);
      if (!shown || !equalBytes(shown, keyPin)) {
        fail(new Fault('hub/untrusted', {address: place, reason: 'another key'}));
        return;
      }
      settle();
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}

function reasonOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
