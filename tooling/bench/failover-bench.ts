import {ForwardingHub} from './forwarding-hub.ts';
import type {ForwardingRun} from './forwarding-run.ts';
import {LineProcess} from './line-process.ts';
import {type Aim, aim, type Report, show} from './report.ts';
import {median, quantile} from './statistics.ts';
import {until} from './until.ts';

const BITS_PER_SECOND = 20_000_000;
const STEADY_MS = 1_000;
const AFTER_MS = 600;
/** More than the seconds of one cut take. */
const BACKLOG_ENTRIES = 40_000;
const SALE_EVERY_MS = 10;
const GAP_MS_WORST = 150;

interface Scene {
  readonly name: string;
  /** `backlog`: as much as the lines take. `fresh`: a sale every 10 ms. */
  readonly traffic: 'backlog' | 'fresh';
  /** Round trips in milliseconds; the first is the line that is cut. */
  readonly cutMs: number;
  readonly survivorMs: number;
  readonly survivorMetered: boolean;
}

const SCENES: readonly Scene[] = [
  {
    name: 'a backlog, both unmetered',
    traffic: 'backlog',
    cutMs: 20,
    survivorMs: 40,
    survivorMetered: false,
  },
  {
    name: 'fresh sales, the second metered',
    traffic: 'fresh',
    cutMs: 20,
    survivorMs: 60,
    survivorMetered: true,
  },
  {
    name: 'fresh sales, both unmetered',
    traffic: 'fresh',
    cutMs: 20,
    survivorMs: 20,
    survivorMetered: false,
  },
];

/** One cut, as head office saw it. */
interface Cut {
  /** Between two deliveries, before the cut. */
  readonly gapsBefore: readonly number[];
  /** Of those that end after it, the longest. */
  readonly longestMs: number;
}

/** One of two lines is blackholed, so many times: how long nothing arrives at head office. */
export async function failoverBench(cuts: number): Promise<Report> {
  const hub = await ForwardingHub.open();
  const lines = new LineProcess();
  try {
    const rows: string[][] = [];
    const aims: Aim[] = [];
    for (const scene of SCENES) {
      const seen: Cut[] = [];
      for (let tries = 0; seen.length < cuts; tries++) {
        if (tries === 2 * cuts) throw new Error(`${scene.name}: most cuts struck nothing`);
        const cut = await cutOnce({hub, lines}, scene);
        if (cut) seen.push(cut);
      }
      const longest = seen.map(({longestMs}) => longestMs);
      const p99 = quantile(
        seen.flatMap(({gapsBefore}) => gapsBefore),
        0.99,
      );
      const above = longest.filter(gap => gap > p99).length;
      rows.push([
        scene.name,
        `${scene.cutMs} → ${scene.survivorMs}`,
        show(p99, 0),
        show(median(longest), 0),
        show(Math.max(...longest), 0),
        `${above} of ${cuts}`,
      ]);
      aims.push(...aimsOf(scene, longest, above));
    }
    return {
      part: 'failover',
      title: `One of two lines of 20 Mbit/s goes dead without a word, ${cuts} times each`,
      tables: [{head: HEAD, rows}],
      aims,
      notes: [],
    };
  } finally {
    await lines.stop();
    await hub.close();
  }
}

const HEAD = [
  'traffic',
  'round trips, cut → survivor, ms',
  'gaps between deliveries before, p99 ms',
  'longest after, median ms',
  'longest after, worst ms',
  'cuts with a gap above that p99',
];

function aimsOf(scene: Scene, longest: readonly number[], above: number): readonly Aim[] {
  const {name, traffic, survivorMetered, survivorMs} = scene;
  if (traffic === 'fresh' && !survivorMetered) {
    return [
      aim(`${name}: cuts with a gap above p99 before`, {atMost: 0}, {measured: above, digits: 0}),
    ];
  }
  const gap = {unit: 'ms', digits: 0};
  const usual = {measured: median(longest), ...gap};
  const worst = {measured: Math.max(...longest), ...gap};
  return [
    aim(`${name}: longest gap, median`, {atMost: survivorMs + 50}, usual),
    aim(`${name}: longest gap, worst of ${longest.length}`, {atMost: GAP_MS_WORST}, worst),
  ];
}

/** `undefined` for a cut of a line that happened to carry nothing. */
async function cutOnce(
  {hub, lines}: {readonly hub: ForwardingHub; readonly lines: LineProcess},
  scene: Scene,
): Promise<Cut | undefined> {
  const line = (roundTripMs: number) =>
    lines.open(hub.gateway, {bitsPerSecond: BITS_PER_SECOND, oneWayMs: roundTripMs / 2});
  const [doomed, survivor] = [await line(scene.cutMs), await line(scene.survivorMs)];
  const ways = [
    {name: 'doomed', port: doomed.port, metered: false},
    {name: 'survivor', port: survivor.port, metered: scene.survivorMetered},
  ];
  if (scene.traffic === 'backlog') await hub.record(BACKLOG_ENTRIES - hub.unsent);
  const run = hub.forward(ways);
  const stopSelling = new AbortController();
  try {
    await until('both lines are known to be good', () => run.allHealthy);
    const sold = scene.traffic === 'fresh' ? sell(hub, stopSelling.signal) : Promise.resolve();
    await until('deliveries have begun', () => run.deliveries.length > 0);
    await sleep(STEADY_MS);
    const cutMs = performance.now();
    await doomed.cut();
    await sleep(AFTER_MS);
    if ((await doomed.swallowedBytes()) === 0) return undefined;
    if (scene.traffic === 'backlog' && hub.unsent === 0) throw new Error('the backlog ran out');
    stopSelling.abort();
    await sold;
    return gapsAround(run, cutMs);
  } finally {
    stopSelling.abort();
    await doomed.restore();
    await run.stop();
    await doomed.close();
    await survivor.close();
  }
}

/** The last gap ends with the watching, not with a delivery: it counts as long as it was seen. */
function gapsAround({deliveries}: ForwardingRun, cutMs: number): Cut {
  const times = [...deliveries.map(({atMs}) => atMs), cutMs + AFTER_MS];
  const gaps = times.slice(1).map((endMs, at) => ({endMs, lengthMs: endMs - (times[at] ?? endMs)}));
  const before = gaps.filter(({endMs}) => endMs < cutMs && endMs > cutMs - STEADY_MS);
  const after = gaps.filter(({endMs}) => endMs >= cutMs);
  return {
    gapsBefore: before.map(({lengthMs}) => lengthMs),
    longestMs: Math.max(...after.map(({lengthMs}) => lengthMs)),
  };
}

async function sell(hub: ForwardingHub, signal: AbortSignal): Promise<void> {
  const startMs = performance.now();
  for (let sale = 1; !signal.aborted; sale++) {
    await hub.record(1);
    await sleep(startMs + sale * SALE_EVERY_MS - performance.now());
  }
}

function sleep(durationMs: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, Math.max(0, durationMs)));
}
