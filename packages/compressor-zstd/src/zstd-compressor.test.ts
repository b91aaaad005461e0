import {readFileSync} from 'node:fs';
import {nodeDigest} from '@holdfast/platform-node';
import {fromHex, utf8Encode} from '@holdfast/std';
import {decodeSegmentEnvelope} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {zstdCompressor} from './index.ts';

test('zstd gives back what it packed, and refuses what unpacks to more than it may', async () => {
  const zstd = zstdCompressor();
  const bytes = utf8Encode('sale '.repeat(1000));
  const packed = await zstd.compress(bytes);
  expect(packed.length).toBeLessThan(bytes.length / 10);
  expect(await zstd.decompress(packed, bytes.length)).toEqual(bytes);
  await expect(zstd.decompress(packed, bytes.length - 1)).rejects.toThrow('wire/malformed');
  await expect(zstd.decompress(utf8Encode('garbage'), 100)).rejects.toThrow('wire/malformed');
});

test('a few bytes that unpack to very many are refused after as much as was allowed', async () => {
  const zstd = zstdCompressor();
  const bomb = await zstd.compress(new Uint8Array(64 * 1024 * 1024));
  expect(bomb.length).toBeLessThan(8 * 1024);
  await expect(zstd.decompress(bomb, 8 * 1024 * 1024)).rejects.toThrow('wire/malformed');
});

test('nobody waits for it but who asked: others run while it packs', async () => {
  const zstd = zstdCompressor();
  const bytes = new Uint8Array(4 * 1024 * 1024).map((_, at) => (at * at) % 251);
  const order: string[] = [];
  const packing = zstd.compress(bytes).then(() => order.push('packed'));
  setImmediate(() => order.push('somebody else'));
  await packing;
  expect(order).toEqual(['somebody else', 'packed']);
});

test('the frozen segment unpacks to the frozen payload', async () => {
  const file = new URL('../../wire/fixtures/v2.json', import.meta.url);
  const {segment, segmentZstd} = JSON.parse(readFileSync(file, 'utf8'));
  const envelopeOf = (hex: string) =>
    decodeSegmentEnvelope(nodeDigest, fromHex(hex) ?? new Uint8Array());
  const {codec, packed, payloadBytes} = envelopeOf(segmentZstd);
  const zstd = zstdCompressor();
  expect(codec).toBe(zstd.codec);
  expect(await zstd.decompress(packed, payloadBytes)).toEqual(envelopeOf(segment).packed);
});
