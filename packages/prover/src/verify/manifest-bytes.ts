import {hex, join, latin, sha256, u64, unbase32, unbase64url, unhex} from './bytes.ts';
import {hubIdOfKey, type KeyBook, keyFromJson} from './key-book.ts';
import {readSignedLines} from './signed-lines-bytes.ts';
import {Broken, type Counted, type VerifierKey, type VerifyTools} from './verify-tools.ts';

export const MANIFEST_NAME = 'manifest.jsonl';
const REQUEST_PATH = '/v1/exports';

export interface ManifestLedger {
  readonly ledgerId: string;
  readonly first: number;
  readonly last: number;
  readonly headBefore: string;
  readonly headAfter: string;
}

/** What a hub says that a folder holds, its signature verified. */
export interface ManifestBytes {
  readonly retailStoreId: string;
  readonly storeName: string;
  readonly hubId: string;
  readonly hubKey: VerifierKey;
  readonly gatewayKey: VerifierKey;
  readonly sealed: boolean;
  readonly exportedAtMs: number;
  readonly ledgers: readonly ManifestLedger[];
  readonly sums: Counted;
  readonly contentSha256: string;
  /** Of its message, which head office's answer names. */
  readonly sha256: string;
}

/** Reads the manifest and puts the keys it names into the book. Throws {@link Broken}. */
export async function readManifestBytes(
  tools: VerifyTools,
  parts: {readonly bytes: Uint8Array; readonly keys: KeyBook},
): Promise<ManifestBytes> {
  const {message: body, value, signature} = lines(parts.bytes);
  const hubKey = keyFromJson(value['hubPublicKey']);
  const gatewayKey = keyFromJson(value['gatewayPublicKey']);
  const hubId = text(value['hubId']);
  if (!hubKey || hubIdOfKey(hubKey) !== hubId) {
    throw broken('signature', 'the key of the hub is not the one its id names');
  }
  const message = join(latin('holdfast/request/1\0'), sha256(latin(REQUEST_PATH)), sha256(body));
  if (!(await tools.verify({key: hubKey, message, signature}))) {
    throw broken('signature', 'is not signed by the hub');
  }
  if (value['type'] !== 'exportManifest' || value['v'] !== 1 || !gatewayKey) {
    throw broken('file', 'is of a version that this verifier does not know');
  }
  for (const named of list(value['journals'])) {
    const key = keyFromJson(named['publicKey']);
    if (key && parts.keys.take(key, text(named['journalId']))) continue;
    throw broken('signature', `names a key that is not journal ${text(named['journalId'])}’s`);
  }
  const ledgers = list(value['ledgers']).map(ledgerOf);
  if (contentHash(ledgers) !== hex(unbase64url(value['contentSha256']))) {
    throw broken('file', 'states another content hash than its heads give');
  }
  return {
    ...{retailStoreId: text(value['retailStoreId']), storeName: text(value['storeName'])},
    ...{hubId, hubKey, gatewayKey, ledgers},
    sealed: value['sealedFor'] !== undefined,
    exportedAtMs: whole(value['exportedAtMs']),
    sums: sumsOf(value['sums']),
    contentSha256: contentHash(ledgers),
    sha256: hex(sha256(body)),
  };
}

function lines(bytes: Uint8Array) {
  try {
    return readSignedLines(bytes);
  } catch (error) {
    throw broken('file', error instanceof Error ? error.message : 'cannot be read');
  }
}

function ledgerOf(said: Readonly<Record<string, unknown>>): ManifestLedger {
  return {
    ledgerId: text(said['ledgerId']),
    first: whole(said['first']),
    last: whole(said['last']),
    headBefore: hex(unbase64url(said['headBefore'])),
    headAfter: hex(unbase64url(said['headAfter'])),
  };
}

function contentHash(ledgers: readonly ManifestLedger[]): string {
  const parts = ledgers.flatMap(({ledgerId, first, last, headBefore, headAfter}) => [
    unbase32(ledgerId),
    u64(first),
    u64(last),
    unhex(headBefore),
    unhex(headAfter),
  ]);
  return hex(sha256(join(latin('holdfast/content/1\0'), ...parts)));
}

function sumsOf(said: unknown): Counted {
  const {entries, transactions, quarantined, amountsMinor} = object(said);
  const amounts = Object.entries(object(amountsMinor)).map(
    ([currency, amount]) => [currency, whole(amount)] as const,
  );
  return {
    entries: whole(entries),
    transactions: whole(transactions),
    quarantined: whole(quarantined),
    amountsMinor: Object.fromEntries(amounts.sort()),
  };
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw broken('file', 'lacks what it should say');
}

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.map(object);
  throw broken('file', 'lacks a list that it should hold');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function whole(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw broken('file', 'holds a number that is none');
}

function broken(kind: 'file' | 'signature', reason: string): Broken {
  return new Broken({kind, file: MANIFEST_NAME, reason});
}
