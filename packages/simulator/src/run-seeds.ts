import {type ChildProcess, fork} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {type RareCounts, type RarePath, RarePaths, rarePathNames} from './rare-paths.ts';
import type {Simulated} from './simulate.ts';

const PROGRAM = fileURLToPath(new URL('./seed-program.ts', import.meta.url));
/** A seed that takes so long has lost itself. */
const SEED_MS_MAX = 180_000;
/** Sets smaller than this prove nothing about rare paths. */
export const RUN_SET_MIN = 200;

/** What came of a set of seeds. */
export interface RunSet {
  readonly seeds: number;
  readonly failed: readonly Simulated[];
  /** In how many seeds each path was taken. */
  readonly rare: RareCounts;
  /** Paths that no seed took, where the set is large enough to expect them. */
  readonly never: readonly RarePath[];
  readonly hashes: number;
  readonly sales: number;
  readonly virtualMs: number;
}

/** Runs seeds in so many processes, one seed at a time each, until there is none left. */
export async function runSeeds(options: {
  readonly seeds: Iterator<number>;
  readonly processes: number;
  readonly onResult?: (simulated: Simulated) => void;
}): Promise<RunSet> {
  const {seeds, processes, onResult} = options;
  const tally = new Tally();
  const work = async () => {
    let child = start();
    for (let next = seeds.next(); !next.done; next = seeds.next()) {
      const simulated = await runSeed(child, next.value);
      tally.add(simulated);
      onResult?.(simulated);
      if (!child.connected) child = start();
    }
    if (child.connected) child.disconnect();
  };
  await Promise.all(Array.from({length: processes}, work));
  return tally.result();
}

function start(): ChildProcess {
  return fork(PROGRAM, {
    execArgv: ['--no-warnings'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

async function runSeed(child: ChildProcess, seed: number): Promise<Simulated> {
  const done = new AbortController();
  const over = AbortSignal.any([AbortSignal.timeout(SEED_MS_MAX), done.signal]);
  child.send(seed);
  try {
    const [answer]: Simulated[] = await Promise.race([
      once(child, 'message', {signal: over}),
      once(child, 'exit', {signal: over}).then(([code]) => [lostSeed(seed, `exit code ${code}`)]),
    ]);
    return answer ?? lostSeed(seed, 'no answer');
  } catch {
    child.kill('SIGKILL');
    return lostSeed(seed, `nothing after ${SEED_MS_MAX} ms`);
  } finally {
    done.abort(); // lets go of the child's events
  }
}

function lostSeed(seed: number, detail: string): Simulated {
  return {
    seed,
    hash: `lost ${seed}`,
    troubles: [{invariant: 'defect', at: 'the simulating process', detail}],
    rare: {},
    sales: 0,
    virtualMs: 0,
    events: 0,
    last: [],
    groups: {groups: 0, entries: 0},
  };
}

class Tally {
  readonly #failed: Simulated[] = [];
  readonly #rare = new RarePaths();
  readonly #hashes = new Set<string>();
  #seeds = 0;
  #sales = 0;
  #virtualMs = 0;

  add(simulated: Simulated): void {
    this.#seeds += 1;
    this.#sales += simulated.sales;
    this.#virtualMs += simulated.virtualMs;
    this.#hashes.add(simulated.hash);
    if (simulated.troubles.length > 0) this.#failed.push(simulated);
    for (const path of rarePathNames()) {
      if (simulated.rare[path]) this.#rare.reached(path);
    }
  }

  result(): RunSet {
    const rare = this.#rare.counts();
    const expected = this.#seeds >= RUN_SET_MIN;
    return {
      seeds: this.#seeds,
      failed: this.#failed,
      rare,
      never: expected ? rarePathNames().filter(path => !rare[path]) : [],
      hashes: this.#hashes.size,
      sales: this.#sales,
      virtualMs: this.#virtualMs,
    };
  }
}
