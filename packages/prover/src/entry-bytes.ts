import type {SideEntry, SupersededEntry} from '@holdfast/checkers';
import {ByteCursor} from './byte-cursor.ts';
import {readErasureWord} from './erasure-word.ts';
import {base32, hex, join, latin, sha256, u64, unhex} from './verify/bytes.ts';

/**
 * What an entry's bytes say, read by rules of their own: this file shares nothing with the code
 * that wrote them. Formats: docs/protocol.md, "Entry header" and "Ledger line".
 */
export interface EntryBytes {
  readonly header: Uint8Array;
  /** `undefined` where the hub withheld it. */
  readonly body: Uint8Array | undefined;
  /** What lies beside it: absent where there is none, or where it was erased. */
  readonly personal?: Uint8Array | undefined;
  readonly quarantined: string | undefined;
}

/** With what the header says of its kind. */
export type ReadEntry = SideEntry & {readonly kindCode: number};

const HFE1 = hex(latin('HFE1'));

/** A kind that nobody can read. */
const NO_KIND = 0;
const ERASURE = 22;

/** Reads and recomputes one entry. What contradicts itself is said in `damage`, never thrown. */
export function readEntry({header, body, personal, quarantined}: EntryBytes): ReadEntry {
  const fields = headerFields(header);
  if (typeof fields === 'string') {
    return {
      kindCode: NO_KIND,
      retailStoreId: '?',
      workstationId: '?',
      journalId: '?',
      sequenceNumber: 0,
      entryHash: hex(sha256(header)),
      prevHash: '',
      bodySha256: '',
      money: undefined,
      quarantined,
      damage: fields,
    };
  }
  const {bodyBytes: _, kindCode, commitment, ...key} = fields;
  const isErasure = kindCode === ERASURE && fields.workstationId === 'hub';
  return {
    kindCode,
    ...key,
    entryHash: hex(sha256(header)),
    money: body && moneyOf(body),
    quarantined,
    ...(commitment ? {personal: personalOf({body, personal, commitment})} : {}),
    ...(isErasure && body ? {erases: readErasureWord(body)} : {}),
    damage: (body && bodyDamage(body, fields)) ?? personalDamage(personal, commitment),
  };
}

type HeaderFields = Omit<SideEntry, 'entryHash' | 'money' | 'quarantined' | 'damage'> & {
  readonly kindCode: number;
  readonly bodyBytes: number;
  readonly commitment: string | undefined;
};

function headerFields(header: Uint8Array): HeaderFields | string {
  try {
    const cursor = new ByteCursor(header);
    if (hex(cursor.take(4)) !== HFE1) return 'the header does not begin with HFE1';
    const kindCode = cursor.byte();
    const flags = cursor.byte();
    const retailStoreId = cursor.text();
    const workstationId = cursor.text();
    const journalId = base32(cursor.take(10));
    const sequenceNumber = cursor.u64();
    const [prevHash, bodySha256] = [hex(cursor.take(32)), hex(cursor.take(32))];
    const key = {retailStoreId, workstationId, journalId, sequenceNumber};
    const bodyBytes = cursor.u32();
    const commitment = flags & 1 ? hex(cursor.take(32)) : undefined;
    const supersedes = flags & 2 ? supersededIn(cursor.take(cursor.u16())) : [];
    return {
      ...{kindCode, ...key, prevHash, bodySha256, bodyBytes, commitment},
      ...(supersedes.length > 0 ? {supersedes} : {}),
    };
  } catch {
    return 'the header is cut short';
  }
}

/** Fields of tag, length and bytes; tag 1 lists the entries that this one stands for. */
function supersededIn(extension: Uint8Array): SupersededEntry[] {
  const found: SupersededEntry[] = [];
  const cursor = new ByteCursor(extension);
  while (cursor.left >= 3) {
    const tag = cursor.byte();
    const field = new ByteCursor(cursor.take(cursor.u16()));
    while (tag === 1 && field.left >= 50) {
      const journalId = base32(field.take(10));
      found.push({journalId, sequenceNumber: field.u64(), entryHash: hex(field.take(32))});
    }
  }
  return found;
}

function personalOf(parts: {
  readonly body: Uint8Array | undefined;
  readonly personal: Uint8Array | undefined;
  readonly commitment: string;
}): NonNullable<SideEntry['personal']> {
  const {body, personal, commitment: sha256} = parts;
  if (personal) return {sha256, state: 'here'};
  return {sha256, state: body ? 'gone' : 'withheld'};
}

function personalDamage(
  personal: Uint8Array | undefined,
  commitment: string | undefined,
): string | undefined {
  if (!personal) return undefined;
  if (!commitment) return 'has personal data that its header does not commit to';
  return hex(sha256(join(latin('holdfast/personal/1\0'), personal))) === commitment
    ? undefined
    : 'its personal data is not what its header commits to';
}

function bodyDamage(
  body: Uint8Array,
  header: {readonly bodySha256: string; readonly bodyBytes: number},
): string | undefined {
  if (body.length !== header.bodyBytes) return 'the body is not as long as its header says';
  return hex(sha256(body)) === header.bodySha256
    ? undefined
    : 'the body is not the one its header names';
}

/** What a customer owed by this body; nothing for training, control entries and what is no JSON. */
function moneyOf(body: Uint8Array): SideEntry['money'] {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(body));
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
  const detail = new TextEncoder().encode(line.detail);
  return hex(
    sha256(
      join(
        latin('HFL1'),
        unhex(headBefore),
        u64(line.position),
        u64(line.recordedAtMs),
        zigzag(line.clockOffsetMs),
        Uint8Array.of(line.dispositionCode, detail.length),
        detail,
        unhex(line.entryHash),
      ),
    ),
  );
}

function zigzag(value: number): Uint8Array {
  let rest = value >= 0 ? BigInt(value) * 2n : BigInt(-value) * 2n - 1n;
  const bytes: number[] = [];
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}
