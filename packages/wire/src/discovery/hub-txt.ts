import {
  assert,
  type Bytes,
  concatBytes,
  issue,
  type Parsed,
  parsed,
  utf8Decode,
  utf8Encode,
} from '@holdfast/std';
import {placeIdSchema} from '../entry/transaction-key.ts';

/**
 * What a hub says of itself before anyone connects. Everybody on the LAN can read it and everybody
 * can forge it, so it holds no secret and no personal data, and nothing in it is believed: it only
 * tells a terminal which of several hubs is worth asking for proof.
 */
export interface HubTxt {
  /** The first {@link HUB_TXT_LIMITS.idLength} letters of the hub's id. */
  readonly id: string;
  readonly storeId: string;
  /** LAN protocol versions served, newest first. */
  readonly protocolVersions: readonly number[];
  readonly tls: boolean;
}

export const HUB_TXT_LIMITS = {
  /** RFC 6763 §6.2: up to 400 bytes fit beside the other records in one packet of any Ethernet. */
  bytesMax: 400,
  /** RFC 6763 §6.1: each string has one length byte. */
  stringBytesMax: 255,
  idLength: 8,
  versionMax: 9999,
  versionsMax: 16,
} as const;

/** RFC 6763 §6.7: raised only when older readers must not try to understand the rest. */
const TXT_VERSION = '1';

const ID = new RegExp(`^[0-9A-HJKMNP-TV-Z]{${HUB_TXT_LIMITS.idLength}}$`);

/**
 * The strings of the TXT record, `txtvers` first (RFC 6763 §6.7). Expects what {@link parseTxt}
 * would accept.
 */
export function encodeTxt(txt: HubTxt): Bytes[] {
  const strings = [
    `txtvers=${TXT_VERSION}`,
    `id=${txt.id}`,
    `pv=${txt.protocolVersions.join(',')}`,
    `store=${txt.storeId}`,
    `tls=${txt.tls ? '1' : '0'}`,
  ].map(utf8Encode);
  assert(parseTxt(strings).ok, 'a hub announces only what a terminal can read');
  return strings;
}

/**
 * Reads the strings of a TXT record, as bytes or as text. Keys this version does not know are
 * passed over, the first of two equal keys counts, and letter case does not (RFC 6763 §6.4); what a
 * hub must say and does not, or says in a form no hub uses, is named.
 */
export function parseTxt(strings: readonly (string | Uint8Array)[]): Parsed<HubTxt> {
  const bytes = strings.map(entry => (typeof entry === 'string' ? utf8Encode(entry) : entry));
  if (bytes.some(entry => entry.length > HUB_TXT_LIMITS.stringBytesMax))
    return issue('', `must have strings of at most ${HUB_TXT_LIMITS.stringBytesMax} bytes`);
  if (concatBytes(...bytes).length + bytes.length > HUB_TXT_LIMITS.bytesMax)
    return issue('', `must be at most ${HUB_TXT_LIMITS.bytesMax} bytes`);

  const values = readPairs(bytes);
  if (values.get('txtvers') !== TXT_VERSION) return issue('txtvers', `must be ${TXT_VERSION}`);
  const id = values.get('id');
  if (id === undefined || !ID.test(id))
    return issue('id', `must be ${HUB_TXT_LIMITS.idLength} base32 letters`);
  const protocolVersions = parseVersions(values.get('pv'));
  if (!protocolVersions) return issue('pv', 'must be version numbers with commas between them');
  const storeId = placeIdSchema.safeParse(values.get('store'));
  if (!storeId.success) return issue('store', 'must be 1 to 32 of A–Z a–z 0–9 _ -');
  const tls = values.get('tls') ?? '0';
  if (tls !== '0' && tls !== '1') return issue('tls', 'must be 0 or 1');
  return parsed({id, storeId: storeId.data, protocolVersions, tls: tls === '1'});
}

/**
 * `key=value` strings as a map with lower-case keys. What has no key, no value or no UTF-8 says
 * nothing.
 */
function readPairs(strings: readonly Uint8Array[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const bytes of strings) {
    let text: string;
    try {
      text = utf8Decode(bytes);
    } catch {
      continue; // a value may be binary (RFC 6763 §6.5); none of ours is
    }
    const at = text.indexOf('=');
    const key = text.slice(0, at).toLowerCase();
    if (at > 0 && !values.has(key)) values.set(key, text.slice(at + 1));
  }
  return values;
}

function parseVersions(text: string | undefined): number[] | undefined {
  const parts = text?.split(',') ?? [];
  if (parts.length === 0 || parts.length > HUB_TXT_LIMITS.versionsMax) return undefined;
  if (!parts.every(part => /^[1-9]\d{0,3}$/.test(part))) return undefined;
  return [...new Set(parts.map(Number))].sort((a, b) => b - a);
}
