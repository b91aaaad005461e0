import {
  type AddressRecord,
  type DnsRecord,
  nameKey,
  rdata,
  type SrvRecord,
  type TxtRecord,
} from './record.ts';

export type Claim = SrvRecord | TxtRecord | AddressRecord;

const TYPE_NUMBER = {A: 1, TXT: 16, SRV: 33} as const;

/**
 * Two hubs probe for one name at the same moment: who keeps it? Both compare both claims, sorted,
 * by type and then by the bytes of their data; the greater wins (RFC 6762 §8.2.1). Negative if ours
 * is the smaller, zero if they are equal, which means that we hear ourselves.
 */
export function compareClaims(ours: readonly Claim[], theirs: readonly Claim[]): number {
  const [left, right] = [sorted(ours), sorted(theirs)];
  for (const [at, mine] of left.entries()) {
    const other = right[at];
    if (!other) return 1;
    const difference = compareRecords(mine, other);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function sorted(claims: readonly Claim[]): Claim[] {
  return [...claims].sort(compareRecords);
}

function compareRecords(left: Claim, right: Claim): number {
  const types = TYPE_NUMBER[left.type] - TYPE_NUMBER[right.type];
  return types !== 0 ? types : compareBytes(rdata(left), rdata(right));
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  for (const [at, byte] of left.entries()) {
    const other = right[at];
    if (other === undefined) return 1;
    if (byte !== other) return byte - other;
  }
  return left.length - right.length;
}

/** Those of `records` that claim `name`. */
export function claimsOf(records: readonly DnsRecord[], name: string): Claim[] {
  return records.filter(isClaim).filter(record => nameKey(record.name) === nameKey(name));
}

function isClaim(record: DnsRecord): record is Claim {
  return record.type in TYPE_NUMBER;
}
