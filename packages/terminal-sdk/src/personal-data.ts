import {findCardData} from '@holdfast/domain';
import {type Bytes, concatBytes, Fault, type Random, utf8Encode} from '@holdfast/std';
import {WIRE_LIMITS} from '@holdfast/wire';

const SALT_BYTES = 16;

/**
 * Who bought, beside what was bought: travels with the body, is committed to by a salted hash, and
 * can be erased everywhere without breaking a chain or a total.
 */
export type PersonalData = Readonly<Record<string, unknown>>;

/** Salt and JSON, as an entry carries them. Throws the same faults as a body does at the door. */
export function encodePersonal(random: Random, personal: PersonalData): Bytes {
  const cardField = findCardData(personal);
  if (cardField !== undefined) {
    throw new Fault('submission/card-data', {field: `personal.${cardField}`});
  }
  const bytes = concatBytes(random.bytes(SALT_BYTES), utf8Encode(encode(personal)));
  if (bytes.length > WIRE_LIMITS.personalBytesMax) {
    const limit = {bytes: bytes.length, bytesMax: WIRE_LIMITS.personalBytesMax};
    throw new Fault('submission/too-large', {field: 'personal', ...limit});
  }
  return bytes;
}

function encode(personal: PersonalData): string {
  try {
    return JSON.stringify(personal);
  } catch (cause) {
    throw new Fault('submission/malformed', {field: 'personal', reason: 'is not JSON'}, {cause});
  }
}
