import {hpkeSealer, nodeDigest, unsealingKeyOf} from '@holdfast/platform-node';
import {fromHex, utf8Decode, utf8Encode} from '@holdfast/std';
import {expect, test} from 'vitest';
import {isSealedFor, openBox, sealBox} from './sealing.ts';

const key = await unsealingKeyOf(new Uint8Array(32).fill(1));
const tools = {sealer: hpkeSealer, digest: nodeDigest};
const associated = utf8Encode('a place');
const plain = utf8Encode('a segment');
const SEALED = {recipient: key.publicKey, kind: 'segment', associated, plain} as const;

/** As a stick of the first version carries it. */
const FROZEN =
  '48464231c4c8cdd5ad6a78af2d2b01c17688796f43c921e98dead17ff568e90773f15cfecce692e1a6fd453285be' +
  'c4422c5568307b953bbf555d4a05f4c3e007ada50c0a2f';

async function opened(box: Uint8Array, place = associated) {
  const found = await openBox({key, digest: nodeDigest}, {box, kind: 'segment', associated: place});
  return found.kind === 'opened' ? utf8Decode(found.plain) : found.kind;
}

test('a box that was sealed long ago opens still', async () => {
  expect(await opened(fromHex(FROZEN) ?? new Uint8Array())).toBe('a segment');
});

test('a box opens for its reader and its place only, and no changed bit of it opens', async () => {
  const box = await sealBox(tools, SEALED);
  expect(isSealedFor(nodeDigest, box, key.publicKey)).toBe(true);
  expect(await opened(box)).toBe('a segment');
  expect(await opened(box, utf8Encode('another place'))).toBe('damaged');
  const other = await unsealingKeyOf(new Uint8Array(32).fill(2));
  expect(await opened(await sealBox(tools, {...SEALED, recipient: other.publicKey}))).toBe(
    'otherKey',
  );
  for (let at = 12; at < box.length; at++) {
    expect(await opened(box.with(at, (box[at] ?? 0) ^ 1))).toBe('damaged');
  }
});
