import {SeededRandom} from '@holdfast/std/testing';
import {cutPower} from './power-cut.ts';
import {inFolder, record} from './work.ts';

/** Cuts a seed makes: a second or two. */
const STATES = 60;

// One of several processes that take seeds and answer with what came of them.
process.on('message', (seed: number) => void run(seed));
process.on('disconnect', () => process.exit());

async function run(seed: number): Promise<void> {
  const subject = seed % 4 === 3 ? 'journal' : 'ledger';
  try {
    const random = new SeededRandom(seed);
    const work = {subject, lanes: 1 + random.below(6), entries: 20 + random.below(60)} as const;
    const cuts = await inFolder(async directory =>
      cutPower(await record(directory, work, {blank: seed % 5 === 0}), {seed, states: STATES}),
    );
    process.send?.({seed, ...cuts});
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.send?.({seed, troubles: [{invariant: 'defect', at: subject, detail}]});
  }
}
