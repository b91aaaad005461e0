import {isIP} from 'node:net';
import {connect, type TLSSocket} from 'node:tls';
import {
  nodeDigest,
  nodeSignatureVerifier,
  type PeerCertificate,
  peerCertificate,
} from '@holdfast/platform-node';
import {type Bytes, equalBytes, Fault} from '@holdfast/std';
import {formatAddress, type HubAddress} from '@holdfast/terminal-sdk';
import {tlsKeyRefusal} from '@holdfast/trust';
import type {HubId} from '@holdfast/wire';

const TOOLS = {digest: nodeDigest, verifier: nodeSignatureVerifier};

/**
 * A TLS 1.3 connection to the hub: to whoever holds the pinned key, or a key that the hub's
 * identity has signed for inside the certificate. Dates, names and issuers of the certificate are
 * not looked at: a till's clock may be years off, and addresses change. The key is judged by hand
 * once the handshake has proved it, and before a byte of ours leaves: Node never asks its own
 * `checkServerIdentity` about a peer whose issuer it does not know.
 *
 * Throws `hub/unreachable` (also when `signal` aborts) or `hub/untrusted`.
 */
export function connectPinned(target: {
  readonly address: HubAddress;
  readonly hubId: HubId;
  readonly keyPin: Bytes;
  readonly signal: AbortSignal;
}): Promise<TLSSocket> {
  return connectTls({...target, refusalOf: shown => refusalOf(shown, target)}).then(
    ({socket}) => socket,
  );
}

/** A connection, and the key that the other side proved to hold. */
export interface ShownKey {
  readonly socket: TLSSocket;
  readonly keyPin: Bytes;
}

/**
 * The same to whoever answers, for a conversation that proves the key by other means. Throws
 * `hub/unreachable`.
 */
export function connectToAnyone(target: {
  readonly address: HubAddress;
  readonly signal: AbortSignal;
}): Promise<ShownKey> {
  return connectTls({...target, refusalOf: async () => undefined});
}

function connectTls(target: {
  readonly address: HubAddress;
  readonly signal: AbortSignal;
  /** Why the key that the handshake has proved will not do; `undefined` where it will. */
  readonly refusalOf: (shown: PeerCertificate) => Promise<string | undefined>;
}): Promise<ShownKey> {
  const {address, signal} = target;
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
      const shown = peerCertificate(socket);
      if (!shown) {
        fail(new Fault('hub/untrusted', {address: place, reason: 'no key'}));
        return;
      }
      target.refusalOf(shown).then(reason => {
        if (socket.destroyed) return; // it was told already
        if (reason !== undefined) {
          fail(new Fault('hub/untrusted', {address: place, reason}));
          return;
        }
        settle();
        socket.setNoDelay(true);
        resolve({socket, keyPin: shown.keyPin});
      }, reject);
    });
  });
}

/** Why the key that the handshake has proved is not this hub's; `undefined` where it is. */
async function refusalOf(
  shown: PeerCertificate,
  {hubId, keyPin}: {readonly hubId: HubId; readonly keyPin: Bytes},
): Promise<string | undefined> {
  return equalBytes(shown.keyPin, keyPin) ? undefined : tlsKeyRefusal(TOOLS, {hubId, ...shown});
}

function reasonOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
