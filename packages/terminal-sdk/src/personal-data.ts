import {findCardData, type PersonalData, parseValue, personalDataSchema} from '@holdfast/domain';
import {type Bytes, concatBytes, Fault, type Random, utf8Encode} from '@holdfast/std';
import {WIRE_LIMITS} from '@holdfast/wire';

const SALT_BYTES = 16;

/**
 * Salt and JSON, as an entry carries them beside its body. Throws the same faults as a body does at
 * the door, and never quotes what it refuses.
 */
export function encodePersonal(random: Random, personal: PersonalData): Bytes {
  const cardField = findCardData(personal);
  if (cardField !== undefined) {
    throw new Fault('submission/card-data', {field: `personal.${cardField}`});
  }
  const checked = parseValue(personalDataSchema, personal);
  if (!checked.ok) {
    const {field, reason} = checked.issue;
    const place = field === '' ? 'personal' : `personal.${field}`;
    throw new Fault('submission/malformed', {field: place, reason});
  }
  const bytes = concatBytes(random.bytes(SALT_BYTES), utf8Encode(JSON.stringify(checked.value)));
  if (bytes.length > WIRE_LIMITS.personalBytesMax) {
    const limit = {bytes: bytes.length, bytesMax: WIRE_LIMITS.personalBytesMax};
    throw new Fault('submission/too-large', {field: 'personal', ...limit});
  }
  return bytes;
}
