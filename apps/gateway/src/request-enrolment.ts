import {readFileSync} from 'node:fs';
import {request as httpRequest} from 'node:http';
import {request as httpsRequest} from 'node:https';
import type {TLSSocket} from 'node:tls';
import {peerCertificate} from '@holdfast/platform-node';
import {FAULTS, Fault, type FaultCode, toBase64Url} from '@holdfast/std';
import {z} from 'zod';
import {type GatewayDoor, readDoor} from './gateway-door.ts';
import {secretFiles} from './secrets.ts';

const ANSWER_BYTES_MAX = 64 * 1024;
const DEADLINE_MS = 10_000;

const enrolmentSchema = z.object({
  retailStoreId: z.string(),
  expiresAtMs: z.int(),
  code: z.string(),
  link: z.string(),
});
const problemSchema = z.object({code: z.string(), title: z.string()});

/** A link that takes one hub in, once. */
export type Enrolment = z.output<typeof enrolmentSchema>;

export interface EnrolmentWanted {
  readonly retailStoreId: string;
  /** A day, unless it is said otherwise. */
  readonly ttlMs?: number;
  /** `host:port` that this hub reaches the gateway by, where it is not the public one. */
  readonly address?: string;
}

/**
 * Asks the gateway that runs with this data directory for an enrolment link: for commands on its
 * own machine, run by whoever may read its keys. Throws `gateway/unreachable`, or the fault it
 * answers with.
 */
export async function requestEnrolment(
  dataDir: string,
  wanted: EnrolmentWanted,
): Promise<Enrolment> {
  const door = readDoor(dataDir);
  const token = readToken(dataDir);
  const {status, text} = await post(door, {token, body: JSON.stringify(wanted)});
  const value: unknown = JSON.parse(text);
  if (status === 201) return enrolmentSchema.parse(value);
  const {code, title} = problemSchema.parse(value);
  throw new Fault(isFaultCode(code) ? code : 'gateway/failed', {reason: title, status});
}

function readToken(dataDir: string): string {
  const file = secretFiles(dataDir).adminToken;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new Fault('request/unauthorized', {file, reason: 'cannot be read'}, {cause});
  }
}

function isFaultCode(code: string): code is FaultCode {
  return Object.hasOwn(FAULTS, code);
}

function post(
  door: GatewayDoor,
  said: {readonly token: string; readonly body: string},
): Promise<{readonly status: number; readonly text: string}> {
  const url = new URL('/v1/enrolment-codes', door.url);
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const {promise, resolve, reject} = Promise.withResolvers<{status: number; text: string}>();
  const fail = (cause: Error) =>
    reject(new Fault('gateway/unreachable', {url: door.url, reason: cause.message}, {cause}));
  const request = open(url, {
    method: 'POST',
    // The pin decides, before a byte is sent; a certificate of another's making is for other names.
    rejectUnauthorized: false,
    agent: false,
    headers: {'content-type': 'application/json', authorization: `Bearer ${said.token}`},
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  request.on('error', fail);
  request.on('response', response => {
    let text = '';
    response.setEncoding('utf8').on('error', fail);
    response.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > ANSWER_BYTES_MAX) response.destroy(new Error('the answer has no end'));
    });
    response.on('end', () => resolve({status: response.statusCode ?? 0, text}));
  });
  request.on('socket', socket => {
    const send = () => {
      if (isPinned(door, socket as TLSSocket)) request.end(said.body);
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
