import {nodeDigest} from '@holdfast/platform-node';
import {toBase64Url} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import type {LedgerStatusAnswer} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {lastCommonPosition} from './common-position.ts';
import {ToyStore} from './testing/toy-store.ts';

/** A sink that shares the first `common` positions and knows heads only at `ends`. */
async function search(shape: {common: number; ends: readonly number[]; differs: number}) {
  const store = await ToyStore.open(nodeDigest, new SeededRandom(1));
  await store.sell(100);
  const status = await store.gateway.ledgerStatus({ledgerId: store.ledger.ledgerId});
  let asked = 0;
  const ask = async (atPosition: number): Promise<LedgerStatusAnswer> => {
    asked += 1;
    const end = shape.ends.filter(position => position <= atPosition).at(-1);
    if (end === undefined) return status;
    const own = (await store.ledger.headAt(end)) ?? new Uint8Array();
    const head = toBase64Url(end <= shape.common ? own : new Uint8Array(32));
    return {...status, headAt: {position: end, head}};
  };
  const found = await lastCommonPosition(store.ledger, ask, {common: 0, differs: shape.differs});
  return {found, asked};
}

const EVERY = Array.from({length: 100}, (_, at) => at + 1);

test.each([
  {name: 'every head known', ends: EVERY, common: 63, found: 63},
  {name: 'heads at segment ends', ends: [10, 40, 60, 70, 90], common: 63, found: 60},
  {name: 'late ends only', ends: [70, 80, 99], common: 75, found: 70},
  {name: 'one end, common', ends: [51], common: 60, found: 51},
  {name: 'nothing in common', ends: EVERY, common: 0, found: 0},
  {name: 'no head known', ends: [], common: 63, found: 0},
])('$name: finds $found where $common are shared', async ({ends, common, found}) => {
  const result = await search({ends, common, differs: 100});
  expect(result.found).toBe(found);
  expect(result.asked).toBeLessThanOrEqual(8);
});
