import {expect, test} from 'vitest';
import {simulate} from './simulate.ts';
import {calmDay} from './storm.ts';

/** Measured on the design: 0.50 N where a round trip is shorter than a sync. */
const SHARE_MIN = 0.45;

test.each([4, 8, 32])(
  '%i tills that wait for their acks make commit groups of nearly half of them',
  {timeout: 60_000},
  async tills => {
    const storm = calmDay({tills, salesATill: 30, thinkMs: 0, syncMs: 20, lanDelayMs: 0.1});
    const {troubles, groups} = await simulate({seed: 1, storm, recordedInTurn: true});
    expect(troubles).toEqual([]);
    const mean = groups.entries / groups.groups;
    process.stdout.write(
      `${tills} tills: ${groups.entries} sales in ${groups.groups} groups, ` +
        `mean ${mean.toFixed(2)} = ${(mean / tills).toFixed(2)} N\n`,
    );
    expect(mean).toBeGreaterThanOrEqual(SHARE_MIN * tills);
  },
);
