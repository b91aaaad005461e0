import {createHash, createPublicKey, verify} from 'node:crypto';
import type {SideEntry, SupersededEntry} from '@holdfast/checkers';

/**
 * What an entry's bytes say, read by rules of their own: this file shares nothing with the code
 * that wrote them. Formats: docs/protocol.md, "Entry header" and "Ledger line".
 */
export interface EntryBytes {
  readonly header: Buffer;
  /** `undefined` where the hub withheld it. */
  readonly body: Buffer | undefined;
  readonly quarantined: string | undefined;
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Crockford base32 of whole groups of five bytes. */
export function base32(bytes: Buffer): string {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  let text = '';
  for (let left = (bytes.length * 8) / 5; left > 0; left--) {
    text = ALPHABET.charAt(Number(value & 31n)) + text;
    value >>= 5n;
  }
  return text;
}

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Reads and recomputes one entry. What contradicts itself is said in `damage`, never thrown. */
export function readEntry({header, body, quarantined}: EntryBytes): SideEntry {
  const fields = headerFields(header);
  if (typeof fields === 'string') {
    return {
      retailStoreId: '?',
      workstationId: '?',
      journalId: '?',
      sequenceNumber: 0,
      entryHash: sha256(header).toString('hex'),
      prevHash: '',
      bodySha256: '',
      money: undefined,
      quarantined,
      damage: fields,
    };
  }
  const {bodyBytes, ...key} = fields;
  return {
    ...key,
    entryHash: sha256(header).toString('hex'),
    money: body && moneyOf(body),
    quarantined,
    damage: body && bodyDamage(body, fields),
  };
}

function headerFields(
  header: Buffer,
):
  | (Omit<SideEntry, 'entryHash' | 'money' | 'quarantined' | 'damage'> & {bodyBytes: number})
  | string {
  if (header.subarray(0, 4).toString('latin1') !== 'HFE1')
    return 'the header does not begin with HFE1';
  let at = 6;
  const text = () => {
    const length = header[at] ?? 0;
    const value = header.subarray(at + 1, at + 1 + length).toString('utf8');
    at += 1 + length;
    return value;
  };
  const take = (length: number) => {
    const value = header.subarray(at, at + length);
    at += length;
    return value;
  };
  const retailStoreId = text();
  const workstationId = text();
  if (header.length < at + 86) return 'the header is cut short';
  const journalId = base32(take(10));
  const sequenceNumber = Number(take(8).readBigUInt64BE());
  const prevHash = take(32).toString('hex');
  const bodySha256 = take(32).toString('hex');
  const bodyBytes = take(4).readUInt32BE();
  const flags = header[5] ?? 0;
  if (flags & 1) take(32);
  const supersedes = flags & 2 ? supersededIn(take(take(2).readUInt16BE())) : [];
  return {
    ...{retailStoreId, workstationId, journalId, sequenceNumber, prevHash, bodySha256, bodyBytes},
    ...(supersedes.length > 0 ? {supersedes} : {}),
  };
}

/** Fields of tag, length and bytes; tag 1 lists the entries that this one stands for. */
function supersededIn(extension: Buffer): SupersededEntry[] {
  const found: SupersededEntry[] = [];
  for (let at = 0; at + 3 <= extension.length; ) {
    const end = at + 3 + extension.readUInt16BE(at + 1);
    const isList = extension[at] === 1;
    for (at += 3; isList && at + 50 <= end; at += 50) {
      found.push({
        journalId: base32(extension.subarray(at, at + 10)),
        sequenceNumber: Number(extension.readBigUInt64BE(at + 10)),
        entryHash: extension.subarray(at + 18, at + 50).toString('hex'),
      });
    }
    at = end;
  }
  return found;
}

function bodyDamage(
  body: Buffer,
  header: {readonly bodySha256: string; readonly bodyBytes: number},
): string | undefined {
  if (body.length !== header.bodyBytes) return 'the body is not as long as its header says';
  return sha256(body).toString('hex') === header.bodySha256
    ? undefined
    : 'the body is not the one its header names';
}

/** What a customer owed by this body; nothing for training, control entries and what is no JSON. */
function moneyOf(body: Buffer): SideEntry['money'] {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  const {kind, currencyCode, total, trainingModeFlag} = json as {
    readonly kind?: unknown;
    readonly currencyCode?: unknown;
    readonly trainingModeFlag?: unknown;
    readonly total?: {readonly transactionGrandAmountMinor?: unknown};
  };
  const amountMinor = total?.transactionGrandAmountMinor;
  if (kind !== 'RetailTransaction' || trainingModeFlag === true) return undefined;
  if (typeof currencyCode !== 'string' || typeof amountMinor !== 'number') return undefined;
  return {currencyCode, amountMinor};
}

const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Whether this Ed25519 key signed this entry hash, under the context that entries are signed in.
 */
export function isSignedEntry(claim: {
  readonly publicKey: Buffer;
  readonly entryHash: string;
  readonly signature: Buffer;
}): boolean {
  const key = createPublicKey({
    key: Buffer.concat([ED25519_SPKI, claim.publicKey]),
    format: 'der',
    type: 'spki',
  });
  const context = Buffer.from('holdfast/entry/1\0', 'latin1');
  const message = Buffer.concat([context, Buffer.from(claim.entryHash, 'hex')]);
  return verify(null, message, key, claim.signature);
}

/** The head of a ledger after one line, by the format's own words. */
export function headAfterLine(
  headBefore: string,
  line: {
    readonly position: number;
    readonly recordedAtMs: number;
    readonly clockOffsetMs: number;
    readonly dispositionCode: number;
    readonly detail: string;
    readonly entryHash: string;
  },
): string {
  const detail = Buffer.from(line.detail, 'utf8');
  return sha256(
    Buffer.concat([
      Buffer.from('HFL1', 'latin1'),
      Buffer.from(headBefore, 'hex'),
      u64(line.position),
      u64(line.recordedAtMs),
      zigzag(line.clockOffsetMs),
      Buffer.from([line.dispositionCode, detail.length]),
      detail,
      Buffer.from(line.entryHash, 'hex'),
    ]),
  ).toString('hex');
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

function zigzag(value: number): Buffer {
  let rest = value >= 0 ? BigInt(value) * 2n : BigInt(-value) * 2n - 1n;
  const bytes: number[] = [];
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}
