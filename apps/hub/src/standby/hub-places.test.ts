import {hubIdSchema} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {HubPlaces} from './hub-places.ts';

const hubId = hubIdSchema.parse('6HTGZ65XB7YFS53DMHDANFMK7FGN995N');
const last = {host: '10.0.0.1', port: 7443};
const open = () => new HubPlaces({hubId, last, find: undefined});
const announced = (host: string, id = hubId.slice(0, 8)) => ({id, port: 7443, addresses: [host]});

test('a hub is looked for where it was last, then where it announces itself, in turn', () => {
  const places = open();
  places.nominate(announced('10.0.0.7'));
  expect([places.next().host, places.next().host, places.next().host]).toEqual([
    '10.0.0.1',
    '10.0.0.7',
    '10.0.0.1',
  ]);
});

test('where it was met is tried first from then on', () => {
  const places = open();
  places.nominate(announced('10.0.0.7'));
  places.worked({host: '10.0.0.7', port: 7443});
  expect(places.next().host).toBe('10.0.0.7');
});

test('another hub’s announcement nominates nothing, and a flood of them is bounded', () => {
  const places = open();
  places.nominate(announced('10.0.0.9', 'ABCDEFGH'));
  expect([places.next(), places.next()]).toEqual([last, last]);
  for (let host = 0; host < 100; host++) places.nominate(announced(`10.0.1.${host}`));
  const seen = new Set(Array.from({length: 100}, () => places.next().host));
  expect(seen.size).toBe(9);
});
