import {expect, test} from 'vitest';
import {findCycles} from './cycles.ts';
import {ROOMS} from './floors.ts';

const nameOf = (folder: string) => folder.split('/').at(-1) ?? '';
const names = ROOMS.map(({folder}) => nameOf(folder));

test('every room stands on the list once', () => {
  expect(new Set(names).size).toBe(names.length);
});

test('arrows lead to rooms of the same floor, and in no ring', () => {
  const floorOf = new Map(ROOMS.map(({folder, floor}) => [nameOf(folder), floor]));
  for (const {floor, siblings = []} of ROOMS) {
    for (const sibling of siblings)
      expect([sibling, floorOf.get(sibling)]).toEqual([sibling, floor]);
  }
  const arrows = new Map(ROOMS.map(({folder, siblings}) => [nameOf(folder), siblings ?? []]));
  expect(findCycles(arrows)).toEqual([]);
});

test('what a room may never reach is a room that exists', () => {
  for (const name of ROOMS.flatMap(({never}) => never ?? [])) expect(names).toContain(name);
});

test('a knot of many rings is reported once, by its shortest ring from its first name', () => {
  const graph = new Map([
    ['a', ['b', 'c']],
    ['b', ['c']],
    ['c', ['a']],
    ['d', ['d', 'a']],
    ['e', ['gone']],
  ]);
  expect(findCycles(graph)).toEqual([['a', 'c'], ['d']]);
});
