import {utf8Encode} from '@holdfast/std';
import {expect, test} from 'vitest';
import {zstdCompressor} from './index.ts';

test('zstd gives back what it packed, and refuses what unpacks to more than it may', () => {
  const zstd = zstdCompressor();
  const bytes = utf8Encode('sale '.repeat(1000));
  const packed = zstd.compress(bytes);
  expect(packed.length).toBeLessThan(bytes.length / 10);
  expect(zstd.decompress(packed, bytes.length)).toEqual(bytes);
  expect(() => zstd.decompress(packed, bytes.length - 1)).toThrow('wire/malformed');
  expect(() => zstd.decompress(utf8Encode('garbage'), 100)).toThrow('wire/malformed');
});
