import {issue, type Parsed} from '@holdfast/std';
import * as z from 'zod';
import {parseJson} from './parse-json.ts';
import {mustBe, parseValue} from './parse-value.ts';

const text = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .refine(value => value.isWellFormed(), mustBe('Unicode text'))
    .optional();

const FIELDS = {
  /** What the store knows the customer by: all that was sold under it is found by it. */
  customerId: text(64),
  name: text(200),
  phone: text(40),
  email: text(254),
  address: text(1000),
  note: text(2000),
};

/**
 * Who a transaction was with (POSLog: Customer). Every part may be left out, but not all of them.
 * It lies beside the transaction, never in it, and can be erased.
 */
export const personalDataSchema = z
  .strictObject(FIELDS)
  .refine(value => Object.keys(value).length > 0, mustBe('at least one field'));
export type PersonalData = Readonly<z.output<typeof personalDataSchema>>;

/** As another version may have written it: what is not known here is passed over. */
const readableSchema = z.object(FIELDS);

/** Reads the JSON text that a terminal keeps of personal data. */
export function parsePersonalData(text: string): Parsed<PersonalData> {
  const value = parseJson(text);
  return value.ok ? parseValue(readableSchema, value.value) : issue('', value.issue.reason);
}
