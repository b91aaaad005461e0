import {type Bytes, issue, type Parsed, parsed} from '@holdfast/std';
import {decode, encode, type OutgoingRecord} from 'dns-packet';
import type {DnsRecord, Question} from './record.ts';

/**
 * One mDNS message. In responses the authorities say nothing; in probes they are what the prober
 * claims.
 */
export interface Message {
  readonly kind: 'query' | 'response';
  /** Zero but for one-shot askers, who want theirs back (RFC 6762 §6.7). */
  readonly id: number;
  /** The TC bit of a query: more known answers follow (RFC 6762 §7.2). */
  readonly truncated: boolean;
  readonly questions: readonly Question[];
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
}

/** RFC 6762 §17: nothing larger is mDNS, headers included. */
const MESSAGE_BYTES_MAX = 9000;
const HEADER_BYTES = 12;
/** With the shortest name, the root. */
const QUESTION_BYTES_MIN = 5;
const RECORD_BYTES_MIN = 11;

const AUTHORITATIVE = 1 << 10;
const TRUNCATED = 1 << 9;
const OPCODE_AND_RCODE = (0xf << 11) | 0xf;
/** How dns-packet names the class IN of a question with the QU bit, which it does not know. */
const IN_BY_UNICAST = 'UNKNOWN_32769';

export function query(parts: Partial<Omit<Message, 'kind'>>): Message {
  return {...EMPTY, ...parts, kind: 'query'};
}

export function response(parts: Partial<Omit<Message, 'kind'>>): Message {
  return {...EMPTY, ...parts, kind: 'response'};
}

const EMPTY = {
  id: 0,
  truncated: false,
  questions: [],
  answers: [],
  authorities: [],
  additionals: [],
};

export function encodeMessage(message: Message): Bytes {
  return encode({
    type: message.kind,
    id: message.id,
    flags: (message.kind === 'response' ? AUTHORITATIVE : 0) | (message.truncated ? TRUNCATED : 0),
    questions: message.questions.map(({name, type}) => ({name, type})),
    answers: message.answers.map(outgoing),
    authorities: message.authorities.map(outgoing),
    additionals: message.additionals.map(outgoing),
  });
}

/**
 * Reads what came off the network. Records of other types, other classes or odd data are left out;
 * a message that cannot be read at all is an issue. Never throws.
 */
export function decodeMessage(bytes: Uint8Array): Parsed<Message> {
  if (bytes.length > MESSAGE_BYTES_MAX) return issue('', 'is longer than mDNS allows');
  if (!hasRoomForItsCounts(bytes)) return issue('', 'is not a DNS message');
  let packet: unknown;
  try {
    packet = decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch {
    return issue('', 'is not a DNS message');
  }
  if (!isObject(packet) || typeof packet['flags'] !== 'number' || typeof packet['id'] !== 'number')
    return issue('', 'is not a DNS message');
  // RFC 6762 §18.3 and §18.11: such messages are ignored in silence.
  if ((packet['flags'] & OPCODE_AND_RCODE) !== 0) return issue('', 'is no query and no answer');
  return parsed({
    kind: packet['type'] === 'response' ? 'response' : 'query',
    id: packet['id'],
    truncated: (packet['flags'] & TRUNCATED) !== 0,
    questions: list(packet['questions'], readQuestion),
    answers: list(packet['answers'], readRecord),
    authorities: list(packet['authorities'], readRecord),
    additionals: list(packet['additionals'], readRecord),
  });
}

/**
 * Before anything is made of the counts: twelve bytes could claim a quarter of a million records.
 */
function hasRoomForItsCounts(bytes: Uint8Array): boolean {
  if (bytes.length < HEADER_BYTES) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records = view.getUint16(6) + view.getUint16(8) + view.getUint16(10);
  const least = view.getUint16(4) * QUESTION_BYTES_MIN + records * RECORD_BYTES_MIN;
  return HEADER_BYTES + least <= bytes.length;
}

function outgoing(record: DnsRecord): OutgoingRecord {
  const {name, type, ttlS: ttl, flush} = record;
  return {name, type, ttl, flush, data: outgoingData(record)};
}

function outgoingData(record: DnsRecord): unknown {
  switch (record.type) {
    case 'A':
      return record.address;
    case 'PTR':
      return record.target;
    case 'SRV': {
      const {priority, weight, port, target} = record;
      return {priority, weight, port, target};
    }
    case 'TXT':
      return record.strings.map(text => Buffer.from(text));
    case 'NSEC':
      return {nextDomain: record.name, rrtypes: [...record.types]};
  }
}

function readQuestion(raw: unknown): Question | undefined {
  if (!isObject(raw) || typeof raw['name'] !== 'string' || typeof raw['type'] !== 'string')
    return undefined;
  const unicastWanted = raw['class'] === IN_BY_UNICAST;
  if (!unicastWanted && raw['class'] !== 'IN' && raw['class'] !== 'ANY') return undefined;
  return {name: raw['name'], type: raw['type'], unicastWanted};
}

function readRecord(raw: unknown): DnsRecord | undefined {
  if (!isObject(raw) || raw['class'] !== 'IN') return undefined;
  const {name, ttl, flush, data} = raw;
  if (typeof name !== 'string' || typeof ttl !== 'number') return undefined;
  const head = {name, ttlS: ttl, flush: flush === true};
  switch (raw['type']) {
    case 'A':
      return isAddress(data) ? {...head, type: 'A', address: data} : undefined;
    case 'PTR':
      return typeof data === 'string' ? {...head, type: 'PTR', target: data} : undefined;
    case 'SRV':
      return isSrvData(data) ? {...head, type: 'SRV', ...data} : undefined;
    case 'TXT':
      return isStrings(data) ? {...head, type: 'TXT', strings: data} : undefined;
    default:
      return undefined;
  }
}

function list<T>(raw: unknown, read: (item: unknown) => T | undefined): T[] {
  return Array.isArray(raw) ? raw.map(read).filter(item => item !== undefined) : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isAddress(data: unknown): data is string {
  if (typeof data !== 'string' || !/^\d{1,3}(\.\d{1,3}){3}$/.test(data)) return false;
  return data.split('.').every(part => Number(part) <= 255);
}

function isSrvData(
  data: unknown,
): data is {priority: number; weight: number; port: number; target: string} {
  if (!isObject(data) || typeof data['target'] !== 'string') return false;
  return [data['priority'], data['weight'], data['port']].every(Number.isInteger);
}

function isStrings(data: unknown): data is Uint8Array[] {
  return Array.isArray(data) && data.every(item => item instanceof Uint8Array);
}
