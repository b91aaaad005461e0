import {createSigningKey, nodeDigest} from '@holdfast/platform-node';
import {noCompression} from '@holdfast/wire';
import {ChainWriter, ledgerEntries} from '@holdfast/wire/testing';
import {expect, test} from 'vitest';
import {FLEET_LIMITS} from './limits.ts';
import {SegmentShelf, unpackedSegment} from './segment-shelf.ts';

/** Bodies that are all alike: packed, such a segment is a few bytes an entry. */
const BODY = JSON.stringify({note: 'the same in every sale '.repeat(2_000)});

test('unpacked segments count as they lie in memory, however well their bodies pack', async () => {
  const place = {retailStoreId: '017', workstationId: 'W01'};
  const till = new ChainWriter({digest: nodeDigest, key: await createSigningKey()}, place);
  const [entry] = ledgerEntries([await till.next(BODY)]);
  if (!entry) throw new Error('one entry was written');
  const entries = Array.from({length: 100}, () => entry);
  const segment = unpackedSegment(1, entries);
  expect(segment.byteCount).toBeGreaterThan(entries.length * BODY.length);

  const asked: number[] = [];
  const store = {
    segment: async (segmentId: number) => {
      asked.push(segmentId);
      throw new Error('read from the disk');
    },
  };
  const shelf = new SegmentShelf({digest: nodeDigest, compressors: [noCompression]}, store);
  const fitting = Math.floor(FLEET_LIMITS.shelfBytesMax / segment.byteCount);
  for (let at = 1; at <= fitting + 1; at += 1) shelf.keep(at, segment);
  await shelf.unpacked(fitting + 1);
  expect(asked).toEqual([]);
  await expect(shelf.unpacked(1)).rejects.toThrow('read from the disk');
  expect(asked).toEqual([1]);
});
