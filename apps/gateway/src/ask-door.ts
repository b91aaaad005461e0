import {request as httpRequest, type IncomingHttpHeaders} from 'node:http';
import {request as httpsRequest} from 'node:https';
import type {TLSSocket} from 'node:tls';
import {peerCertificate} from '@holdfast/platform-node';
import {type Bytes, concatBytes, Fault, toBase64Url} from '@holdfast/std';
import type {GatewayDoor} from './gateway-door.ts';

const ANSWER_BYTES_MAX = 2 * 1024 * 1024;
const DEADLINE_MS = 30_000;

/** What a running gateway said to a request from its own machine. */
export interface DoorAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Bytes;
}

/**
 * Asks the gateway that runs on this machine, by POST. Its TLS key is compared before a byte is
 * sent. Throws `gateway/unreachable`.
 */
export function askDoor(
  door: GatewayDoor,
  asked: {
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array;
  },
): Promise<DoorAnswer> {
  const url = new URL(asked.path, door.url);
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const {promise, resolve, reject} = Promise.withResolvers<DoorAnswer>();
  const fail = (cause: Error) =>
    reject(new Fault('gateway/unreachable', {url: door.url, reason: cause.message}, {cause}));
  const request = open(url, {
    method: 'POST',
    // The pin decides, before a byte is sent; a certificate of another's making is for other names.
    rejectUnauthorized: false,
    agent: false,
    headers: {...asked.headers, 'content-length': asked.body.length},
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  request.on('error', fail);
  request.on('response', response => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    response.on('error', fail);
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > ANSWER_BYTES_MAX) response.destroy(new Error('the answer has no end'));
    });
    response.on('end', () => {
      const {statusCode: status = 0, headers} = response;
      resolve({status, headers, body: concatBytes(...chunks)});
    });
  });
  request.on('socket', socket => {
    const send = () => {
      if (isPinned(door, socket as TLSSocket)) request.end(asked.body);
      else request.destroy(new Error('another program answers at this address'));
    };
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', send);
  });
  return promise;
}

function isPinned({keyPin}: GatewayDoor, socket: TLSSocket): boolean {
  if (keyPin === undefined) return true; // on this machine, with a certificate we did not make
  const shown = peerCertificate(socket)?.keyPin;
  return shown !== undefined && toBase64Url(shown) === keyPin;
}
