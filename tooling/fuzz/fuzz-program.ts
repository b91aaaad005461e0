import {type ChildProcess, fork} from 'node:child_process';
import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import * as z from 'zod';
import {type Crash, type Fuzzed, fuzz} from './fuzz.ts';
import {TARGETS} from './targets.ts';

const USAGE = `usage: npm run fuzz [-- --minutes M] [--from N] [--processes P] [--json FILE]
       npm run fuzz -- --target NAME --case N`;
const EX_USAGE = 64;
const BATCH = 2_000;
/** A batch takes a second or two. */
const BATCH_MS_MAX = 120_000;
const HEAP_MB_MAX = 256;
const PROGRAM = fileURLToPath(new URL('./batch-program.ts', import.meta.url));

const fuzzedSchema = z.object({
  cases: z.int(),
  values: z.int(),
  crashes: z.array(
    z.object({target: z.string(), case: z.int(), error: z.string(), bytes: z.string()}),
  ),
});

const {values} = parseArgs({
  options: {
    minutes: {type: 'string', default: '1'},
    from: {type: 'string'},
    processes: {type: 'string', default: String(availableParallelism())},
    json: {type: 'string'},
    target: {type: 'string'},
    case: {type: 'string'},
  },
});
const [minutes, processes] = [Number(values.minutes), Number(values.processes)];
// Other cases each day; `--from 1` tells yesterday's story again.
const first = values.from === undefined ? Math.floor(Date.now() / 1000) : Number(values.from);
const one = TARGETS.find(({name}) => name === values.target);
if (!(minutes > 0 && processes >= 1 && Number.isSafeInteger(first)) || (values.target && !one)) {
  process.stderr.write(`${USAGE}\n  decoders: ${TARGETS.map(({name}) => name).join(', ')}\n`);
  process.exit(EX_USAGE);
}

const startMs = performance.now();
const tally = new Map<string, {cases: number; values: number}>();
const crashes: Crash[] = [];
if (one && values.case !== undefined) {
  const at = Number(values.case);
  note(one.name, await fuzz(one, {from: at, to: at}));
} else {
  await fuzzOn();
}
const seconds = (performance.now() - startMs) / 1000;
for (const [name, {cases, values: understood}] of tally) {
  say(`${name.padEnd(18)} ${String(cases).padStart(9)} cases, ${understood} understood`);
}
for (const {target, case: at, error, bytes} of crashes) {
  say(`✗ ${target}, case ${at}: ${error}`);
  say(`  again: npm run fuzz -- --target ${target} --case ${at}   bytes: ${bytes.slice(0, 200)}`);
}
const total = [...tally.values()].reduce((sum, {cases}) => sum + cases, 0);
say(`${total} cases on ${tally.size} decoders in ${seconds.toFixed(0)} s, ${crashes.length} bugs`);
if (values.json !== undefined) {
  const targets = Object.fromEntries(tally);
  writeFileSync(values.json, JSON.stringify({targets, cases: total, seconds, crashes}));
}
process.exitCode = crashes.length > 0 || total === 0 ? 1 : 0;

async function fuzzOn(): Promise<void> {
  let next = 0;
  const work = async () => {
    let child: ChildProcess | undefined;
    while (performance.now() - startMs < minutes * 60_000) {
      const target = TARGETS[next % TARGETS.length]?.name ?? '';
      const from = first + Math.floor(next / TARGETS.length) * BATCH;
      next += 1;
      if (!child?.connected) child = start();
      note(target, await runBatch(child, {target, from, to: from + BATCH - 1}));
    }
    child?.kill('SIGKILL');
  };
  await Promise.all(Array.from({length: processes}, work));
}

function start(): ChildProcess {
  return fork(PROGRAM, {
    execArgv: ['--no-warnings', `--max-old-space-size=${HEAP_MB_MAX}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/** A process that dies or says nothing has found a case that takes too much memory or time. */
async function runBatch(
  child: ChildProcess,
  order: {readonly target: string; readonly from: number; readonly to: number},
): Promise<Fuzzed> {
  const done = new AbortController();
  const signal = AbortSignal.any([AbortSignal.timeout(BATCH_MS_MAX), done.signal]);
  child.send(order);
  try {
    const [answer] = await Promise.race([
      once(child, 'message', {signal}),
      once(child, 'exit', {signal}).then(([code, by]) => [lost(order, `died: ${code ?? by}`)]),
    ]);
    return fuzzedSchema.parse(answer);
  } catch {
    child.kill('SIGKILL');
    await once(child, 'exit');
    return lost(order, `nothing after ${BATCH_MS_MAX} ms`);
  } finally {
    done.abort();
  }
}

function lost({target, from, to}: {target: string; from: number; to: number}, why: string): Fuzzed {
  const error = `cases ${from} to ${to}: the process ${why}`;
  return {cases: 0, values: 0, crashes: [{target, case: from, error, bytes: ''}]};
}

function note(target: string, {cases, values: understood, crashes: found}: Fuzzed): void {
  const known = tally.get(target) ?? {cases: 0, values: 0};
  tally.set(target, {cases: known.cases + cases, values: known.values + understood});
  crashes.push(...found);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
