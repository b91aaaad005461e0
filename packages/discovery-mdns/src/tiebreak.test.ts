import {utf8Encode} from '@holdfast/std';
import {describe, expect, test} from 'vitest';
import {type Claim, claimsOf, compareClaims} from './tiebreak.ts';

const head = {name: 'store.local', ttlS: 120, flush: false};
const a = (address: string): Claim => ({...head, type: 'A', address});
const srv = (port: number, target = 'store.local'): Claim => ({
  ...head,
  type: 'SRV',
  priority: 0,
  weight: 0,
  port,
  target,
});
const txt = (...strings: string[]): Claim => ({
  ...head,
  type: 'TXT',
  strings: strings.map(utf8Encode),
});

describe('of two claims on one name', () => {
  test.each([
    // the example of RFC 6762 §8.2: 200 is more than 99
    ['the greater address', [a('169.254.99.200')], [a('169.254.200.50')]],
    ['the greater port', [srv(7443)], [srv(7444)]],
    ['the longer target that begins alike', [srv(1, 'a.local')], [srv(1, 'a.local.b')]],
    ['the type with the greater number', [a('255.255.255.255')], [txt('')]],
    ['the claim with more records, if the rest is equal', [a('1.1.1.1')], [a('1.1.1.1'), srv(1)]],
    ['the greater text', [txt('a=1')], [txt('a=2')]],
    ['the first difference in sorted order', [srv(9), a('1.1.1.1')], [srv(1), a('1.1.1.2')]],
  ])('%s wins, seen from either side', (_, smaller, greater) => {
    expect(compareClaims(smaller, greater)).toBeLessThan(0);
    expect(compareClaims(greater, smaller)).toBeGreaterThan(0);
  });

  test('equal ones are one and the same, in whatever order they come', () => {
    expect(compareClaims([srv(1), a('1.1.1.1')], [a('1.1.1.1'), srv(1)])).toBe(0);
  });
});

test('a claim is on one name only, in any letter case', () => {
  const other = {...srv(2), name: 'other.local'};
  const pointer = {...head, type: 'PTR', target: 'x.local'} as const;
  expect(claimsOf([srv(1), other, pointer], 'STORE.local')).toEqual([srv(1)]);
});
