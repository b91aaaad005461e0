import {expect, test} from 'vitest';
import {parseValue} from './parse-value.ts';
import {parsePersonalData, personalDataSchema} from './personal-data.ts';

const whole = {
  customerId: 'C-1001',
  name: 'Ada Lovelace',
  phone: '+44 20 7946 0000',
  email: 'ada@example.org',
  address: '12 St James’s Square, London',
  note: 'wants the receipt by post',
};

test('every part of a customer is taken, and each may be left out', () => {
  expect(parseValue(personalDataSchema, whole)).toEqual({ok: true, value: whole});
  for (const field of Object.keys(whole)) {
    const {[field as keyof typeof whole]: _, ...rest} = whole;
    expect(parseValue(personalDataSchema, rest).ok).toBe(true);
  }
});

test.each([
  ['nothing at all', {}, ''],
  ['a field that is not known', {nmae: 'Ada'}, ''],
  ['an empty name', {name: ''}, 'name'],
  ['a number for a name', {name: 7}, 'name'],
  ['a name that is too long', {name: 'x'.repeat(201)}, 'name'],
  ['half a character', {name: '\uD800'}, 'name'],
  ['a list', ['Ada'], ''],
])('%s is refused by its place, and never quoted', (_, value, field) => {
  const result = parseValue(personalDataSchema, value);
  expect(result).toMatchObject({ok: false, issue: {field}});
  expect(JSON.stringify(result)).not.toContain('Ada');
});

test('what another version wrote is read as far as it is known', () => {
  const read = parsePersonalData('{"name":"Ada","loyaltyTier":"gold"}');
  expect(read).toEqual({ok: true, value: {name: 'Ada'}});
  expect(parsePersonalData('{"name":').ok).toBe(false);
});
