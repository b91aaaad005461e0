import type {Clock} from '@holdfast/std';
import {expect, test} from 'vitest';
import {SIGN_IN_LIMITS, SignInGuard} from './sign-in-guard.ts';

function atTime(startMs: number) {
  let nowMs = startMs;
  const clock: Clock = {monotonicMs: () => nowMs, wallMs: () => nowMs, sleep: async () => {}};
  return {clock, pass: (ms: number) => (nowMs += ms)};
}

test('each pause is twice the one before, up to five minutes', () => {
  const {clock, pass} = atTime(1_000_000_000);
  const guard = new SignInGuard(clock);
  const pauses: number[] = [];
  for (let tries = 0; tries < 12; tries++) {
    const may = guard.begin('1');
    if (may.kind === 'wait') {
      pauses.push(may.waitMs / 1_000);
      pass(may.waitMs);
      expect(guard.begin('1')).toEqual({kind: 'yes'});
    }
    guard.end('1', false);
  }
  expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300]);
});

test('twenty wrong tries close the day, and the oldest opens it again', () => {
  const {clock, pass} = atTime(1_000_000_000);
  const guard = new SignInGuard(clock);
  for (let tries = 0; tries < SIGN_IN_LIMITS.triesADay; tries++) {
    pass(SIGN_IN_LIMITS.pauseMaxMs);
    expect(guard.begin('1')).toEqual({kind: 'yes'});
    guard.end('1', false);
  }
  pass(SIGN_IN_LIMITS.pauseMaxMs);
  expect(guard.begin('1').kind).toBe('closed');
  expect(guard.begin('2')).toEqual({kind: 'yes'});
  pass(SIGN_IN_LIMITS.dayMs);
  expect(guard.begin('1')).toEqual({kind: 'yes'});
});

test('the wrong tries of a former life count', () => {
  const {clock} = atTime(1_000_000_000);
  const past = Array.from({length: SIGN_IN_LIMITS.triesADay}, (_, at) => ({
    name: '1',
    atMs: 999_000_000 + at,
  }));
  expect(new SignInGuard(clock, past).begin('1').kind).toBe('closed');
});

test('a right one ends the row, and not the count of the day', () => {
  const {clock, pass} = atTime(1_000_000_000);
  const guard = new SignInGuard(clock);
  for (let tries = 0; tries < SIGN_IN_LIMITS.triesADay; tries++) {
    pass(SIGN_IN_LIMITS.pauseMaxMs);
    guard.begin('1');
    guard.end('1', false);
    if (guard.begin('1').kind === 'yes') guard.end('1', true);
  }
  pass(SIGN_IN_LIMITS.pauseMaxMs);
  expect(guard.begin('1').kind).toBe('closed');
});
