import {utf8Encode} from '@holdfast/std';
import {expect, test} from 'vitest';
import {
  BODY_BYTES_MAX,
  encodeTransaction,
  parseBody,
  parseTransaction,
} from './parse-transaction.ts';
import {saleDraft, signOnDraft} from './testing.ts';
import type {TransactionDraft} from './transaction.ts';

const encode = (value: unknown) => utf8Encode(JSON.stringify(value));
const {kind: _kind, controlType: _controlType, ...header} = signOnDraft();

test.each<[string, TransactionDraft]>([
  ['a sale', saleDraft()],
  ['a sign-on', signOnDraft()],
  [
    'a float',
    {
      kind: 'TenderControlTransaction',
      ...header,
      controlType: 'loan',
      currencyCode: 'EUR',
      tenders: [{tenderType: 'cash', amountMinor: 20_000}],
    },
  ],
])('%s is read as it was written', (_name, draft) => {
  expect(parseTransaction(encodeTransaction(draft))).toEqual({ok: true, value: draft});
});

test('a field that a newer terminal added is ignored, and stays in the bytes', () => {
  const newer = {...saleDraft(), loyalty: {points: 12}, total: {...saleDraft().total, x: 1}};
  expect(parseTransaction(encode(newer))).toEqual({ok: true, value: saleDraft()});
  expect(parseBody(encode(newer))).toEqual({ok: true, value: newer});
});

/** A sale whose body is exactly `bytes` long. */
function bodyOf(bytes: number): Uint8Array {
  const padding = bytes - encode({...saleDraft(), padding: ''}).length;
  return encode({...saleDraft(), padding: 'x'.repeat(padding)});
}

test('a body of exactly the limit is accepted', () => {
  expect(bodyOf(BODY_BYTES_MAX)).toHaveLength(1_048_576);
  expect(parseTransaction(bodyOf(BODY_BYTES_MAX)).ok).toBe(true);
});

test('one byte more is refused, naming size and limit', () => {
  expect(parseTransaction(bodyOf(BODY_BYTES_MAX + 1))).toEqual({
    ok: false,
    issue: {field: '', reason: 'is 1048577 bytes; at most 1048576 are accepted'},
  });
});

test('an invoice of 2,000 lines fits twice', () => {
  const body = encodeTransaction(saleDraft(Array.from({length: 2000}, (_, at) => at)));
  expect(body.length).toBeLessThan(BODY_BYTES_MAX / 2);
  expect(parseTransaction(body).ok).toBe(true);
});

const REFUSALS: readonly [field: string, reason: string, body: Uint8Array][] = [
  ['', 'is not UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
  ['', 'is not UTF-8', Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)],
  ['', 'is not JSON', utf8Encode('{')],
  ['', 'is not JSON', new Uint8Array()],
  ['', 'must be of type object', utf8Encode('[]')],
  ['kind', 'names no kind that is known here', utf8Encode('{}')],
  ['operatorId', 'is missing', encode({...saleDraft(), operatorId: undefined})],
  [
    'businessDayDate',
    'must be a date such as 2026-12-31',
    encode({...saleDraft(), businessDayDate: '2026-02-30'}),
  ],
  [
    'endDateTime',
    'must be a date and time with a zone, such as 2026-12-31T23:59:59+01:00',
    encode({...saleDraft(), endDateTime: '2026-03-14T09:27:41'}),
  ],
  [
    'lineItems[0].extendedAmountMinor',
    'must be a whole number of minor units',
    encode({...saleDraft(), lineItems: [{...saleDraft().lineItems[0], extendedAmountMinor: 7.65}]}),
  ],
  [
    'lineItems[0].extendedAmountMinor',
    'must be a whole number of minor units',
    encode({
      ...saleDraft(),
      lineItems: [{...saleDraft().lineItems[0], extendedAmountMinor: 2 ** 53}],
    }),
  ],
  [
    'lineItems[0].extendedAmountMinor',
    'must not be negative',
    encode({...saleDraft(), lineItems: [{...saleDraft().lineItems[0], extendedAmountMinor: -1}]}),
  ],
  [
    'lineItems[0].itemType',
    'must be one of: stock, service, deposit, giftCard',
    encode({...saleDraft(), lineItems: [{...saleDraft().lineItems[0], itemType: 'goods'}]}),
  ],
  [
    'lineItems[0].kind',
    'names no kind that is known here',
    encode({...saleDraft(), lineItems: [{lineNumber: 1, kind: 'Fee'}]}),
  ],
  [
    'voids',
    'must name the transaction that is voided',
    encode({...saleDraft(), transactionType: 'void'}),
  ],
  ['voids', 'must name a key or a receipt number', encode({...saleDraft(), voids: {}})],
  [
    'total.transactionGrandAmountMinor',
    'the total is 0.00 EUR, but the lines come to 7.65 EUR',
    encode({...saleDraft(), total: {transactionGrandAmountMinor: 0, transactionTaxAmountMinor: 0}}),
  ],
];

test.each(REFUSALS)('%s: %s', (field, reason, body) => {
  expect(parseTransaction(body)).toEqual({ok: false, issue: {field, reason}});
});

test('a refusal does not repeat what it refuses', () => {
  const secret = '4111111111111111';
  const bodies = [
    {...saleDraft(), operatorId: `${secret} `},
    {...saleDraft(), kind: secret},
    {...saleDraft(), transactionType: secret},
    {...saleDraft(), [secret]: 1, currencyCode: secret},
  ];
  for (const body of bodies) {
    const parsed = parseTransaction(encode(body));
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed)).not.toContain(secret);
  }
});
