import {findCardData, holdsCardData, parseJson} from '@holdfast/domain';
import {type Parsed, utf8Decode} from '@holdfast/std';

/** Before the personal part's JSON stand so many random bytes. */
const SALT_BYTES = 16;

/**
 * Where an entry holds card data, and `undefined` where it does not. A terminal's own scan is not
 * believed: this looks at all that would be kept. What is no JSON is looked at as text, with its
 * escapes undone: nobody can say of it what is a field and what is not.
 */
export function findCardPlace(entry: {
  readonly body: Uint8Array;
  readonly personal: Uint8Array | undefined;
  /** What the body's JSON says, where it is JSON. */
  readonly value: Parsed<unknown>;
}): string | undefined {
  const {body, personal, value} = entry;
  const inBody = value.ok ? findCardData(value.value) : inText(readText(body));
  if (inBody !== undefined) return inBody;
  const inPersonal = personal && findInPersonal(readText(personal.subarray(SALT_BYTES)));
  return inPersonal === undefined ? undefined : `personal.${inPersonal}`;
}

/**
 * Whether a header holds card data, as an extension of a hostile terminal's making could. A header
 * without its bytes would break the chain, so such an entry is not taken at all.
 */
export function headerHoldsCard(headerBytes: Uint8Array): boolean {
  return inText(readText(headerBytes)) !== undefined;
}

function findInPersonal(text: string): string | undefined {
  const value = parseJson(text);
  return value.ok ? findCardData(value.value) : inText(text);
}

function inText(text: string): string | undefined {
  const unescaped = text.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return holdsCardData(text) || holdsCardData(unescaped) ? '?' : undefined;
}

/** Bytes that are no UTF-8 can hold plain digits all the same. */
function readText(bytes: Uint8Array): string {
  try {
    return utf8Decode(bytes);
  } catch {
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return text;
  }
}
