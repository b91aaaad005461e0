import {timingSafeEqual} from 'node:crypto';
import type {Socket} from 'node:net';
import type {TLSSocket} from 'node:tls';
import {peerKeyPin} from '@holdfast/platform-node';
import {Fault} from '@holdfast/std';
import {buildConnector} from 'undici';

/** A connect that takes longer is not coming back; the core's own deadline is usually far below. */
const CONNECT_MS_MAX = 10_000;

/**
 * Connects by TLS 1.3 and compares the peer's key with the pin before a byte of the request is written. Node does
 * not call `checkServerIdentity` for a self-signed peer, so the comparison is made here, by hand.
 * Without a pin, the system's certificate authorities decide.
 */
export function pinnedConnector(options: {
  readonly localAddress: string | undefined;
  readonly keyPin: Uint8Array | undefined;
  /** Told of every socket, as soon as it is connected. */
  readonly onSocket: (socket: Socket) => void;
}): buildConnector.connector {
  const {localAddress, keyPin, onSocket} = options;
  const connect = buildConnector({
    timeout: CONNECT_MS_MAX,
    minVersion: 'TLSv1.3',
    rejectUnauthorized: keyPin === undefined,
    // A resumed session shows no certificate to compare.
    ...(keyPin ? {maxCachedSessions: 0} : {}),
  });
  return (target, callback) => {
    // undici takes the source address from the target of each call; among the options above it is ignored.
    const from = localAddress === undefined ? target : {...target, localAddress};
    connect(from, (error, socket) => {
      if (error) {
        callback(error, null);
        return;
      }
      onSocket(socket);
      if (keyPin && !showsPin(socket as TLSSocket, keyPin)) {
        socket.destroy();
        callback(new Fault('gateway/untrusted', {reason: 'another key than the pinned one'}), null);
      } else callback(null, socket);
    });
  };
}

function showsPin(socket: TLSSocket, keyPin: Uint8Array): boolean {
  const shown = peerKeyPin(socket);
  return shown?.length === keyPin.length && timingSafeEqual(shown, keyPin);
}
