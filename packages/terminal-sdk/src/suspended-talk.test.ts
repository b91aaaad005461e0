import {isFault} from '@holdfast/std';
import {VirtualClock} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {TERMINAL_LIMITS} from './limits.ts';
import {SuspendedTalk} from './suspended-talk.ts';

const V = 1;
const recall = {kind: 'recall', saleId: 'a', round: 1} as const;
const unreachable = (asked: Promise<unknown>) =>
  asked.then(
    () => false,
    (error: unknown) => isFault(error, 'hub/unreachable'),
  );

test('each question gets its own answer, in whatever order they come', async () => {
  const talk = new SuspendedTalk(new VirtualClock());
  const counts: number[] = [];
  talk.attach(({count}) => counts.push(count));
  const [first, second] = [talk.ask(recall), talk.ask(recall)];
  const [one = 0, two = 0] = counts;
  talk.heard({v: V, type: 'suspendedChanged', count: two, outcome: {kind: 'ended'}});
  talk.heard({v: V, type: 'suspendedChanged', count: one, outcome: {kind: 'unknown'}});
  expect([await first, await second]).toEqual([{kind: 'unknown'}, {kind: 'ended'}]);
});

test('without a session, when it ends, and when nobody answers, the hub is not reached', async () => {
  const clock = new VirtualClock();
  const talk = new SuspendedTalk(clock);
  expect(await unreachable(talk.ask(recall))).toBe(true);
  talk.attach(() => {});
  const cut = unreachable(talk.ask(recall));
  talk.detach();
  expect(await cut).toBe(true);
  talk.attach(() => {});
  const silent = unreachable(talk.ask(recall));
  await clock.advance(TERMINAL_LIMITS.answerMs);
  expect(await silent).toBe(true);
});
