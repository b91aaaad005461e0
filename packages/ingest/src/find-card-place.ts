import {findCardData, holdsCardBytes, parseBody} from '@holdfast/domain';
import type {Parsed} from '@holdfast/std';

/** Before the personal part's JSON stand so many bytes, which ought to be random. */
const SALT_BYTES = 16;

/**
 * Where an entry holds card data, and `undefined` where it does not. A terminal's own scan is not
 * believed: this looks at all that would be kept, a salt that is none among it.
 */
export function findCardPlace(entry: {
  readonly body: Uint8Array;
  readonly personal: Uint8Array | undefined;
  /** What the body's JSON says, where it is JSON. */
  readonly value: Parsed<unknown>;
}): string | undefined {
  const {body, personal, value} = entry;
  const inBody = value.ok ? findCardData(value.value) : inBytes(body);
  if (inBody !== undefined || !personal) return inBody;
  const inPersonal = findInPersonal(personal);
  return inPersonal === undefined ? undefined : `personal.${inPersonal}`;
}

function findInPersonal(personal: Uint8Array): string | undefined {
  const value = parseBody(personal.subarray(SALT_BYTES));
  if (!value.ok || typeof value.value !== 'object') return inBytes(personal);
  return inBytes(personal.subarray(0, SALT_BYTES)) ?? findCardData(value.value);
}

function inBytes(bytes: Uint8Array): string | undefined {
  return holdsCardBytes(bytes) ? '?' : undefined;
}
