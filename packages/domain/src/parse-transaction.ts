import {type Bytes, issue, type Parsed, parsed, utf8Decode, utf8Encode} from '@holdfast/std';
import {parseJson} from './parse-json.ts';
import {parseValue} from './parse-value.ts';
import {proveTotals} from './totals.ts';
import {type Transaction, type TransactionDraft, transactionSchema} from './transaction.ts';

/** 1 MiB. An invoice of 2,000 lines takes less than half. */
export const BODY_BYTES_MAX = 1_048_576;

/**
 * A body becomes a transaction, or the first thing that is wrong with it: size, UTF-8, JSON, form,
 * totals, in this order. Never throws. Card data is looked for separately, by `findCardData`, in
 * what `parseBody` gives.
 */
export function parseTransaction(bytes: Uint8Array): Parsed<Transaction> {
  const body = parseBody(bytes);
  return body.ok ? parseTransactionValue(body.value) : body;
}

/**
 * The first half of {@link parseTransaction}: bytes to JSON value, with the fields that this
 * version ignores.
 */
export function parseBody(bytes: Uint8Array): Parsed<unknown> {
  if (bytes.length > BODY_BYTES_MAX)
    return issue('', `is ${bytes.length} bytes; at most ${BODY_BYTES_MAX} are accepted`);
  let text: string;
  try {
    text = utf8Decode(bytes);
  } catch {
    return issue('', 'is not UTF-8');
  }
  return parseJson(text);
}

/** The second half of {@link parseTransaction}: form and totals. */
export function parseTransactionValue(value: unknown): Parsed<Transaction> {
  const transaction = parseValue(transactionSchema, value);
  if (!transaction.ok || transaction.value.kind !== 'RetailTransaction') return transaction;
  const proved = proveTotals(transaction.value);
  return proved.ok ? parsed(proved.value) : proved;
}

/**
 * A body, written once by the terminal and kept byte for byte by everyone after it: compact JSON,
 * fields in the order the draft has them. Checks nothing: whoever encodes parses the result before
 * relying on it.
 */
export function encodeTransaction(transaction: TransactionDraft): Bytes {
  return utf8Encode(JSON.stringify(transaction));
}
