import type {Endured, Sample} from './endured.ts';

/** What must not be passed, whatever the number of transactions. */
export const BOUNDS = {
  /** On a machine with 2 GB the hub leaves half of it. */
  hubResidentMb: 800,
  gatewayResidentMb: 1_000,
  /** The last third of the days beside the third before it: what leaks grows. */
  residentGrowth: 1.25,
  /** A transaction of 1.8 kB, its index and its keys, on each disk. */
  hubBytesEach: 2_600,
  gatewayBytesEach: 1_200,
  tillBytesEach: 2_600,
  /** Beside what it takes empty: reserves that are kept for the day the disk is full. */
  emptyBytes: 96_000_000,
  logBytes: 48_000_000,
} as const;

/** Every bound that a run has passed, in words; none where all of it held. */
export function brokenBounds(run: Omit<Endured, 'caps'>): readonly string[] {
  const {offline, drain, proof, transactions, days} = run;
  const samples = [...offline, ...drain];
  const last = samples.at(-1);
  if (!last || offline.length !== days) return [`${offline.length} of ${days} days were sampled`];
  const broken: string[] = [];
  const atMost = (what: string, measured: number, bound: number) => {
    if (!(measured <= bound)) broken.push(`${what}: ${measured.toFixed(1)}, at most ${bound}`);
  };
  const most = (figure: (sample: Sample) => number) => Math.max(...samples.map(figure));
  atMost(
    'hub, resident MB',
    most(sample => sample.hub.residentMb),
    BOUNDS.hubResidentMb,
  );
  atMost(
    'gateway, resident MB',
    most(({gateway}) => gateway.residentMb),
    BOUNDS.gatewayResidentMb,
  );
  const grown = growth(offline.map(({hub}) => hub.residentMb));
  atMost('growth of the hub from day to day', grown, BOUNDS.residentGrowth);
  const files = new Set(offline.map(({hub}) => hub.files));
  if (files.size !== 1) broken.push(`open files of the hub: ${[...files].join(', ')}`);
  const sockets = offline.map(({hub}) => hub.sockets);
  atMost('sockets that the hub opened in a month', spread(sockets), run.tills);
  const each = (bytes: number) => Math.max(0, bytes - BOUNDS.emptyBytes) / transactions;
  atMost('bytes a transaction at the hub', each(last.hubBytes), BOUNDS.hubBytesEach);
  atMost('bytes a transaction at head office', each(last.gatewayBytes), BOUNDS.gatewayBytesEach);
  atMost('bytes a transaction at the tills', each(last.tillBytes), BOUNDS.tillBytesEach);
  atMost(
    'bytes of logs at the hub',
    most(sample => sample.logBytes),
    BOUNDS.logBytes,
  );
  const dark = offline.filter(sample => sample.state !== 'offline');
  if (dark.length > 0) broken.push(`on ${dark.length} days the hub did not say that it is offline`);
  if (last.unsent !== 0) broken.push(`${last.unsent} entries were never held`);
  const {journaled, recorded, held} = proof.counts;
  if (!proof.ok) broken.push(`the proof found ${proof.findings.length} things wrong`);
  if (journaled !== transactions || recorded !== transactions || held !== transactions) {
    broken.push(`${journaled} journaled, ${recorded} recorded, ${held} held of ${transactions}`);
  }
  return broken;
}

/** The median of the last third over that of the third before it; 1 for a run of a few days. */
function growth(figures: readonly number[]): number {
  const third = Math.floor(figures.length / 3);
  if (third < 2) return 1;
  const [before, after] = [figures.slice(third, -third), figures.slice(-third)];
  return median(after) / median(before);
}

function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function spread(figures: readonly number[]): number {
  return Math.max(...figures) - Math.min(...figures);
}
