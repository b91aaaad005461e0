import {isCardRange, isGtin, passesLuhn} from './card-network.ts';
import {JSON_DEPTH_MAX} from './parse-json.ts';

/** Field names and array indexes, the innermost first. */
type Steps = (string | number)[];

/** Fewer characters hold no card number, and most fields have fewer. */
const CARD_LENGTH_MIN = 13;
/** A whole number below it has fewer digits. */
const SHORTEST_CARD = 10 ** (CARD_LENGTH_MIN - 1);
/** Fields whose digits are those under a bar code. */
const GTIN_FIELD = /^(?:itemId|(?:gtin|ean|upc|barcode)(?:8|12|13|14)?)$/i;
/** The least that a track's number has; a card's own number has one more. */
const TRACK_DIGITS_MIN = 12;

/**
 * The path of the first field of a body that holds card data, or `undefined`. Give it the JSON
 * value of the body itself, not the parsed transaction: fields that this version ignores are kept
 * too, and must be clean as well.
 *
 * Looked for (PCI DSS 4.0.1, 3.3 and 3.4): magnetic track data; 13–19 digits, together or in
 * groups, that begin and are as long as some network's cards and pass the Luhn check. Scanned:
 * every string, number and field name, but for fields whose type says what their digits are:
 * - amounts, line numbers and sequence numbers (whole numbers in a field of that name);
 * - `itemId`, and what else names itself a bar code (`gtin`, `ean`, `upc`, `barcode`), that is a
 *   GTIN
 *   by its own check digit: one EAN-13 in ten that starts with 4 passes the Luhn check;
 * - `reference` of a `mobileWallet` tender when it is digits alone: wallets number payments with 16
 *   to 28 of them.
 *
 * Field names can hold what they should not, so a path shows an unusual name as `?`.
 */
export function findCardData(body: unknown): string | undefined {
  const steps = search(body, {field: undefined, owner: undefined, depth: 0});
  return steps && formatPath(steps.reverse());
}

/** Whether a piece of free text holds card data: for forms, before anything is kept. */
export function holdsCardData(text: string): boolean {
  if (text.length < CARD_LENGTH_MIN || isPlainlyClean(text)) return false;
  // Full-width digits and non-breaking blanks become plain ones.
  const plain = text.normalize('NFKC');
  return holdsNumber(plain) || (plain.includes('\\u') && holdsNumber(unescaped(plain)));
}

function holdsNumber(plain: string): boolean {
  return holdsTrack(plain) || holdsCardNumber(plain);
}

/** With the escapes of JSON undone: text that was written into JSON twice still holds them. */
function unescaped(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Too few digits for any card, in letters that no normal form turns into digits: most texts. */
function isPlainlyClean(text: string): boolean {
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return false;
    if (code >= 0x30 && code <= 0x39) digits += 1;
  }
  return digits < TRACK_DIGITS_MIN;
}

interface Place {
  /** The name it stands under, where that is a field's. */
  readonly field: string | undefined;
  /** What it is a field of. */
  readonly owner: unknown;
  readonly depth: number;
}

function search(value: unknown, place: Place): Steps | undefined {
  if (typeof value === 'string') {
    if (value.length < CARD_LENGTH_MIN) return undefined;
    return holdsCardData(value) && !isTrustedText(value, place) ? [] : undefined;
  }
  if (typeof value === 'number') {
    if (Math.abs(value) < SHORTEST_CARD && Number.isInteger(value)) return undefined;
    return isCardLike(value) && !isTrustedNumber(value, place) ? [] : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  // What a door cannot have let in is not trusted to be clean.
  if (place.depth > JSON_DEPTH_MAX) return [];
  const depth = place.depth + 1;
  return Array.isArray(value)
    ? searchList(value, depth)
    : searchFields(Object.entries(value), {owner: value, depth});
}

function searchList(list: readonly unknown[], depth: number): Steps | undefined {
  for (const [at, child] of list.entries()) {
    const steps = search(child, {field: undefined, owner: list, depth});
    if (!steps) continue;
    steps.push(at);
    return steps;
  }
  return undefined;
}

function searchFields(
  fields: readonly (readonly [string, unknown])[],
  {owner, depth}: {readonly owner: object; readonly depth: number},
): Steps | undefined {
  for (const [field, child] of fields) {
    if (holdsCardData(field)) return [field];
    const steps = search(child, {field, owner, depth});
    if (!steps) continue;
    steps.push(field);
    return steps;
  }
  return undefined;
}

function isTrustedNumber(value: number, {field}: Place): boolean {
  return (
    field !== undefined &&
    /Minor$|^(?:lineNumber|sequenceNumber)$/.test(field) &&
    Number.isSafeInteger(value)
  );
}

/**
 * Beyond the safe integers the last digits, and so the check digit, are lost: there the range alone
 * decides.
 */
function isCardLike(value: number): boolean {
  const text = String(value);
  return holdsCardData(text) || (!Number.isSafeInteger(value) && isCardRange(text));
}

function isTrustedText(value: string, {field, owner}: Place): boolean {
  if (field !== undefined && GTIN_FIELD.test(field)) return isGtin(value);
  return field === 'reference' && isWalletTender(owner) && /^\d{16,28}$/.test(value);
}

function isWalletTender(owner: unknown): boolean {
  return (
    typeof owner === 'object' &&
    owner !== null &&
    'kind' in owner &&
    owner.kind === 'Tender' &&
    'tenderType' in owner &&
    owner.tenderType === 'mobileWallet'
  );
}

/** Track 1, format B, and track 2 (ISO/IEC 7813): a number, a separator, an expiry date. */
function holdsTrack(text: string): boolean {
  return /%?B\d{12,19}\^[^^]{2,26}\^\d{4}/i.test(text) || /;?\d{12,19}[=D]\d{4}/.test(text);
}

function holdsCardNumber(text: string): boolean {
  for (const [run] of text.matchAll(/\d(?:[ .-]?\d){12,}/g)) {
    const groups = run.split(/[ .-]/);
    for (let first = 0; first < groups.length; first++) {
      let digits = '';
      for (let last = first; last < groups.length && digits.length < 19; last++) {
        const group = groups[last] ?? '';
        digits += group;
        if (isCardNumber(digits, last > first)) return true;
        // What stands behind an article's number is its size or count, not the rest of a card.
        if (last === first && group.length === 13 && isGtin(group)) break;
        // Cards are printed in groups of three and more; shorter ones are dates, sizes and counts.
        if (group.length < 3) break;
      }
    }
  }
  return false;
}

function isCardNumber(digits: string, grouped: boolean): boolean {
  if (digits.length < 13 || digits.length > 19 || !isCardRange(digits) || !passesLuhn(digits))
    return false;
  // Thirteen digits are far more often an article or telephone number than one of the last short
  // cards.
  return digits.length > 13 || !(grouped || isGtin(digits));
}

function formatPath(steps: Steps): string {
  let text = '';
  for (const step of steps) {
    if (typeof step === 'number') text += `[${step}]`;
    else {
      const name = /^[A-Za-z_]{1,40}\d{0,3}$/.test(step) ? step : '?';
      text += text === '' ? name : `.${name}`;
    }
  }
  return text;
}
