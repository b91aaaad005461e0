import {Fault} from '@holdfast/std';
import {ledgerIdSchema} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {damageOf, distrustOf} from './ledger-follow.ts';

const idOf = (letter: string) => ledgerIdSchema.parse(`${letter.repeat(32)}.${letter.repeat(16)}`);
const current = {ledgerId: idOf('B')};

test('the ledger that is written now is followed by another when head office differs', () => {
  const difference = {reason: 'headsDiffer', lastCommonPosition: 7, sinkPosition: 9} as const;
  expect(distrustOf({...difference, ...current}, current)).toEqual({
    ...current,
    position: 8,
    because: 'diverged',
  });
});

test('a ledger that was followed already is left alone, however often it is found to differ', () => {
  const difference = {reason: 'sinkAhead', lastCommonPosition: 2, sinkPosition: 4} as const;
  expect(distrustOf({...difference, ledgerId: idOf('A')}, current)).toBeUndefined();
});

test('damage is followed where the fault says which ledger, and from where', () => {
  const place = {ledgerId: current.ledgerId, position: 3};
  expect(damageOf(new Fault('database/corrupt', place))).toEqual({...place, because: 'damaged'});
  expect(damageOf(new Fault('database/corrupt', {path: 'x'}))).toBeUndefined();
  expect(damageOf(new Fault('database/failed', place))).toBeUndefined();
});
