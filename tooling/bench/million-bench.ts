import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {LocalStore} from '@holdfast/cli/store';
import type {Ledgers} from '@holdfast/ledger';
import {accepted} from '@holdfast/ledger/testing';
import * as z from 'zod';
import {dayOf, fillLedger, newLane, openHubLedgers} from './big-ledger.ts';
import {closedLoop, type LoopResult, type Pace} from './closed-loop.ts';
import {pairedLanes} from './hub-load.ts';
import {aim, type Report, show} from './report.ts';
import {median, quantile} from './statistics.ts';
import {until} from './until.ts';
import {realisticSales} from './work-load.ts';

const SMALL_ENTRIES = 10_000;
const TILLS = 32;
/** As many as a large shop sells on a day. */
const ENTRIES_A_DAY = 10_000;
const ROUNDS = 5;
const PACE: Pace = {warmUpMs: 300, forMs: 1_000};
const QUESTIONS = 200;
const LOAD_ENTRIES_EACH = 300;

/** What a hub is like with so many entries behind it, beside one with ten thousand. */
export async function millionBench(entries: number): Promise<Report> {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const store = new LocalStore({directory, storeId: '017', loopbackMulticast: false});
  const hub = store.directories.hub;
  try {
    await enrolledAndStopped(store);
    const [small, large] = [
      await openHubLedgers(join(directory, 'small')),
      await openHubLedgers(hub),
    ];
    const fillMs = await filled({small, large, entries});
    const commits = await commitsSideBySide({small, large});
    const totalsMs = await dayTotalsMs(large, Math.floor(entries / ENTRIES_A_DAY / 2));
    await small.close();
    await large.close();
    const openings = [];
    while (openings.length < ROUNDS) openings.push(await openAndKill(hub));
    const memory = await memoryOf(store);
    const ackMs = median(openings.map(opening => opening.ackMs));
    const count = entries.toLocaleString('en-GB');
    const ofRounds = (figure: (round: Commits) => number) => median(commits.map(figure));
    const ratio = ofRounds(round => round.large.p50Ms / round.small.p50Ms);
    const row = [
      count,
      show(ofRounds(round => round.small.p50Ms)),
      show(ofRounds(round => round.large.p50Ms)),
      show(totalsMs),
      show(median(openings.map(({openMs}) => openMs)), 0),
      show(ackMs, 0),
      show(memory.idleMb, 0),
      show(memory.busyMb, 0),
    ];
    return {
      part: 'million',
      title: `A hub with ${count} entries behind it`,
      tables: [{head: HEAD, rows: [row]}],
      aims: [
        aim(`commit p50 ÷ that at ${SMALL_ENTRIES}`, {atMost: 1.1}, {measured: ratio}),
        aim('memory of the hub', {atMost: 110}, {measured: memory.busyMb, unit: 'MB', digits: 0}),
        aim('open to first durable ack', {atMost: 100}, {measured: ackMs, unit: 'ms', digits: 0}),
        aim('day totals by till', {atMost: 1}, {measured: totalsMs, unit: 'ms'}),
      ],
      notes: [`Filling it took ${show(fillMs / 1000, 0)} s, index and all.`],
    };
  } finally {
    await store.stop();
    rmSync(directory, {recursive: true});
  }
}

const HEAD = [
  'entries',
  'commit p50 ms at 10,000',
  'commit p50 ms',
  'day totals ms',
  'open ms',
  'open to first durable ack ms',
  'hub MB, at rest',
  'hub MB, 32 tills selling',
];

interface Commits {
  readonly small: LoopResult;
  readonly large: LoopResult;
}

/** A hub that head office knows and cannot be reached by. */
async function enrolledAndStopped(store: LocalStore): Promise<void> {
  await store.startGateway();
  await store.startHub();
  await until(
    'head office knows the hub',
    async () => (await store.hubStatus())?.ledger.unsent === 0,
  );
  store.internet.cut('fibre');
  store.internet.cut('lte');
  await store.hub.stop();
}

async function filled(ledgers: {
  readonly small: Ledgers;
  readonly large: Ledgers;
  readonly entries: number;
}): Promise<number> {
  const {small, large, entries} = ledgers;
  const startMs = performance.now();
  const days = Math.ceil(entries / ENTRIES_A_DAY);
  await fillLedger(small, {entries: SMALL_ENTRIES, tills: TILLS, days: 1});
  await fillLedger(large, {entries, tills: TILLS, days});
  return performance.now() - startMs;
}

/** Both in turn within each round, so that both have the same weather. */
async function commitsSideBySide(ledgers: {
  readonly small: Ledgers;
  readonly large: Ledgers;
}): Promise<readonly Commits[]> {
  const bodies = realisticSales(1_000);
  const commits = (opened: Ledgers, mark: string) => {
    const lanes = Array.from({length: TILLS}, (_, at) => newLane(`${mark}${at}`));
    let sold = 0;
    const steps = lanes.map(lane => async () => {
      const body = bodies[sold++ % bodies.length];
      await opened.current.append(accepted(lane.next(body ? {body} : {})));
    });
    return closedLoop(steps, PACE);
  };
  const rounds: Commits[] = [];
  while (rounds.length < ROUNDS) {
    const mark = `C${rounds.length}-`;
    const small = await commits(ledgers.small, mark);
    rounds.push({small, large: await commits(ledgers.large, mark)});
  }
  return rounds;
}

async function dayTotalsMs({index}: Ledgers, day: number): Promise<number> {
  const times: number[] = [];
  while (times.length < QUESTIONS) {
    const startMs = performance.now();
    const totals = await index.dayTotals({businessDayDate: dayOf(day)});
    times.push(performance.now() - startMs);
    if (totals.length !== TILLS) throw new Error(`${totals.length} tills sold on that day`);
  }
  return quantile(times, 0.5);
}

/** Where a hub that has run before keeps its compiled sources. */
const COMPILED = fileURLToPath(
  new URL('../../node_modules/.cache/holdfast-compiled', import.meta.url),
);

const openingSchema = z.object({openMs: z.number(), ackMs: z.number()});

/** Opened by a process of its own, which is then killed: the next one finds what a crash leaves. */
async function openAndKill(hub: string): Promise<z.output<typeof openingSchema>> {
  const program = fileURLToPath(new URL('./open-program.ts', import.meta.url));
  const env = {...process.env, NODE_COMPILE_CACHE: COMPILED};
  const child = spawn(process.execPath, [program, hub], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface({input: child.stdout})) {
    child.kill('SIGKILL');
    await ended;
    return openingSchema.parse(JSON.parse(line));
  }
  throw new Error('the ledgers did not open');
}

/** Of a real hub on this ledger: a while after it started, and while tills sell. */
async function memoryOf(
  store: LocalStore,
): Promise<{readonly idleMb: number; readonly busyMb: number}> {
  await store.restartHub();
  const lanes = await pairedLanes(store, TILLS);
  const idleMb = residentMb(store.hub.pid);
  for (const [at, lane] of lanes.entries()) {
    await lane.load(realisticSales(LOAD_ENTRIES_EACH, {seed: at}));
  }
  let busyMb = 0;
  const watch = setInterval(() => {
    busyMb = Math.max(busyMb, residentMb(store.hub.pid));
  }, 100);
  await Promise.all(lanes.map(lane => lane.recordAll(1)));
  clearInterval(watch);
  for (const lane of lanes) lane.close();
  return {idleMb, busyMb};
}

function residentMb(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024) / 1e6;
}
