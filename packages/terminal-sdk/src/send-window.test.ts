import {describe, expect, test} from 'vitest';
import {SendWindow} from './send-window.ts';

const LIMITS = {inFlightMax: 3, inFlightBytesMax: 100};

function windowAfter(next: number, ...sent: readonly number[]): SendWindow {
  const window = new SendWindow(LIMITS, {next});
  for (const sequenceNumber of sent) window.sent(sequenceNumber, {bytes: 10, sentMs: 5});
  return window;
}

function answer(window: SendWindow, ...sequenceNumbers: readonly number[]): void {
  for (const one of sequenceNumbers) {
    expect(window.answered(one)).toBe(true);
    window.recorded(one);
  }
}

test('entries go out in order, so many at a time', () => {
  const window = windowAfter(7, 7, 8);
  expect(window.room(0)).toEqual({from: 9, entriesMax: 1, bytesMax: 80});
  window.sent(9, {bytes: 10, sentMs: 6});
  expect(window.room(0)).toEqual({askAgainMs: Number.POSITIVE_INFINITY});
  answer(window, 7);
  expect(window.room(0)).toMatchObject({from: 10, entriesMax: 1});
});

test('bytes on the road are bounded too', () => {
  const window = new SendWindow(LIMITS, {next: 1});
  window.sent(1, {bytes: 100, sentMs: 0});
  expect(window.room(0)).toEqual({askAgainMs: Number.POSITIVE_INFINITY});
});

test('an entry out of its turn is a defect', () => {
  expect(() => windowAfter(1, 2)).toThrow('in order');
});

test('what is recorded counts only without a gap before it', () => {
  const window = windowAfter(1, 1, 2, 3);
  answer(window, 3);
  expect(window.recordedThrough).toBe(0);
  answer(window, 1);
  expect(window.recordedThrough).toBe(1);
  answer(window, 2);
  expect(window.recordedThrough).toBe(3);
});

test('an answer to nothing is not one', () => {
  const window = windowAfter(1, 1);
  expect(window.answered(2)).toBe(false);
  answer(window, 1);
  expect(window.answered(1)).toBe(false);
});

test('the oldest unanswered entry says how long the hub is silent', () => {
  const window = windowAfter(1);
  expect(window.waitingSinceMs).toBeUndefined();
  window.sent(1, {bytes: 1, sentMs: 10});
  window.sent(2, {bytes: 1, sentMs: 20});
  expect(window.waitingSinceMs).toBe(10);
  answer(window, 1);
  expect(window.waitingSinceMs).toBe(20);
});

describe('going back', () => {
  test('waits until the road is empty, then goes to the lowest place asked for', () => {
    const window = windowAfter(5, 5, 6, 7);
    window.answered(5);
    window.rewind(3);
    window.answered(6);
    window.rewind(4);
    expect(window.room(0)).toEqual({askAgainMs: Number.POSITIVE_INFINITY});
    window.answered(7);
    expect(window.room(0)).toMatchObject({from: 3, entriesMax: 3});
    expect(window.recordedThrough).toBe(2);
    expect(window.rewindsInVain).toBe(1);
  });

  test('is in vain until something is recorded', () => {
    const window = windowAfter(1, 1);
    for (let time = 1; time <= 3; time++) {
      window.answered(1);
      window.rewind(1);
      expect(window.rewindsInVain).toBe(time);
      window.room(0);
      window.sent(1, {bytes: 1, sentMs: 0});
    }
    answer(window, 1);
    expect(window.rewindsInVain).toBe(0);
  });

  test('for want of room waits as long as the hub asks, and is never in vain', () => {
    const window = windowAfter(1, 1, 2);
    window.answered(1);
    window.pause(1, 900);
    window.answered(2);
    window.rewind(1); // the second chains on the first, so it came back too
    expect(window.room(800)).toEqual({askAgainMs: 900});
    expect(window.room(900)).toMatchObject({from: 1});
    expect(window.rewindsInVain).toBe(0);
  });
});

describe('what head office holds', () => {
  test('need not be sent', () => {
    const window = windowAfter(1, 1);
    window.heldThrough(5);
    expect(window.recordedThrough).toBe(5);
    expect(window.room(0)).toMatchObject({from: 6});
  });

  test('moves a place to go back to', () => {
    const window = windowAfter(1, 1, 2);
    window.answered(1);
    window.rewind(1);
    window.heldThrough(1);
    window.answered(2);
    expect(window.room(0)).toMatchObject({from: 2});
  });

  test('changes nothing the hub has already', () => {
    const window = windowAfter(1, 1, 2);
    answer(window, 1, 2);
    window.heldThrough(1);
    expect(window.recordedThrough).toBe(2);
    expect(window.room(0)).toMatchObject({from: 3});
  });
});
