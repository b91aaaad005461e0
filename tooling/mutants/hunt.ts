import {type ChildProcess, fork} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {type Catch, catchOf, type SeedResult, seedResultSchema} from './finding.ts';
import type {Mutant} from './mutant.ts';

/** A program takes a seed as a message and answers with what came of it. */
const PROGRAMS = {
  simulator: 'packages/simulator/src/seed-program.ts',
  'crash-lab': 'tooling/crash-lab/power-cut-program.ts',
  lab: 'tooling/lab/scene-program.ts',
} as const satisfies Record<Mutant['runner'], string>;

/** A seed that takes so long has lost itself, and will never come to its bound. */
const SEED_MS_MAX = {simulator: 60_000, 'crash-lab': 60_000, lab: 300_000} as const;
/** Scenes of the lab have one machine's networks to play in. */
const LAB_PROCESSES = 1;

/** What became of one hunt. */
export interface Hunt {
  readonly caught: Catch | undefined;
  readonly seedsTried: number;
  /** What was found instead, where nothing expected was. */
  readonly others: readonly string[];
  /** Why nothing can be tried on this machine; then there were no seeds. */
  readonly missing?: string;
}

/**
 * Runs seeds on the code in `tree` until one shows what is expected, in so many processes. With
 * nothing expected, every trouble counts: that is the control.
 */
export async function hunt(options: {
  readonly tree: string;
  readonly runner: Mutant['runner'];
  readonly seeds: readonly number[];
  readonly finds: readonly string[];
  readonly processes: number;
}): Promise<Hunt> {
  const {tree, runner, finds, processes} = options;
  const seeds = [...options.seeds];
  const others: string[] = [];
  let caught: Catch | undefined;
  const children = new Set<ChildProcess>();
  let seedsTried = 0;
  let missing: string | undefined;
  const work = async () => {
    let child: ChildProcess | undefined;
    for (
      let seed = seeds.shift();
      seed !== undefined && !caught && !missing;
      seed = seeds.shift()
    ) {
      if (!child?.connected) {
        child = start(join(tree, PROGRAMS[runner]));
        children.add(child);
      }
      const result = await runSeed(child, {seed, limitMs: SEED_MS_MAX[runner]});
      if (caught) return;
      missing = result.missing;
      if (missing !== undefined) break;
      seedsTried += 1;
      caught = catchOf(result, finds);
      if (!caught) others.push(...result.troubles.map(trouble => said(seed, trouble)));
    }
    // Nobody waits for what the others are at.
    if (caught) for (const other of children) other.kill('SIGKILL');
    else child?.kill('SIGKILL');
  };
  const length = runner === 'lab' ? LAB_PROCESSES : processes;
  await Promise.all(Array.from({length}, work));
  return {caught, seedsTried, others, ...(missing === undefined ? {} : {missing})};
}

function said(seed: number, {invariant, at, detail}: SeedResult['troubles'][number]): string {
  return `seed ${seed}: ${invariant} at ${at}: ${detail.split('\n')[0]}`;
}

function start(program: string): ChildProcess {
  return fork(program, {
    execArgv: ['--no-warnings'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

async function runSeed(
  child: ChildProcess,
  {seed, limitMs}: {readonly seed: number; readonly limitMs: number},
): Promise<SeedResult> {
  const done = new AbortController();
  const over = AbortSignal.any([AbortSignal.timeout(limitMs), done.signal]);
  child.send(seed);
  try {
    const [answer] = await Promise.race([
      once(child, 'message', {signal: over}),
      once(child, 'exit', {signal: over}).then(([code]) => [lost(seed, `exit code ${code}`)]),
    ]);
    return seedResultSchema.parse(answer);
  } catch {
    child.kill('SIGKILL');
    await once(child, 'exit');
    return lost(seed, `nothing after ${limitMs} ms`, 'bound');
  } finally {
    done.abort();
  }
}

function lost(seed: number, detail: string, invariant = 'defect'): SeedResult {
  return {seed, troubles: [{invariant, at: 'the running process', detail}]};
}
