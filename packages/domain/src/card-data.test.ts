import fc from 'fast-check';
import {expect, test} from 'vitest';
import {findCardData, holdsCardData} from './card-data.ts';
import {isGtin, passesLuhn} from './card-network.ts';
import {saleDraft} from './testing.ts';

// Numbers that the networks and acquirers publish for tests.
const CARDS = [
  ['Visa', '4111111111111111'],
  ['Visa of 13', '4222222222222'],
  ['Mastercard', '5555555555554444'],
  ['Mastercard, series 2', '2223003122003222'],
  ['American Express', '378282246310005'],
  ['Diners Club', '30569309025904'],
  ['Discover', '6011111111111117'],
  ['JCB', '3530111333300000'],
  ['UnionPay of 19', '6205500000000000004'],
  ['Maestro', '6759649826438453'],
] as const;

const withLine = (line: object) => ({
  ...saleDraft(),
  lineItems: [{lineNumber: 1, kind: 'Sale', itemId: 'A1', ...line}],
});

test.each(CARDS)('%s is found in free text', (_network, number) => {
  expect(holdsCardData(number)).toBe(true);
  expect(holdsCardData(`paid with ${number}, thanks`)).toBe(true);
  expect(holdsCardData(`no:${number}x`)).toBe(true);
});

test.each(CARDS)('%s with a digit changed is not', (_network, number) => {
  const changed = number.replace(/.$/, last => String((Number(last) + 1) % 10));
  expect(holdsCardData(changed)).toBe(false);
});

test.each([
  '4111 1111 1111 1111',
  '4111-1111-1111-1111',
  '4111.1111.1111.1111',
  '3782 822463 10005',
  'card 4111 1111 1111 1111 12/27 123',
  'card 4111 1111 1111 1111 1227',
  'till 12 4111 1111 1111 1111',
  '4111\u00a01111\u00a01111\u00a01111',
  '４１１１１１１１１１１１１１１１',
  '%B4111111111111111^DOE/JANE^27121010000000000000?',
  ';4111111111111111=27121010000000000000?',
  '1234567890123=2712',
])('%s holds card data', text => expect(holdsCardData(text)).toBe(true));

test.each([
  ['a telephone number', '+49 30 1234567 89'],
  ['a moment', '2026-03-14T09:26:53.123456+01:00'],
  ['milliseconds since 1970', '1773476813000'],
  ['a German EAN-13 that passes the Luhn check', '4000000000006'],
  ['a receipt number', 'W03-K7Q-000482'],
  ['a UUID', '550e8400-e29b-41d4-a716-446655440000'],
  ['a hash', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
  ['a masked card', '411111******1111'],
  ['twenty-eight digits of a wallet', '4200001234202603140123456789'],
  ['small groups', '41 11 11 11 11 11 11 11'],
  ['a number of no network', '1111111111111117'],
  ['nothing', ''],
])('%s is not card data', (_name, text) => expect(holdsCardData(text)).toBe(false));

test('a field with card data is named by its path', () => {
  const number = '4111111111111111';
  expect(findCardData(saleDraft())).toBeUndefined();
  expect(findCardData(withLine({description: `x ${number}`}))).toBe('lineItems[0].description');
  expect(findCardData({...saleDraft(), note: {deep: [0, number]}})).toBe('note.deep[1]');
  expect(findCardData({...saleDraft(), pan: 4111111111111111})).toBe('pan');
  expect(findCardData(JSON.parse('{"pan":6205500000000000004}'))).toBe('pan');
  expect(findCardData({...saleDraft(), operatorId: number})).toBe('operatorId');
  expect(findCardData(number)).toBe('');
});

test('a field name with card data is found, and not repeated', () => {
  expect(findCardData({extra: {'4111 1111 1111 1111': true}})).toBe('extra.?');
});

test.each([
  ['a GTIN-13 that passes the Luhn check', {itemId: '4000000000006'}],
  ['a GTIN-14', {itemId: '30000000000087'}],
  ['a PLU', {itemId: '4011'}],
  ['an amount', {extendedAmountMinor: 4_111_111_111_111_111}],
  [
    'a wallet reference',
    {kind: 'Tender', tenderType: 'mobileWallet', reference: '4111111111111111'},
  ],
])('%s is what its field says', (_name, line) => {
  expect(findCardData(withLine(line))).toBeUndefined();
});

test.each([
  ['a card as an item', {itemId: '4111111111111111'}, 'itemId'],
  [
    'a card as the reference of a card payment',
    {kind: 'Tender', tenderType: 'creditDebit', reference: '4111111111111111'},
    'reference',
  ],
  [
    'a track as the reference of a wallet',
    {kind: 'Tender', tenderType: 'mobileWallet', reference: ';4111111111111111=2712'},
    'reference',
  ],
  [
    'a card as an amount too large to be one',
    {amountMinor: Number('6205500000000000004')},
    'amountMinor',
  ],
])('%s is found', (_name, line, field) => {
  expect(findCardData(withLine(line))).toBe(`lineItems[0].${field}`);
});

test('the samples of this test are what they claim', () => {
  expect(isGtin('4000000000006') && passesLuhn('4000000000006')).toBe(true);
  expect(isGtin('30000000000087') && passesLuhn('30000000000087')).toBe(true);
});

test('a check digit is wrong for every single changed digit', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CARDS),
      fc.nat(18),
      fc.integer({min: 1, max: 9}),
      ([, number], place, by) => {
        const at = place % number.length;
        const digit = (Number(number[at]) + by) % 10;
        expect(passesLuhn(`${number.slice(0, at)}${digit}${number.slice(at + 1)}`)).toBe(false);
      },
    ),
  );
});
