import {expect, test} from 'vitest';
import {describeFailure, describeSet} from './describe-run.ts';
import {RUN_SET_MIN, runSeeds} from './run-seeds.ts';
import {drawnStorm, type Simulated, simulate} from './simulate.ts';
import {calmDay, type Storm} from './storm.ts';

function* slice(): Generator<number> {
  for (let seed = 1; seed <= RUN_SET_MIN; seed += 1) yield seed;
}

test('through two hundred storms nothing is lost, and every rare path is taken', async () => {
  const set = await runSeeds({seeds: slice(), processes: 2});
  process.stdout.write(`${describeSet(set)}\n`);
  const failures = set.failed.map(failed => describeFailure(failed, 'this one'));
  expect(failures.join('\n\n')).toBe('');
  expect(set.never).toEqual([]);
  expect(set.hashes).toBe(RUN_SET_MIN);
});

// A hub that stood on the word of a head office which was put back kept what only the tills had;
// and a head office that was put back with its clock was not believed.
test.each([
  ['gatewayRestored', 'hubRolledBack'],
  ['gatewayRestored', 'clockJumps'],
] as const)(
  'what %s and %s take from hub and head office comes again from the tills',
  {
    timeout: 60_000,
  },
  async (...misfortunes) => {
    const day = {tills: 2, salesATill: 10, thinkMs: 900, stormMs: 12_000, everyMs: 1_500};
    let restored = 0;
    for (const seed of [2, 6, 9, 13, 27, 55]) {
      const simulated = await simulate({seed, storm: calmDay({...day, misfortunes})});
      expect(simulated.troubles, describeFailure(simulated, 'this one')).toEqual([]);
      restored += simulated.rare.gatewayRestored ?? 0;
    }
    expect(restored).toBeGreaterThan(0);
  },
);

// Each life of the hub met the difference in its old ledger, stopped, opened the same two ledgers
// again, and met it again.
test('a hub that lost what head office has opens one new ledger, and then serves', async () => {
  const storm = calmDay({
    tills: 2,
    salesATill: 10,
    thinkMs: 900,
    stormMs: 12_000,
    everyMs: 4_000,
    misfortunes: ['hubRolledBack'],
  });
  let diverged = 0;
  for (let seed = 1; seed <= 12; seed += 1) {
    const simulated = await simulate({seed, storm});
    expect(simulated.troubles, describeFailure(simulated, 'this one')).toEqual([]);
    expect(simulated.rare.ledgerDiverged ?? 0).toBeLessThan(10);
    diverged += simulated.rare.ledgerDiverged ?? 0;
  }
  expect(diverged).toBeGreaterThan(0);
});

// A hub found its tail lost, and died after it had begun the next ledger and before it began its
// index anew: the old index went on claiming what was lost, so nobody asked the till for it.
test('a hub that dies before its index is begun anew still knows what it lost', async () => {
  const simulated = await simulate({seed: 94_336_357, storm: plainStorm(94_336_357)});
  expect(simulated.troubles, describeFailure(simulated, 'this one')).toEqual([]);
  expect(simulated.rare.ledgerReopened ?? 0).toBeGreaterThan(0);
});

// Head office knew other histories of two of its ledgers: the second, of an older one, made it
// forget why it was to open a new one, and the hub ended.
test('a hub that hears of two differences opens a new ledger for the first, and goes on', async () => {
  const simulated = await simulate({seed: 94_337_049, storm: plainStorm(94_337_049)});
  expect(simulated.troubles, describeFailure(simulated, 'this one')).toEqual([]);
  expect(simulated.rare.ledgerDiverged ?? 0).toBeGreaterThan(0);
});

// Head office was put back to a day before it knew the hub that had taken over, and turned it away
// until that started again.
test('a hub that took over makes itself known to a head office that forgot it', async () => {
  const simulated = await replacedIn(34);
  expect(simulated.rare.gatewayRestored ?? 0).toBeGreaterThan(0);
});

// A hub that nobody talked to any more had nothing to send, and so nobody told it.
test('a hub that was left hears from the tills that another took over', async () => {
  const simulated = await replacedIn(6);
  expect(simulated.rare.fencedByEpoch ?? 0).toBeGreaterThan(0);
});

// Its hub showed it first what head office held of it, beyond its end: it stayed blocked for ever.
test('a till that was put back behind what head office holds goes on, and sells nothing twice', async () => {
  const storm = {...drawnStorm(18), upheavals: ['tillRolledBack'] as const};
  const simulated = await simulate({seed: 18, storm});
  expect(simulated.troubles, describeFailure(simulated, 'this one')).toEqual([]);
  expect(simulated.rare.madeAgain ?? 0).toBeGreaterThan(0);
});

/** As it was before there were upheavals. */
function plainStorm(seed: number): Storm {
  return {...drawnStorm(seed), upheavals: []};
}

async function replacedIn(seed: number): Promise<Simulated> {
  const drawn = drawnStorm(seed);
  const misfortunes = [...new Set([...drawn.misfortunes, 'gatewayRestored' as const])];
  const storm = {...drawn, misfortunes, upheavals: ['hubReplaced'] as const};
  const simulated = await simulate({seed, storm});
  expect(simulated.troubles, describeFailure(simulated, 'this one')).toEqual([]);
  expect(simulated.rare.hubReplaced ?? 0).toBeGreaterThan(0);
  return simulated;
}
