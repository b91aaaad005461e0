import {Defect, isFault} from '@holdfast/std';
import {describe, expect, test} from 'vitest';
import {readBytes, readInteger, readOptional, readText, readUtf8, toRow} from './row.ts';

test('integers come back as numbers', () => {
  expect(toRow(['a'], [9007199254740991n])).toEqual({a: 9007199254740991});
});

test.each([
  ['an integer that a number would round', 2n ** 53n],
  ['a REAL', 0.5],
  ['a whole REAL', 3],
  ['something libsql never gave before', true],
])('%s is a defect that names the column', (_, cell) => {
  expect(() => toRow(['a'], [cell])).toThrow(Defect);
  expect(() => toRow(['a'], [cell])).toThrow(/column a/);
});

test('a BLOB shares its memory with nothing, whatever libsql gives', () => {
  const pooled = Buffer.from('pool: neighbour').subarray(0, 4);
  const {body} = toRow(['body'], [pooled]);
  pooled.fill(0);
  expect(body).toEqual(Uint8Array.from(Buffer.from('pool')));
  expect(Buffer.isBuffer(body)).toBe(false);
  expect(toRow(['body'], [Uint8Array.of(1, 2).buffer])).toEqual({body: Uint8Array.of(1, 2)});
});

describe('readers give what they name', () => {
  const row = {count: 3, label: 'x', body: Uint8Array.of(0xc3, 0xa4), none: null};

  test('and a defect for another type or column', () => {
    expect([readInteger(row, 'count'), readText(row, 'label')]).toEqual([3, 'x']);
    expect(readBytes(row, 'body')).toBe(row.body);
    for (const read of [readInteger, readText, readBytes]) {
      expect(() => read(row, 'none')).toThrow(Defect);
      expect(() => read(row, 'absent')).toThrow(Defect);
    }
    expect(() => readInteger(row, 'label')).toThrow('column label is an integer');
  });

  test('undefined for NULL, if the column may be NULL', () => {
    expect(readOptional(row, 'none', readText)).toBeUndefined();
    expect(readOptional(row, 'label', readText)).toBe('x');
    expect(() => readOptional(row, 'absent', readText)).toThrow(Defect);
  });

  test('text kept as bytes, or the fault that it is damaged', () => {
    expect(readUtf8(row, 'body')).toBe('ä');
    const damaged = {body: Uint8Array.of(0xff)};
    expect(() => readUtf8(damaged, 'body')).toThrow(
      expect.toSatisfy(error => isFault(error, 'database/corrupt')),
    );
  });
});
