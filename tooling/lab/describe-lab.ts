import {afterAll, afterEach, beforeAll, beforeEach, describe, expect} from 'vitest';
import {type LabWorld, makeLabWorld} from './lab-world.ts';
import {type Outcome, outcomeLine, shortcomings} from './outcome.ts';
import {storeNetworkMissing} from './store-network.ts';

/**
 * Tests in one world of the lab, made before the first and gone after the last. Where it cannot be
 * made they are skipped and say why, or fail where nothing may be missing.
 */
export async function describeLab(
  title: string,
  options: {readonly tills: number; readonly missing?: string | undefined},
  tests: (world: () => LabWorld) => void,
): Promise<void> {
  const missing = options.missing ?? (await storeNetworkMissing());
  const skipped = missing !== undefined && process.env['HOLDFAST_REQUIRE'] !== 'all';
  describe.skipIf(skipped)(`${title}${skipped ? ` (skipped: ${missing})` : ''}`, () => {
    let world: LabWorld | undefined;
    beforeAll(async () => {
      if (missing === undefined) world = await makeLabWorld(options);
    });
    beforeEach(() => {
      if (missing !== undefined) throw new Error(`HOLDFAST_REQUIRE=all, and the lab ${missing}`);
    });
    afterEach(() => world?.mend());
    afterAll(() => world?.remove());
    tests(() => {
      if (!world) throw new Error('the world is there once tests run');
      return world;
    });
  });
}

/** Prints a line a scenario, and fails where one proves nothing or proves something broken. */
export function conclude(outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) console.log(outcomeLine(outcome));
  expect(outcomes.length).toBeGreaterThan(0);
  expect(outcomes.flatMap(shortcomings)).toEqual([]);
}
