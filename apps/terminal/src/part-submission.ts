import {type PersonalData, parseBody, parseValue, personalDataSchema} from '@holdfast/domain';
import {type Bytes, Fault, utf8Encode} from '@holdfast/std';

/** A transaction's bytes as they are journaled, and what lies beside them. */
export interface PartedSubmission {
  readonly body: Bytes;
  readonly personal?: PersonalData;
}

/**
 * Takes the member `personal` out of a transaction: it lies beside the body, where it can be
 * erased. Such a body is encoded anew without it; every other one is kept byte for byte. Throws
 * `submission/malformed` for personal data that is none.
 */
export function partSubmission(submitted: Bytes): PartedSubmission {
  const value = parseBody(submitted);
  if (!value.ok || typeof value.value !== 'object' || value.value === null) {
    return {body: submitted}; // the terminal says what is wrong with it
  }
  if (!Object.hasOwn(value.value, 'personal')) return {body: submitted};
  const {personal, ...transaction}: Readonly<Record<string, unknown>> = Object.fromEntries(
    Object.entries(value.value),
  );
  const checked = parseValue(personalDataSchema, personal);
  if (!checked.ok) {
    const {field, reason} = checked.issue;
    const place = field === '' ? 'personal' : `personal.${field}`;
    throw new Fault('submission/malformed', {field: place, reason});
  }
  return {body: utf8Encode(JSON.stringify(transaction)), personal: checked.value};
}
