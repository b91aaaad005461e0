import {Defect} from '@holdfast/std';
import {describe, expect, test} from 'vitest';
import {bindable, type SqlParameters} from './parameters.ts';

const one = {kind: 'positional', count: 1} as const;

// What a caller without our types might send.
function untyped(...values: readonly unknown[]): SqlParameters {
  return JSON.parse('[]').concat(values);
}

describe('what is safe goes through as libsql needs it', () => {
  test.each([
    ['an integer as a bigint, so that it is no REAL', 3, 3n],
    ['the largest safe integer', Number.MAX_SAFE_INTEGER, 9007199254740991n],
    ['minus zero as zero', -0, 0n],
    ['the largest 64-bit integer', 2n ** 63n - 1n, 2n ** 63n - 1n],
    ['the smallest 64-bit integer', -(2n ** 63n), -(2n ** 63n)],
    ['text with an astral letter', 'a😀', 'a😀'],
    ['empty text', '', ''],
    ['bytes', Uint8Array.of(1), Uint8Array.of(1)],
    ['null', null, null],
  ])('%s', (_, given, bound) => {
    expect(bindable(one, [given])).toEqual([bound]);
  });
});

describe('everything else is a defect that names the parameter and keeps its value secret', () => {
  const detached = new Uint8Array(8);
  structuredClone(detached, {transfer: [detached.buffer]});

  test.each([
    ['a boolean', true],
    ['undefined', undefined],
    ['a fraction', 0.25],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['an unsafe integer', 2 ** 53],
    ['a bigint beyond 64 bits', 2n ** 63n],
    ['a bigint below 64 bits', -(2n ** 63n) - 1n],
    ['text with NUL', 'secret\0'],
    ['a lone surrogate', 'secret\ud800'],
    ['a date', new Date(0)],
    ['an object', {secret: 1}],
    ['an array', ['secret']],
    ['a function', () => 'secret'],
    ['a symbol', Symbol('secret')],
    ['an ArrayBuffer', new ArrayBuffer(1)],
    ['another typed array', Float64Array.of(1)],
    ['bytes that were transferred away', detached],
  ])('%s', (_, value) => {
    const bind = () => bindable({kind: 'positional', count: 2}, untyped(1, value));
    expect(bind).toThrow(Defect);
    expect(bind).toThrow(/parameter 2/);
    expect(bind).not.toThrow(/secret/);
  });
});

describe('each parameter is given once', () => {
  const named = {kind: 'named', names: ['b', 'a']} as const;

  test('names are put in the order of the statement', () => {
    expect(bindable(named, {a: 1, b: 2})).toEqual([2n, 1n]);
  });

  test.each([
    ['too few', one, []],
    ['too many', one, [1, 2]],
    ['names for question marks', one, {a: 1}],
    ['an array for names', named, [1, 2]],
    ['a missing name', named, {a: 1}],
    ['a surplus name', named, {a: 1, b: 2, c: 3}],
    ['a name with its colon', named, {':a': 1, b: 2}],
    ['a hole', one, new Array(1)],
  ] as const)('%s: a defect', (_, shape, parameters) => {
    expect(() => bindable(shape, parameters)).toThrow(Defect);
  });

  test('an inherited property is not a parameter', () => {
    const inherited = {kind: 'named', names: ['toString']} as const;
    expect(() => bindable(inherited, {})).toThrow('no missing parameter: toString');
  });
});
