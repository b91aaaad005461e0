import {timingSafeEqual} from 'node:crypto';
import {once} from 'node:events';
import {connect as connectTcp, isIP, type LookupFunction, type Socket} from 'node:net';
import {connect as connectTls, type TLSSocket} from 'node:tls';
import {peerCertificate} from '@holdfast/platform-node';
import {Fault} from '@holdfast/std';
import type {buildConnector} from 'undici';

export interface PinnedConnectorOptions {
  readonly localAddress: string | undefined;
  readonly keyPin: Uint8Array | undefined;
  readonly lookup: LookupFunction;
  /** A connect that takes longer is not coming back. All other deadlines are the core's. */
  readonly connectMsMax: number;
  /**
   * Told of every TCP socket as soon as it exists: below TLS, where the bytes pass that are paid
   * for.
   */
  readonly onSocket: (socket: Socket) => void;
}

/**
 * Connects by TLS 1.3 and compares the peer's key with the pin before a byte of the request is
 * written. Node does not call `checkServerIdentity` for a self-signed peer, so the comparison is
 * made here, by hand, on a full handshake: a resumed session shows no certificate. Without a pin,
 * the system's certificate authorities decide. HTTP/1.1 only: an abort must free its socket, and
 * one dead HTTP/2 session would hold all streams.
 */
export function pinnedConnector(options: PinnedConnectorOptions): buildConnector.connector {
  return (target, callback) => {
    connectPinned(options, target).then(
      socket => callback(null, socket),
      (error: Error) => callback(error, null),
    );
  };
}

async function connectPinned(
  options: PinnedConnectorOptions,
  {hostname, port}: buildConnector.Options,
): Promise<TLSSocket> {
  const {localAddress, keyPin, lookup, connectMsMax, onSocket} = options;
  const host = hostname.replace(/^\[|\]$/g, '');
  const bound = localAddress === undefined ? {} : {localAddress, family: isIP(localAddress)};
  const raw = connectTcp({host, port: Number(port || 443), lookup, noDelay: true, ...bound});
  onSocket(raw);
  raw.on('error', () => {}); // heard below, or by TLS above it
  let socket: TLSSocket | undefined;
  const timer = setTimeout(
    () => (socket ?? raw).destroy(new Error('connect timeout')),
    connectMsMax,
  );
  try {
    await once(raw, 'connect');
    socket = connectTls({
      socket: raw,
      host,
      ...(isIP(host) === 0 ? {servername: host} : {}), // RFC 6066 §3: no addresses
      minVersion: 'TLSv1.3',
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: keyPin === undefined,
    });
    await once(socket, 'secureConnect');
    if (keyPin && !showsPin(socket, keyPin)) {
      throw new Fault('gateway/untrusted', {reason: 'another key than the pinned one'});
    }
    return socket;
  } catch (error) {
    socket?.destroy();
    raw.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function showsPin(socket: TLSSocket, keyPin: Uint8Array): boolean {
  const shown = peerCertificate(socket)?.keyPin;
  return shown?.length === keyPin.length && timingSafeEqual(shown, keyPin);
}
