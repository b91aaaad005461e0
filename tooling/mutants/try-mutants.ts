import {type Hunt, hunt} from './hunt.ts';
import {type Mutant, RUNNERS} from './mutant.ts';
import {ScratchTree} from './scratch-tree.ts';

/** What became of one mutant. */
export interface Trial {
  readonly mutant: Mutant;
  readonly hunt: Hunt;
  /** Why the patch could not be tried. */
  readonly refused: string | undefined;
  readonly seconds: number;
}

/** A run of the same seeds on the code as it is: whatever it finds makes the trials worthless. */
export interface Control {
  readonly runner: Mutant['runner'];
  readonly seeds: number;
  readonly troubles: readonly string[];
  readonly seconds: number;
}

export interface TryOptions {
  readonly root: string;
  readonly mutants: readonly Mutant[];
  /** After the seed it names, a mutant is hunted with seeds from 1 up to this. */
  readonly seedMax: number;
  readonly processes: number;
  readonly onControl?: (control: Control) => void;
  readonly onTrial?: (trial: Trial) => void;
}

/**
 * Plants each mutant in a copy of the code, one after the other, and hunts it. First the control:
 * the seeds that the mutants name, on the unpatched copy.
 */
export async function tryMutants(
  options: TryOptions,
): Promise<{readonly controls: readonly Control[]; readonly trials: readonly Trial[]}> {
  const {root, mutants, onControl, onTrial} = options;
  const tree = ScratchTree.copyOf(root);
  const controls: Control[] = [];
  const trials: Trial[] = [];
  try {
    for (const runner of RUNNERS) {
      const named = mutants.filter(mutant => mutant.runner === runner);
      if (named.length === 0) continue;
      const control = await runControl(tree, runner, {...options, mutants: named});
      controls.push(control);
      onControl?.(control);
    }
    for (const mutant of mutants) {
      const trial = await tryMutant(tree, mutant, options);
      trials.push(trial);
      onTrial?.(trial);
    }
    return {controls, trials};
  } finally {
    tree.dispose();
  }
}

async function runControl(
  tree: ScratchTree,
  runner: Mutant['runner'],
  {mutants, processes}: TryOptions,
): Promise<Control> {
  const startMs = performance.now();
  const seeds = [...new Set(mutants.map(({seed}) => seed))];
  const {others} = await hunt({tree: tree.directory, runner, seeds, finds: [], processes});
  return {runner, seeds: seeds.length, troubles: others, seconds: secondsSince(startMs)};
}

async function tryMutant(
  tree: ScratchTree,
  mutant: Mutant,
  {seedMax, processes}: TryOptions,
): Promise<Trial> {
  const startMs = performance.now();
  const nothing: Hunt = {caught: undefined, seedsTried: 0, others: []};
  try {
    await tree.apply(mutant.file);
  } catch (error) {
    const refused = error instanceof Error ? error.message : String(error);
    return {mutant, hunt: nothing, refused, seconds: secondsSince(startMs)};
  }
  const {runner, seed, finds} = mutant;
  const seeds = [...new Set([seed, ...Array.from({length: seedMax}, (_, at) => at + 1)])];
  const hunted = await hunt({tree: tree.directory, runner, seeds, finds, processes});
  await tree.revert(mutant.file);
  return {mutant, hunt: hunted, refused: undefined, seconds: secondsSince(startMs)};
}

function secondsSince(startMs: number): number {
  return (performance.now() - startMs) / 1000;
}
