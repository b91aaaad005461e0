import {expect, test} from 'vitest';
import {AckWatch} from './ack-watch.ts';

const place = (position: number, sequenceNumber = position) => ({
  ledgerId: 'L',
  position,
  journalId: 'JA',
  sequenceNumber,
});

test('an entry that was durable where the answer says is no finding', () => {
  const watch = new AckWatch();
  watch.durable(place(1));
  expect(watch.acknowledged(place(1))).toBeUndefined();
});

test('an answer before the sync that covers the entry is a finding', () => {
  expect(new AckWatch().acknowledged(place(1))).toMatchObject({
    invariant: 'I6',
    kind: 'early',
    entry: 'JA/1',
  });
});

test('an answer that names the place of another entry is a finding', () => {
  const watch = new AckWatch();
  watch.durable(place(1, 1));
  expect(watch.acknowledged(place(1, 2))?.detail).toContain('JA/1 stands');
});

test('a ledger that ends before what was durable has lost it', () => {
  const watch = new AckWatch();
  for (const position of [1, 2, 3]) watch.durable(place(position));
  expect(watch.reopened({ledgerId: 'L', position: 3})).toBeUndefined();
  expect(watch.reopened({ledgerId: 'L', position: 2})).toMatchObject({
    invariant: 'I4',
    kind: 'lost',
  });
});

test('what was damaged from outside is not expected back, and what was not is', () => {
  const watch = new AckWatch();
  for (const position of [1, 2, 3]) watch.durable(place(position));
  watch.damaged({ledgerId: 'L', lastPosition: 1});
  expect(watch.reopened({ledgerId: 'L', position: 1})).toBeUndefined();
  expect(watch.reopened({ledgerId: 'L', position: 0})).toMatchObject({kind: 'lost'});
});

test('what a cut write left on the disk counts once a ledger was opened with it, and not before', () => {
  const watch = new AckWatch();
  for (const position of [1, 2]) watch.written(place(position));
  expect(watch.acknowledged(place(1))).toMatchObject({invariant: 'I6'});
  expect(watch.reopened({ledgerId: 'L', position: 1})).toBeUndefined();
  expect(watch.acknowledged(place(1))).toBeUndefined();
  expect(watch.acknowledged(place(2))).toMatchObject({invariant: 'I6'});
});
