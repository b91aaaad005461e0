import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {readSegment} from './read-segment.ts';

const fixture = JSON.parse(
  readFileSync(new URL('../../wire/fixtures/v1.json', import.meta.url), 'utf8'),
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
