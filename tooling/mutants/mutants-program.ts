import {writeFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {readMutants} from './mutant.ts';
import {type Trial, tryMutants} from './try-mutants.ts';

const USAGE =
  'usage: npm run mutants [-- NAME… | --slice] [--seeds N] [--processes P] [--json FILE]';
const EX_USAGE = 64;
const SEEDS_MAX = 200;

const folder = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));
const {values, positionals} = parseArgs({
  options: {
    seeds: {type: 'string', default: String(SEEDS_MAX)},
    processes: {type: 'string', default: String(availableParallelism())},
    slice: {type: 'boolean', default: false},
    json: {type: 'string'},
  },
  allowPositionals: true,
});
const known = readMutants(folder);
const unknown = positionals.filter(name => !known.some(mutant => mutant.name === name));
const [seedMax, processes] = [Number(values.seeds), Number(values.processes)];
if (unknown.length > 0 || !(seedMax >= 0) || !(processes >= 1)) {
  process.stderr.write(`${USAGE}\n`);
  for (const {name, breaks} of known) process.stderr.write(`  ${name}: ${breaks}\n`);
  process.exit(EX_USAGE);
}
const mutants = known.filter(({name, inSlice}) =>
  positionals.length > 0 ? positionals.includes(name) : inSlice || !values.slice,
);

const {controls, trials} = await tryMutants({
  ...{root, mutants, seedMax, processes},
  onControl: ({runner, seeds, troubles, seconds}) => {
    const verdict = troubles.length === 0 ? '✓ finds nothing' : '✗ finds something by itself';
    say(`${verdict}: control of ${runner}, ${seeds} seeds, ${seconds.toFixed(1)} s`);
    for (const trouble of troubles) say(`  ${trouble}`);
  },
  onTrial: trial => say(describeTrial(trial)),
});
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({controls, trials}));
const skipped = trials.filter(({hunt}) => hunt.missing !== undefined);
const alive = trials.filter(({hunt}) => !hunt.caught && hunt.missing === undefined);
const spoiled = controls.filter(({troubles}) => troubles.length > 0);
const caught = trials.length - alive.length - skipped.length;
say(
  `${trials.length} mutants, ${caught} caught, ${alive.length} survived, ${skipped.length} skipped`,
);
process.exitCode = alive.length + spoiled.length > 0 || trials.length === 0 ? 1 : 0;

function describeTrial({mutant, hunt, refused, seconds}: Trial): string {
  const {name, runner} = mutant;
  const {caught, seedsTried, others} = hunt;
  if (refused !== undefined) return `✗ ${name}: the patch no longer applies\n${refused}`;
  if (hunt.missing !== undefined) return `– ${name}: skipped: ${hunt.missing}`;
  const took = `${seedsTried} ${seedsTried === 1 ? 'seed' : 'seeds'}, ${seconds.toFixed(1)} s`;
  if (!caught) {
    const said = others.slice(0, 3).map(other => `\n  only ${other}`);
    return `✗ ${name}: survived ${runner}, ${took}${said.join('')}`;
  }
  const {seed, invariant, detail} = caught;
  return `✓ ${name}: ${runner}, seed ${seed}, ${invariant} (${took})\n  ${detail}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
