import {
  BODY_BYTES_MAX,
  encodeTransaction,
  findCardData,
  parseBody,
  parseTransactionValue,
  type Transaction,
  type TransactionDraft,
} from '@holdfast/domain';
import {type Bytes, Fault, unreachable} from '@holdfast/std';
import {ENTRY_KINDS} from '@holdfast/wire';

/** A body that may be journaled: its bytes for ever, and what they say. */
export interface CheckedBody {
  readonly body: Bytes;
  readonly kindCode: number;
  /** The JSON value of the bytes, with the fields this version ignores. */
  readonly value: unknown;
}

/**
 * The door of a terminal. Takes a transaction, or the bytes of one that somebody else encoded,
 * which are then kept as they are. Throws `submission/too-large`, `submission/card-data` or
 * `submission/malformed`; the fields name the place and the reason, never a value.
 */
export function checkBody(submitted: TransactionDraft | Uint8Array): CheckedBody {
  const body = submitted instanceof Uint8Array ? new Uint8Array(submitted) : encode(submitted);
  if (body.length > BODY_BYTES_MAX) {
    throw new Fault('submission/too-large', {bytes: body.length, bytesMax: BODY_BYTES_MAX});
  }
  const value = parseBody(body);
  if (!value.ok) throw new Fault('submission/malformed', {...value.issue});
  const cardField = findCardData(value.value);
  if (cardField !== undefined) throw new Fault('submission/card-data', {field: cardField});
  if (hasPersonal(value.value)) {
    const reason = 'belongs beside the transaction: inside it, nobody could ever erase it';
    throw new Fault('submission/malformed', {field: 'personal', reason});
  }
  const transaction = parseTransactionValue(value.value);
  if (!transaction.ok) throw new Fault('submission/malformed', {...transaction.issue});
  return {body, kindCode: kindCodeOf(transaction.value), value: value.value};
}

function hasPersonal(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'personal');
}

function encode(transaction: TransactionDraft): Bytes {
  try {
    return encodeTransaction(transaction);
  } catch (cause) {
    throw new Fault('submission/malformed', {field: '', reason: 'is not JSON'}, {cause});
  }
}

function kindCodeOf({kind}: Transaction): number {
  switch (kind) {
    case 'RetailTransaction':
      return ENTRY_KINDS.retail;
    case 'TenderControlTransaction':
      return ENTRY_KINDS.tenderControl;
    case 'ControlTransaction':
      return ENTRY_KINDS.control;
    default:
      return unreachable(kind);
  }
}
