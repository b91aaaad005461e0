import {expect, test} from 'vitest';
import {SendWindow} from './send-window.ts';

const ALL = {first: 1, last: 20};

test('what is held, arrived, under way or set aside is not unsent', () => {
  const window = new SendWindow();
  window.restart(3);
  window.begin({first: 4, last: 6});
  window.arrive({first: 9, last: 10});
  window.setAside({first: 11, last: 12}, 1_000);
  expect(window.unsent(ALL, 0)).toEqual({first: 7, last: 8});
  window.begin({first: 7, last: 8});
  expect(window.unsent(ALL, 0)).toEqual({first: 13, last: 20});
  expect(window.unsent(ALL, 1_000)).toEqual({first: 11, last: 20});
});

test('what was under way and did not arrive is unsent again', () => {
  const window = new SendWindow();
  window.begin({first: 1, last: 6});
  window.end({first: 1, last: 6});
  expect(window.unsent(ALL, 0)).toEqual(ALL);
});

test('what is held never falls but by a restart', () => {
  const window = new SendWindow();
  window.hold(8);
  window.hold(5);
  expect(window.held).toBe(8);
  window.arrive({first: 10, last: 12});
  window.restart(5);
  expect(window.unsent(ALL, 0)).toEqual({first: 6, last: 20});
});

test('a refused stretch that is held after all is no longer set aside', () => {
  const window = new SendWindow();
  window.setAside({first: 4, last: 5}, 1_000);
  expect([window.aside, window.nextAsideMs]).toEqual([2, 1_000]);
  window.hold(5);
  expect([window.aside, window.nextAsideMs]).toEqual([0, undefined]);
});
