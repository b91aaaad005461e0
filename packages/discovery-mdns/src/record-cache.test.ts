import {SeededRandom} from '@holdfast/std/testing';
import {beforeEach, describe, expect, test} from 'vitest';
import type {AddressRecord} from './record.ts';
import {RecordCache} from './record-cache.ts';

const NAME = 'store-17.local';
const address = (last: number, change: Partial<AddressRecord> = {}): AddressRecord => ({
  type: 'A',
  name: NAME,
  ttlS: 120,
  flush: false,
  address: `192.168.8.${last}`,
  ...change,
});

let cache: RecordCache;
beforeEach(() => {
  cache = new RecordCache({recordsMax: 3, random: new SeededRandom(1)});
});
const held = (nowMs: number) => {
  cache.expire(nowMs);
  return cache.find(NAME, 'A').map(record => record.type === 'A' && record.address.split('.')[3]);
};

describe('a record', () => {
  test('lives exactly as long as its TTL says', () => {
    cache.add(address(1), 0);
    expect(held(119_999)).toEqual(['1']);
    expect(held(120_000)).toEqual([]);
  });

  test('lives on when it is heard again', () => {
    cache.add(address(1), 0);
    expect(cache.add(address(1), 100_000)).toBe('refreshed');
    expect(held(219_999)).toEqual(['1']);
  });

  test('lives no longer than 75 minutes, whatever it says', () => {
    cache.add(address(1, {ttlS: 2 ** 31}), 0);
    expect(held(4_500_000)).toEqual([]);
  });

  test('is found under its name in any letter case', () => {
    cache.add(address(1, {name: 'STORE-17.Local'}), 0);
    expect(cache.find('Store-17.LOCAL', 'A')).toHaveLength(1);
    expect(cache.add(address(1), 0)).toBe('refreshed');
  });

  test('goes one second after its goodbye, and not at once', () => {
    cache.add(address(1), 0);
    expect(cache.add(address(1, {ttlS: 0}), 5000)).toBe('leaving');
    expect(held(5999)).toEqual(['1']);
    expect(held(6000)).toEqual([]);
  });

  test('is rescued by a holder that speaks up within that second', () => {
    cache.add(address(1), 0);
    cache.add(address(1, {ttlS: 0}), 5000);
    cache.add(address(1), 5500);
    expect(held(6000)).toEqual(['1']);
  });

  test('that nobody knew makes no trouble when it says goodbye', () => {
    expect(cache.add(address(9, {ttlS: 0}), 0)).toBe('unknown');
    expect(cache.size).toBe(0);
  });
});

describe('the cache-flush bit', () => {
  test('replaces what was heard more than a second ago, one second later', () => {
    cache.add(address(1), 0);
    cache.add(address(2, {flush: true}), 10_000);
    expect(held(10_999)).toEqual(['1', '2']);
    expect(held(11_000)).toEqual(['2']);
  });

  test('leaves alone what was heard within the last second: a set may come in several packets', () => {
    cache.add(address(1, {flush: true}), 10_000);
    cache.add(address(2, {flush: true}), 10_900);
    expect(held(12_000)).toEqual(['1', '2']);
  });

  test('touches no other name and no other type', () => {
    cache.add(address(1, {name: 'other.local'}), 0);
    cache.add({type: 'TXT', name: NAME, ttlS: 120, flush: false, strings: []}, 0);
    cache.add(address(2, {flush: true}), 10_000);
    cache.expire(12_000);
    expect(cache.size).toBe(3);
  });
});

describe('asking again', () => {
  test('happens at 80, 85, 90 and 95 % of a life, at most 2 % later, once each', () => {
    cache.add(address(1, {ttlS: 100}), 0);
    const asked: number[] = [];
    for (let nowMs = 0; nowMs < 100_000; nowMs += 10) {
      if (cache.dueQuestions(nowMs).length > 0) asked.push(nowMs / 1000);
    }
    expect(asked).toHaveLength(4);
    for (const [at, share] of [80, 85, 90, 95].entries()) {
      expect(asked[at]).toBeGreaterThanOrEqual(share);
      expect(asked[at]).toBeLessThanOrEqual(share + 2.01);
    }
  });

  test('asks one question for a whole set', () => {
    cache.add(address(1, {ttlS: 100}), 0);
    cache.add(address(2, {ttlS: 100}), 0);
    expect(cache.dueQuestions(83_000)).toEqual([{name: NAME, type: 'A', unicastWanted: false}]);
  });

  test('starts over when the record is heard again, and stops when it leaves', () => {
    cache.add(address(1, {ttlS: 100}), 0);
    cache.add(address(1, {ttlS: 100}), 70_000);
    expect(cache.dueQuestions(99_000)).toEqual([]);
    cache.add(address(1, {ttlS: 0}), 149_500);
    expect(cache.dueQuestions(150_400)).toEqual([]);
  });

  test('is what the cache wants to be woken for', () => {
    expect(cache.wakeAtMs).toBe(Number.POSITIVE_INFINITY);
    cache.add(address(1, {ttlS: 100}), 0);
    expect(cache.wakeAtMs).toBeGreaterThanOrEqual(80_000);
    expect(cache.wakeAtMs).toBeLessThanOrEqual(82_000);
  });
});

describe('known answers', () => {
  test('carry the life that is left, and no flush bit', () => {
    cache.add(address(1, {flush: true}), 0);
    expect(cache.knownAnswers(NAME, 'A', 20_500)).toEqual([address(1, {ttlS: 99})]);
  });

  test('leave out what is past half of its life', () => {
    cache.add(address(1), 0);
    expect(cache.knownAnswers(NAME, 'A', 60_000)).toEqual([]);
  });
});

describe('at its cap the cache', () => {
  test('refuses what is new, keeps what it holds, and still refreshes it', () => {
    for (const last of [1, 2, 3]) cache.add(address(last), 0);
    expect(cache.add(address(4), 0)).toBe('full');
    expect(cache.add(address(3), 100_000)).toBe('refreshed');
    expect(held(119_000)).toEqual(['1', '2', '3']);
  });

  test('lets nobody flush what it holds with a record that it cannot take', () => {
    for (const last of [1, 2, 3]) cache.add(address(last), 0);
    cache.add(address(4, {flush: true}), 10_000);
    expect(held(12_000)).toEqual(['1', '2', '3']);
  });

  test('has room again when something has expired', () => {
    for (const last of [1, 2, 3]) cache.add(address(last, {ttlS: last}), 0);
    cache.expire(1000);
    expect(cache.add(address(4), 1000)).toBe('added');
  });
});

test('the version rises when records come and go, and only then', () => {
  const versions = [cache.version];
  cache.add(address(1), 0);
  versions.push(cache.version);
  cache.add(address(1), 1000);
  versions.push(cache.version);
  cache.expire(200_000);
  versions.push(cache.version);
  expect(versions).toEqual([0, 1, 1, 2]);
});
