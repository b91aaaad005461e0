import {concatBytes, toHex, utf8Encode} from '@holdfast/std';

/**
 * The resource records DNS-SD over mDNS needs (RFC 6763 §4–6, RFC 6762 §6.1). Others are passed
 * over.
 */
export type DnsRecord = PtrRecord | SrvRecord | TxtRecord | AddressRecord | NsecRecord;
export type RecordType = DnsRecord['type'];

interface RecordHead {
  /** Labels with dots between them, no dot at the end. Compared without regard to letter case. */
  readonly name: string;
  readonly ttlS: number;
  /** The cache-flush bit: this is the whole set of its name and type (RFC 6762 §10.2). */
  readonly flush: boolean;
}
export interface PtrRecord extends RecordHead {
  readonly type: 'PTR';
  readonly target: string;
}
export interface SrvRecord extends RecordHead {
  readonly type: 'SRV';
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly target: string;
}
export interface TxtRecord extends RecordHead {
  readonly type: 'TXT';
  readonly strings: readonly Uint8Array[];
}
export interface AddressRecord extends RecordHead {
  readonly type: 'A';
  readonly address: string;
}
/** Says which types exist at a name, so that nobody waits for one that does not. */
export interface NsecRecord extends RecordHead {
  readonly type: 'NSEC';
  readonly types: readonly RecordType[];
}

/**
 * `type` may be any type's name, `ANY`, or `UNKNOWN_n`: a question we cannot answer is still a
 * question.
 */
export interface Question {
  readonly name: string;
  readonly type: string;
  /** The QU bit: an answer by unicast is enough (RFC 6762 §5.4). */
  readonly unicastWanted: boolean;
}

export function question(name: string, type: RecordType | 'ANY'): Question {
  return {name, type, unicastWanted: false};
}

/**
 * A name as it is compared: ASCII letters without case, everything else as it is (RFC 6762 §16).
 */
export function nameKey(name: string): string {
  return name.replace(/[A-Z]/g, letter => letter.toLowerCase());
}

/** Name and type: what a question asks for, and what the cache-flush bit covers. */
export function setKey({name, type}: {readonly name: string; readonly type: string}): string {
  return `${type} ${nameKey(name)}`;
}

/** Name, type and data: two records with the same key are the same record, whatever their TTL. */
export function recordKey(record: DnsRecord): string {
  return `${setKey(record)} ${dataKey(record)}`;
}

function dataKey(record: DnsRecord): string {
  switch (record.type) {
    case 'PTR':
      return nameKey(record.target);
    case 'SRV':
      return [record.priority, record.weight, record.port, nameKey(record.target)].join(' ');
    case 'NSEC':
      return record.types.join(' ');
    default:
      return toHex(rdata(record));
  }
}

/**
 * A record's data as it stands on the wire, names uncompressed: what a tiebreak compares (RFC 6762
 * §8.2).
 */
export function rdata(record: Exclude<DnsRecord, NsecRecord>): Uint8Array {
  switch (record.type) {
    case 'A':
      return Uint8Array.from(record.address.split('.'), Number);
    case 'PTR':
      return nameBytes(record.target);
    case 'SRV':
      return concatBytes(
        ...[record.priority, record.weight, record.port].map(uint16),
        nameBytes(record.target),
      );
    case 'TXT':
      return concatBytes(...record.strings.flatMap(text => [Uint8Array.of(text.length), text]));
  }
}

/** A name in its wire form, uncompressed. */
export function nameBytes(name: string): Uint8Array {
  const labels = name.split('.').map(utf8Encode);
  return concatBytes(
    ...labels.flatMap(label => [Uint8Array.of(label.length), label]),
    Uint8Array.of(0),
  );
}

function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}
