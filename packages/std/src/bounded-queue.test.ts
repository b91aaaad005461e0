import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {expect, test} from 'vitest';
import {BoundedQueue} from './bounded-queue.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

test('a full queue refuses, and keeps what it holds in order', () => {
  const queue = new BoundedQueue<number>(2);
  expect([queue.push(1), queue.push(2), queue.push(3)]).toEqual([true, true, false]);
  expect(queue.take(1)).toEqual([1]);
  expect(queue.push(4)).toBe(true);
  expect(queue.size).toBe(2);
  expect(queue.take(9)).toEqual([2, 4]);
  expect(queue.take(9)).toEqual([]);
});

interface Large {
  readonly bytes: Uint8Array;
}

/** Takes one after the other, and remembers each by a reference that keeps nothing. */
function passThrough(queue: BoundedQueue<Large>, items: number): WeakRef<Large>[] {
  return Array.from({length: items}, () => {
    queue.push({bytes: new Uint8Array(1_000)});
    return queue.take(1).map(item => new WeakRef(item));
  }).flat();
}

test('what was taken is let go, though the queue never runs empty', async () => {
  const queue = new BoundedQueue<Large>(2);
  queue.push({bytes: new Uint8Array(1)});
  const taken = passThrough(queue, 20);
  await new Promise(resolve => setTimeout(resolve)); // a weak reference holds until its turn ends
  collectGarbage();
  expect(queue.size).toBe(1);
  expect(taken).toHaveLength(20);
  expect(taken.filter(item => item.deref() !== undefined)).toEqual([]);
});
