import {createSigningKey, nodeDigest} from '@holdfast/platform-node';
import type {RosterJournal} from '@holdfast/trust';
import {journalIdOf} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {completeness} from './completeness.ts';

const {publicKey} = await createSigningKey();
const journalId = journalIdOf(nodeDigest, publicKey);
const journal: RosterJournal = {
  workstationId: 'W05',
  journalId,
  publicKey,
  name: 'Lane 5',
  closed: undefined,
};

function told(known: {
  readonly safe: number;
  readonly said?: number;
  readonly before?: number;
  readonly closed?: RosterJournal['closed'];
}) {
  const {safe, said, before, closed} = known;
  const sighting = said === undefined ? undefined : {saidSequence: said, seenAtMs: 20};
  const lane = before === undefined ? [] : [[journalId, {sequenceNumber: before, seenAtMs: 10}]];
  return completeness({
    journals: [{...journal, closed}],
    safeSequence: () => safe,
    sighting: () => sighting,
    knownBefore: new Map(lane as [typeof journalId, {sequenceNumber: number; seenAtMs: number}][]),
  });
}

test.each([
  [
    'a till that came and sent all is complete',
    {safe: 1044, said: 1044},
    {state: 'complete', sequence: 1044, of: 1044},
  ],
  [
    'one that sold on since is complete as far as it is recorded',
    {safe: 1050, said: 1044},
    {state: 'complete', sequence: 1050, of: 1050},
  ],
  [
    'one that came and still sends is not',
    {safe: 900, said: 1044},
    {state: 'refilling', sequence: 900, of: 1044},
  ],
  [
    'one that was not seen is told by what the hub before knew',
    {safe: 300, before: 377},
    {state: 'notSeen', sequence: 377, seenAtMs: 10},
  ],
  [
    '… or by what head office holds, where nobody else knew',
    {safe: 300},
    {state: 'notSeen', sequence: 300, seenAtMs: 0},
  ],
] as const)('%s', (_, known, expected) => {
  expect(told(known)).toMatchObject([{workstationId: 'W05', ...expected}]);
});

test('a till that was taken out is waited for by nobody', () => {
  expect(told({safe: 3, closed: 'revoked'})).toEqual([]);
});
