import {saleDraft, signOnDraft} from '@holdfast/domain/testing';
import {Fault, utf8Decode, utf8Encode} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {ENTRY_KINDS} from '@holdfast/wire';
import {describe, expect, test} from 'vitest';
import {checkBody} from './check-body.ts';
import {encodePersonal} from './personal-data.ts';
import {isSameBusiness} from './same-business.ts';

function faultOf(run: () => unknown): Fault {
  try {
    run();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const SALE = JSON.stringify(saleDraft());

describe('a body at the door', () => {
  test('keeps the bytes somebody else encoded, unknown fields and blanks too', () => {
    const text = `{ "loyalty": 7,  ${SALE.slice(1)}`;
    const bytes = utf8Encode(text);
    const checked = checkBody(bytes);
    bytes.fill(0); // the caller uses its buffer again
    expect(utf8Decode(checked.body)).toBe(text);
    expect(checked.kindCode).toBe(ENTRY_KINDS.retail);
  });

  test('is one of three kinds', () => {
    const pickup = {
      kind: 'TenderControlTransaction',
      businessDayDate: '2026-03-14',
      beginDateTime: '2026-03-14T09:26:53+01:00',
      endDateTime: '2026-03-14T09:27:41+01:00',
      operatorId: '7',
      controlType: 'pickup',
      currencyCode: 'EUR',
      tenders: [{tenderType: 'cash', amountMinor: 50_000}],
    };
    expect(checkBody(saleDraft()).kindCode).toBe(ENTRY_KINDS.retail);
    expect(checkBody(signOnDraft()).kindCode).toBe(ENTRY_KINDS.control);
    expect(checkBody(utf8Encode(JSON.stringify(pickup))).kindCode).toBe(ENTRY_KINDS.tenderControl);
  });

  const bent = (from: string, to: string) => utf8Encode(SALE.replace(from, to));
  test.each([
    ['too large', utf8Encode(' '.repeat(1024 * 1024 + 1)), 'submission/too-large', undefined],
    ['not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), 'submission/malformed', ''],
    ['not JSON', utf8Encode('{'), 'submission/malformed', ''],
    ['of no kind', utf8Encode('{}'), 'submission/malformed', 'kind'],
    [
      'a day that is none',
      bent('2026-03-14"', '2026-02-30"'),
      'submission/malformed',
      'businessDayDate',
    ],
    [
      'totals that do not tie',
      bent('"transactionGrandAmountMinor":765', '"transactionGrandAmountMinor":766'),
      'submission/malformed',
      'total.transactionGrandAmountMinor',
    ],
    [
      'a card number in words',
      bent('Candle, white', 'paid with 4111 1111 1111 1111'),
      'submission/card-data',
      'lineItems[0].description',
    ],
    [
      'a card number in a field nobody knows',
      bent('{', '{"note":"5555555555554444",'),
      'submission/card-data',
      'note',
    ],
  ])('is refused when it is %s, by code and field', (_, body, code, field) => {
    const fault = faultOf(() => checkBody(body));
    expect(fault.code).toBe(code);
    expect(fault.fields['field']).toBe(field);
    expect(fault.message).not.toMatch(/4111|5555|Candle/); // never a value
  });

  test('is refused when it is no JSON value at all', () => {
    const circular: Record<string, unknown> = {...saleDraft()};
    circular['self'] = circular;
    const draft = Object.assign(saleDraft(), circular);
    expect(faultOf(() => checkBody(draft)).code).toBe('submission/malformed');
  });
});

describe('the same business', () => {
  const sale = saleDraft();
  test('may be told at another time and in another order', () => {
    const {kind, ...rest} = sale;
    expect(isSameBusiness(sale, {...rest, kind})).toBe(true);
    expect(isSameBusiness(sale, {...sale, endDateTime: '2026-03-14T10:00:00+01:00'})).toBe(true);
  });

  test.each([
    ['another amount', saleDraft([766])],
    ['another line', saleDraft([765, 1])],
    ['one field more', {...sale, externalId: '1'}],
    ['another operator', {...sale, operatorId: '8'}],
    ['nothing', null],
    ['a list', [sale]],
  ])('is not %s', (_, other) => {
    expect(isSameBusiness(sale, other)).toBe(false);
    expect(isSameBusiness(other, sale)).toBe(false);
  });
});

describe('personal data', () => {
  const random = new SeededRandom(1);
  test('is salted, so that two equal names have two commitments', () => {
    const [one, two] = [
      encodePersonal(random, {name: 'Ana'}),
      encodePersonal(random, {name: 'Ana'}),
    ];
    expect(utf8Decode(one.slice(16))).toBe('{"name":"Ana"}');
    expect(one.slice(0, 16)).not.toEqual(two.slice(0, 16));
  });

  test('is refused inside a transaction, where nobody could erase it', () => {
    const body = new TextEncoder().encode(
      JSON.stringify({...saleDraft(), personal: {name: 'Ana'}}),
    );
    expect(faultOf(() => checkBody(body))).toMatchObject({
      code: 'submission/malformed',
      fields: {field: 'personal'},
    });
  });

  test('at its largest fits the wire', () => {
    const wide = (length: number) => '界'.repeat(length);
    const most = {name: wide(200), phone: wide(40), email: wide(254), address: wide(1000)};
    const bytes = encodePersonal(random, {...most, customerId: wide(64), note: wide(2000)});
    expect(bytes.length).toBeLessThanOrEqual(16 * 1024);
    const worst = {note: '\u0001'.repeat(2000), address: '\u0001'.repeat(1000)};
    expect(faultOf(() => encodePersonal(random, worst)).code).toBe('submission/too-large');
  });

  test('is refused when it is too much, or a card', () => {
    expect(faultOf(() => encodePersonal(random, {name: 'x'.repeat(20_000)}))).toMatchObject({
      code: 'submission/malformed',
      fields: {field: 'personal.name'},
    });
    expect(faultOf(() => encodePersonal(random, {}))).toMatchObject({fields: {field: 'personal'}});
    expect(faultOf(() => encodePersonal(random, {name: '4111111111111111'}))).toMatchObject({
      code: 'submission/card-data',
      fields: {field: 'personal.name'},
    });
  });
});
