import {Fault} from '@holdfast/std';
import {formatAddress, type HubAddress, type HubLink} from '@holdfast/terminal-sdk';
import {agreeOnLanVersion, lanSubprotocol, lanVersions} from '@holdfast/wire';
import {BrowserHubConnection} from './browser-hub-connection.ts';

/** From the first packet to the open WebSocket. Longer, and another rung is better. */
const CONNECT_MS = 3_000;

/**
 * The road from a till in a browser to its hub: a WebSocket at `/lan` over TLS. Without TLS only
 * between a page of this machine's loopback address and the hub that runs on it.
 *
 * A page does not get to see the key behind a TLS connection, so the pin is not compared: here the
 * hub is whoever holds a certificate that this browser trusts for the address. What that leaves
 * open stands in this package's README.
 *
 * Throws `hub/unreachable` for a hub that is not there, has no certificate this browser trusts,
 * does not know this page's origin or speaks no version in common: a page is told none of these
 * apart.
 */
export function browserHubLink({
  origin,
  connectMs = CONNECT_MS,
  versions = lanVersions(),
}: {
  /** Of the page, as the browser tells it to the hub: `location.origin`. */
  readonly origin: string;
  readonly connectMs?: number;
  /** The protocol versions to offer, newest first. */
  readonly versions?: readonly number[];
}): HubLink {
  const dial = async (target: {
    readonly address: HubAddress;
    readonly signal: AbortSignal;
  }): Promise<BrowserHubConnection> => {
    const {address, signal} = target;
    const place = formatAddress(address);
    const unreachable = (reason: string) => new Fault('hub/unreachable', {place, reason});
    const limit = AbortSignal.any([signal, AbortSignal.timeout(connectMs)]);
    if (limit.aborted) throw unreachable('stopped');
    const socket = openSocket(`${schemeTo(place, origin)}://${place}/lan`, versions);
    if (!socket) throw unreachable('is not an address');
    try {
      await opened(socket, limit);
    } catch (cause) {
      socket.close();
      const reason = limit.aborted ? 'no answer in time' : 'refused, untrusted or not there';
      throw new Fault('hub/unreachable', {place, reason}, {cause});
    }
    const agreement = agreeOnLanVersion([socket.protocol], versions);
    if (agreement.kind === 'agreed') {
      return new BrowserHubConnection(socket, {version: agreement.version, origin});
    }
    socket.close();
    throw new Fault('wire/version', {place, offered: versions.join(',')});
  };
  return {
    connect: dial,
    // No browser shows a page the key or the connection: what is left is who the page is.
    connectUnproven: async target =>
      Object.assign(await dial(target), {channel: {kind: 'origin', origin} as const}),
  };
}

/** A page that came without TLS over loopback may talk to where it came from, and nowhere else. */
function schemeTo(place: string, origin: string): 'ws' | 'wss' {
  const isLoopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(origin);
  return isLoopback && origin === `http://${place}` ? 'ws' : 'wss';
}

function openSocket(url: string, versions: readonly number[]): WebSocket | undefined {
  try {
    return new WebSocket(url, versions.map(lanSubprotocol));
  } catch {
    return undefined; // a SyntaxError: no such URL
  }
}

function opened(socket: WebSocket, limit: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settled = new AbortController();
    const settle = (how: () => void) => () => {
      settled.abort();
      how();
    };
    const {signal} = settled;
    socket.addEventListener('open', settle(resolve), {signal});
    socket.addEventListener(
      'close',
      settle(() => reject(new Error('closed'))),
      {signal},
    );
    limit.addEventListener(
      'abort',
      settle(() => reject(new Error('aborted'))),
      {signal},
    );
  });
}
