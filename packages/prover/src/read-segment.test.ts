import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {readSegment} from './read-segment.ts';

const fixture = JSON.parse(
  readFileSync(new URL('../../wire/fixtures/v1.json', import.meta.url), 'utf8'),
);
const fixture2 = JSON.parse(
  readFileSync(new URL('../../wire/fixtures/v2.json', import.meta.url), 'utf8'),
);
const segment = Buffer.from(fixture.segment, 'hex');

test('the frozen segment gives the frozen headers, by rules of its own', () => {
  const read = readSegment(segment);
  expect(read.ledgerId).toBe(fixture.ledgerId);
  expect(read.entries.map(({header}) => header.toString('hex'))).toEqual(
    fixture.entries.map(({header}: {header: string}) => header),
  );
  expect(read.computedHead).toBe(fixture.headAfter);
  expect(read.headAfter).toBe(fixture.headAfter);
  expect(read.entries[4]?.body).toBeUndefined();
});

test('a segment cut short, or with one payload byte changed, is not followed', () => {
  expect(() => readSegment(segment.subarray(0, segment.length - 1))).toThrow();
  const changed = Buffer.from(segment);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  expect(() => readSegment(changed)).toThrow('not the one named');
});

test.each(['segment', 'segmentZstd'])(
  'the frozen %s of version 2 gives the frozen headers of version 1',
  name => {
    const read = readSegment(Buffer.from(fixture2[name], 'hex'));
    expect(read.entries.map(({header}) => header.toString('hex'))).toEqual(
      fixture.entries.map(({header}: {header: string}) => header),
    );
    expect(read.computedHead).toBe(fixture.headAfter);
    expect(read.headAfter).toBe(fixture.headAfter);
    expect(read.entries[4]?.body).toBeUndefined();
  },
);

test('bodies that were cut are put together again, and uncut ones are taken as they are', () => {
  const read = readSegment(Buffer.from(fixture2.mixedSegment, 'hex'));
  expect(read.entries.map(({body}) => body?.toString('hex'))).toEqual(fixture2.mixedBodies);
  expect(read.computedHead).toBe(read.headAfter);
});

test('a changed value of a cut body changes the head', () => {
  const bytes = Buffer.from(fixture2.mixedSegment, 'hex');
  const at = bytes.lastIndexOf('1250');
  expect(at).toBeGreaterThan(0);
  const [payloadAt, shaAt] = [bytes.length - sizeOf(bytes), 30 + 4 + 16 + 64 + 5];
  bytes.write('9250', at, 'latin1');
  createHash('sha256').update(bytes.subarray(payloadAt)).digest().copy(bytes, shaAt);
  const read = readSegment(bytes);
  expect(read.entries[0]?.body?.toString()).toContain('"total":9250');
  expect(read.computedHead).not.toBe(read.headAfter);
});

/** Of the packed payload, as the envelope says. */
function sizeOf(bytes: Buffer): number {
  return bytes.readUInt32BE(4 + 30 + 16 + 64 + 5 + 32);
}
