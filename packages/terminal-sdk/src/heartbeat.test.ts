import {VirtualClock} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {Heartbeat} from './heartbeat.ts';
import {TERMINAL_LIMITS} from './limits.ts';

test('a ping is due once a second', async () => {
  const clock = new VirtualClock();
  const heartbeat = new Heartbeat(clock);
  const counts: (number | undefined)[] = [];
  for (let tick = 0; tick < 5; tick++) {
    counts.push(heartbeat.ping(1)?.count);
    await clock.advance(500);
  }
  expect(counts).toEqual([0, undefined, 1, undefined, 2]);
});

test('a hub is lost three heartbeats after it was last heard', async () => {
  const clock = new VirtualClock();
  const heartbeat = new Heartbeat(clock);
  await clock.advance(700);
  heartbeat.heard();
  expect(heartbeat.lostAtMs).toBe(700 + TERMINAL_LIMITS.hubLostAfterMs);
});

test('the offset comes from the answer that was quickest, and survives a jump of no clock', async () => {
  const clock = new VirtualClock();
  const heartbeat = new Heartbeat(clock);
  expect(heartbeat.offsetMs()).toBeUndefined();
  const ask = async (roundTripMs: number, hubAheadMs: number, replyAtMs: number) => {
    const ping = heartbeat.ping(1);
    await clock.advance(replyAtMs);
    const hubTimeMs = Math.round(clock.wallMs() + hubAheadMs);
    await clock.advance(roundTripMs - replyAtMs);
    heartbeat.pong({v: 1, type: 'pong', count: ping?.count ?? -1, hubTimeMs});
    await clock.advance(1_000);
  };
  await ask(900, 5_000, 880); // a slow, lopsided answer tells half a second too much
  expect(heartbeat.offsetMs()).toBe(5_400);
  await ask(10, 5_000, 5);
  expect(heartbeat.offsetMs()).toBe(5_000);
  await ask(800, 5_000, 10);
  expect(heartbeat.offsetMs()).toBe(5_000);
});

test('an answer to no question tells no time', () => {
  const heartbeat = new Heartbeat(new VirtualClock());
  heartbeat.pong({v: 1, type: 'pong', count: 3, hubTimeMs: 99});
  expect(heartbeat.offsetMs()).toBeUndefined();
});
