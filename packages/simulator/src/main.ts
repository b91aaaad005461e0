import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {parseArgs} from 'node:util';
import {describeFailure, describeSet} from './describe-run.ts';
import {runSeeds} from './run-seeds.ts';

const USAGE = `usage: npm run sim -- [--seed N | --from A --to B | --minutes M] [--processes P] [--json FILE]`;
const EX_USAGE = 64;
const BAR = 24;
const DEFAULT_SEEDS = 200;
const SEED_MAX = 2 ** 32;

const {values} = parseArgs({
  options: {
    seed: {type: 'string'},
    from: {type: 'string'},
    to: {type: 'string'},
    minutes: {type: 'string'},
    processes: {type: 'string'},
    json: {type: 'string'},
  },
});
const number = (text: string | undefined, otherwise: number) =>
  text === undefined ? otherwise : Number(text);
const minutes = number(values.minutes, 0);
const from = number(values.seed ?? values.from, minutes > 0 ? Date.now() % SEED_MAX : 1);
const to = values.seed === undefined ? number(values.to, from + DEFAULT_SEEDS - 1) : from;
const processes = Math.min(number(values.processes, availableParallelism()), to - from + 1);
if ([minutes, from, to, processes].some(Number.isNaN) || to < from || processes < 1) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(EX_USAGE);
}

const startMs = performance.now();
const commit = commitOf();
let done = 0;
let failed = 0;
const {isTTY} = process.stderr;

const set = await runSeeds({
  seeds: seedsFrom(),
  processes,
  onResult: simulated => {
    done += 1;
    if (simulated.troubles.length > 0) {
      failed += 1;
      process.stdout.write(`${isTTY ? '\r\x1b[K' : ''}${describeFailure(simulated, commit)}\n`);
    }
    showProgress();
  },
});
process.stderr.write('\n');
process.stdout.write(`${describeSet(set)}\n`);
if (values.json !== undefined) {
  const seconds = (performance.now() - startMs) / 1000;
  const failedSeeds = set.failed.map(({seed, troubles: [first]}) => ({seed, ...first}));
  writeFileSync(values.json, JSON.stringify({...set, failed: failedSeeds, from, seconds}));
}
process.exitCode = set.failed.length > 0 || set.never.length > 0 ? 1 : 0;

function* seedsFrom(): Generator<number> {
  if (minutes === 0) for (let seed = from; seed <= to; seed += 1) yield seed;
  else
    for (let seed = from; performance.now() - startMs < minutes * 60_000; seed += 1)
      yield seed % SEED_MAX;
}

function showProgress(): void {
  const seconds = (performance.now() - startMs) / 1000;
  const share = minutes > 0 ? seconds / (minutes * 60) : done / (to - from + 1);
  const full = Math.round(Math.min(1, share) * BAR);
  const bar = '█'.repeat(full) + '░'.repeat(BAR - full);
  const line = `${bar} ${done} seeds, ${(done / seconds).toFixed(1)} a second, ${failed} failed`;
  if (isTTY) process.stderr.write(`\r\x1b[K${line}`);
  else if (done % 50 === 0) process.stderr.write(`${line}\n`);
}

function commitOf(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {encoding: 'utf8'}).trim();
  } catch {
    return 'unknown';
  }
}
