import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {readMutants} from './mutant.ts';
import {tryMutants} from './try-mutants.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));
/** A change elsewhere gives every seed another story: the named one comes first, these after it. */
const SEED_MAX = 30;

test('planted bugs are caught, and the code as it is shows nothing', async () => {
  const mutants = readMutants(folder).filter(({inSlice}) => inSlice);
  const {controls, trials} = await tryMutants({root, mutants, seedMax: SEED_MAX, processes: 2});
  for (const {mutant, hunt} of trials) {
    const {seed, invariant} = hunt.caught ?? {seed: 'no', invariant: 'nothing'};
    process.stdout.write(`mutant ${mutant.name}: ${mutant.runner}, seed ${seed}, ${invariant}\n`);
  }
  expect(mutants.length).toBeGreaterThanOrEqual(4);
  expect(controls.flatMap(({troubles}) => troubles)).toEqual([]);
  expect(trials.filter(({hunt}) => !hunt.caught).map(({mutant}) => mutant.name)).toEqual([]);
});
