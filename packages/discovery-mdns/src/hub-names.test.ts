import {isFault, utf8Encode} from '@holdfast/std';
import {describe, expect, test} from 'vitest';
import {numberedNames, parseHubNames} from './hub-names.ts';

describe('wished names', () => {
  test('are taken as they are when they are legal', () => {
    const names = {instance: 'Käsehaus Zürich — Lane 1', host: 'store-17'};
    expect(parseHubNames(names)).toEqual(names);
  });

  test('lose dots and doubled spaces, which would break the label', () => {
    expect(parseHubNames({instance: ' St. Ives  2.0 ', host: 'a'}).instance).toBe('St Ives 2 0');
  });

  test.each([
    ['', 'store', 'instance'],
    ['...', 'store', 'instance'],
    ['é'.repeat(32), 'store', 'instance'],
    ['a\u0007b', 'store', 'instance'],
    ['Store', '', 'host'],
    ['Store', '-store', 'host'],
    ['Store', 'store-', 'host'],
    ['Store', 'store.local', 'host'],
    ['Store', 'störe', 'host'],
    ['Store', 'x'.repeat(64), 'host'],
  ])('%j on %j is refused for its %s', (instance, host, field) => {
    try {
      parseHubNames({instance, host});
      expect.unreachable();
    } catch (error) {
      expect(isFault(error, 'config/invalid') && error.fields).toMatchObject({field});
    }
  });
});

describe('after a name was found taken', () => {
  const wished = {instance: 'Corner Store', host: 'store-17'};

  test('the first try is the wish itself', () => {
    expect(numberedNames(wished, {instance: 1, host: 1})).toEqual(wished);
  });

  test('the next ones are numbered, each name for itself', () => {
    expect(numberedNames(wished, {instance: 2, host: 1})).toEqual({
      instance: 'Corner Store (2)',
      host: 'store-17',
    });
    expect(numberedNames(wished, {instance: 3, host: 12})).toEqual({
      instance: 'Corner Store (3)',
      host: 'store-17-12',
    });
  });

  test('the longest names stay legal labels, cut between characters', () => {
    const longest = {instance: '€'.repeat(21), host: `${'x'.repeat(60)}-xx`};
    const names = numberedNames(longest, {instance: 2, host: 10});
    expect(names.instance).toBe(`${'€'.repeat(19)} (2)`);
    expect(utf8Encode(names.instance).length).toBeLessThanOrEqual(63);
    expect(names.host).toBe(`${'x'.repeat(60)}-10`);
    expect(parseHubNames(names)).toEqual(names);
  });
});
