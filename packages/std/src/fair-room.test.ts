import {expect, test} from 'vitest';
import {FairRoom} from './fair-room.ts';

const room = () => new FairRoom<string>({placesMax: 4, perAddressMax: 3});

test('an address has its share and no more', () => {
  const fair = room();
  for (const guest of ['a1', 'a2', 'a3']) expect(fair.enter(guest, 'a')).toBeUndefined();
  expect(fair.enter('a4', 'a')).toBe('a4');
  expect(fair.size).toBe(3);
  fair.leave('a1');
  expect(fair.enter('a4', 'a')).toBeUndefined();
});

test('in a full room a newcomer takes the place of the oldest guest of the address that has most', () => {
  const fair = room();
  fair.enter('b1', 'b');
  for (const guest of ['a1', 'a2', 'a3']) fair.enter(guest, 'a');
  expect(fair.enter('c1', 'c')).toBe('a1');
  expect(fair.enter('d1', 'd')).toBe('a2');
  expect(fair.size).toBe(4);
});

test('no flood from one address turns out the one guest of another', () => {
  const fair = room();
  fair.enter('till', 'till');
  for (let at = 0; at < 100; at++) {
    const guest = `flood ${at}`;
    const out = fair.enter(guest, at % 2 === 0 ? 'x' : 'y');
    expect(out).not.toBe('till');
  }
  expect(fair.size).toBe(4);
});

test('a newcomer that would only trade places with its like is turned away', () => {
  const fair = new FairRoom<string>({placesMax: 2, perAddressMax: 2});
  fair.enter('a1', 'a');
  fair.enter('b1', 'b');
  expect(fair.enter('a2', 'a')).toBe('a2');
  expect(fair.enter('c1', 'c')).toBe('a1'); // nobody is left out for ever, either
});

test('whoever was never there, or has left, leaves nothing behind', () => {
  const fair = room();
  fair.leave('nobody');
  fair.enter('a1', 'a');
  fair.leave('a1');
  fair.leave('a1');
  expect(fair.size).toBe(0);
});
