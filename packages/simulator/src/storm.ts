import type {SeededRandom} from '@holdfast/std/testing';

/** One way for things to go wrong. Each seed has some of them, and not the others. */
const MISFORTUNES = [
  'hubDies',
  'hubCutInWrite',
  'tillDies',
  'tillCutInWrite',
  'gatewayDies',
  'gatewayCutInWrite',
  'lanLosesFrames',
  'lanBlocked',
  'lanCut',
  'lineLosesRequests',
  'lineBlocked',
  'linePulled',
  'portal',
  'hubDiskFails',
  'tillDiskFails',
  'gatewayDiskFails',
  'diskFull',
  'diskSlow',
  'clockJumps',
  'hubRolledBack',
  'gatewayRestored',
  'hubRestarted',
  'linesOperated',
] as const;

/**
 * `hubDiskLies` is never drawn: no program outlives a disk that forgets what it has synced. It is
 * there to show that it would be seen.
 */
export type Misfortune = (typeof MISFORTUNES)[number] | 'hubDiskLies';

/** What happens once in a storm, and stays. Each seed has a few of these, and most have none. */
const UPHEAVALS = [
  'hubReplaced',
  'tillRolledBack',
  'tillReimaged',
  'keyRevoked',
  'tillJoins',
  'seasonPasses',
] as const;
const UPHEAVAL_PERCENT = 15;
export type Upheaval = (typeof UPHEAVALS)[number];
/** Of these no hub forgets anything. */
const HARMLESS: ReadonlySet<Upheaval> = new Set(['tillJoins']);

/** What the seed has drawn: a store, its day, and what may go wrong in it. */
export interface Storm {
  readonly tills: number;
  readonly lines: number;
  readonly salesATill: number;
  readonly thinkMs: number;
  readonly lanDelayMs: number;
  readonly lineDelayMs: number;
  readonly syncMs: number;
  readonly stormMs: number;
  /** Mean time between two misfortunes. */
  readonly everyMs: number;
  readonly misfortunes: readonly Misfortune[];
  readonly upheavals: readonly Upheaval[];
}

/**
 * Draws a storm. Few kinds of trouble at a time, and others in the next seed: all of them at once
 * hide one another.
 */
export function drawStorm(random: SeededRandom, upheavals: readonly Upheaval[]): Storm {
  const share = 15 + random.below(60);
  const drawn = MISFORTUNES.filter(() => random.chance(share));
  const stormMs = 10_000 + random.below(30_000);
  const salesATill = 4 + random.below(16);
  return {
    tills: 1 + random.below(4),
    lines: 1 + random.below(3),
    salesATill,
    thinkMs: Math.floor((stormMs / salesATill) * 0.9),
    lanDelayMs: [0.2, 1, 5][random.below(3)] ?? 1,
    lineDelayMs: 5 + random.below(100),
    syncMs: [0.5, 4, 15][random.below(3)] ?? 4,
    stormMs,
    everyMs: 400 + random.below(4_000),
    misfortunes: drawn.length > 0 ? drawn : ['hubDies', 'lineBlocked'],
    upheavals,
  };
}

/** Drawn apart, so that a seed without any has the storm that it always had. */
export function drawUpheavals(random: SeededRandom): readonly Upheaval[] {
  const drawn = UPHEAVALS.filter(() => random.chance(UPHEAVAL_PERCENT));
  // The disk of a till that was stolen proves nothing, and where one that was put back parts from
  // the store only a hub can say: then hubs must have kept all they had.
  const needsHub = drawn.find(one => one === 'keyRevoked' || one === 'tillRolledBack');
  return drawn.filter(one => !needsHub || one === needsHub || HARMLESS.has(one));
}

/** A day on which nothing goes wrong. */
export function calmDay(day: Partial<Storm> = {}): Storm {
  return {
    tills: 2,
    lines: 1,
    salesATill: 5,
    thinkMs: 500,
    lanDelayMs: 0.2,
    lineDelayMs: 10,
    syncMs: 4,
    stormMs: 5_000,
    everyMs: Number.POSITIVE_INFINITY,
    misfortunes: [],
    upheavals: [],
    ...day,
  };
}
