import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {HubNode} from './hub-node.ts';
import {proveWorld} from './prove-world.ts';
import type {RareCounts} from './rare-paths.ts';
import type {Nudge} from './scheduler.ts';
import {drawStorm, drawUpheavals, type Storm} from './storm.ts';
import type {Trouble} from './trouble.ts';
import {Weather} from './weather.ts';
import {World} from './world.ts';

/** Memory, where there is any: how long a sync takes is the scheduler's word, not a disk's. */
const MEMORY = '/dev/shm';
const SETUP_MS = 60_000;
/** After the storm everything must be at head office within this (I15). */
const CALM_MS = 10 * 60_000;
/** So long a hub may not know that head office was put back: until its next probe. */
const NEWS_MS = 10_000;
const LAST_EVENTS = 60;
/** The first seeds have no upheavals: they are quick, and planted bugs are named by them. */
const PLAIN_SEED_MAX = 40;
/** A run in which so much was found goes no further: a broken hub may die and start for hours. */
const TROUBLES_MAX = 8;

export interface SimulateOptions {
  readonly seed: number;
  /** By default what the seed draws. */
  readonly storm?: Storm;
  /** Lets one event happen later: a proof that the history notices. */
  readonly nudge?: Nudge;
  /** A till's next sale only when the hub has recorded the one before. */
  readonly recordedInTurn?: boolean;
}

/** What came of one seed. */
export interface Simulated {
  readonly seed: number;
  readonly hash: string;
  readonly troubles: readonly Trouble[];
  readonly rare: RareCounts;
  readonly sales: number;
  readonly virtualMs: number;
  readonly events: number;
  /** The end of the history in words. */
  readonly last: readonly string[];
  /** Of all lives of the hub: commit groups with sales, and the sales in them. */
  readonly groups: {readonly groups: number; readonly entries: number};
}

/**
 * One store, one head office, one storm, all drawn from the seed. First safety: anything may break,
 * and what is watched must hold. Then liveness: the storm ends, and everything must arrive within a
 * bound. In the end another reader looks at the files.
 */
export async function simulate(options: SimulateOptions): Promise<Simulated> {
  const {seed, nudge, storm = drawnStorm(seed)} = options;
  const root = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'holdfast-'));
  const world = new World({seed, storm, root, ...(nudge ? {nudge} : {})});
  try {
    await liveThrough(world, options);
    const {history, rare, scheduler, tills} = world;
    return {
      seed,
      hash: history.digest(),
      troubles: world.troubles,
      rare: rare.counts(),
      sales: tills.reduce((sum, {sales}) => sum + sales.length, 0),
      virtualMs: scheduler.nowMs,
      events: history.events,
      last: history.last(LAST_EVENTS),
      groups: world.groups,
    };
  } finally {
    await world.end();
    rmSync(root, {recursive: true, force: true});
  }
}

/** The storm of a seed. */
export function drawnStorm(seed: number): Storm {
  const upheavals = seed <= PLAIN_SEED_MAX ? [] : drawUpheavals(World.chanceOf(seed, 'upheavals'));
  return drawStorm(World.chanceOf(seed, 'storm'), upheavals);
}

async function liveThrough(world: World, {recordedInTurn = false}: SimulateOptions): Promise<void> {
  const {scheduler, storm, tills} = world;
  let opened = false;
  const opening = openStore(world).then(() => {
    opened = true;
  });
  if (!(await scheduler.runUntil(() => opened, SETUP_MS))) {
    world.found({invariant: 'bound', at: 'store', detail: 'the store never opened'});
    return;
  }
  await opening;
  let blowing = true;
  void new Weather(world).blow().then(() => {
    blowing = false;
  });
  const {salesATill: count, thinkMs} = storm;
  for (const till of tills) till.sell({count, thinkMs, recordedInTurn});
  const lost = () => world.troubles.length >= TROUBLES_MAX;
  await scheduler.runUntil(() => !blowing || lost(), storm.stormMs + SETUP_MS);
  const {gateway, hubs} = world;
  const isUp = ({machine, serving}: HubNode) => machine.off || serving !== undefined;
  const up = () => gateway.ready && hubs.every(isUp) && tills.every(till => till.terminal);
  await scheduler.runUntil(() => up() || lost(), CALM_MS);
  await scheduler.runUntil(lost, NEWS_MS);
  const isDone = (hub: HubNode) =>
    hub.machine.off || (hub.done && hub.isFenced === (hub !== world.hub));
  const arrived = () =>
    up() && hubs.every(isDone) && tills.every(till => till.done && till.follows(world.hub));
  const calm = await scheduler.runUntil(() => arrived() || lost(), CALM_MS);
  if (lost()) return;
  if (!calm) world.found({invariant: 'bound', at: 'store', detail: whatIsMissing(world)});
  await world.end();
  proveWorld(world);
}

/** What people do on the first day: head office, the hub's enrolment, the tills' pairing. */
async function openStore(world: World): Promise<void> {
  const {gateway, hub, tills, scheduler, retailStoreId} = world;
  const until = async (done: () => boolean) => {
    while (!done()) await scheduler.sleep(10);
  };
  gateway.machine.start();
  await until(() => gateway.ready);
  await gateway.enrol(hub.identity, retailStoreId);
  hub.machine.start();
  await until(() => hub.serving !== undefined);
  for (const till of tills) {
    till.machine.start();
    await until(() => till.terminal !== undefined);
    await till.pair(await hub.openPairing());
  }
  await until(() => tills.every(({terminal}) => terminal?.status.kind === 'online'));
}

function whatIsMissing({tills, hubs}: World): string {
  const each = tills.map(({name, terminal, sales}) => {
    const {journaled = 0, recorded = 0, held = 0} = terminal?.progress ?? {};
    const printed = sales.filter(({receipt}) => receipt).length;
    const state = terminal ? JSON.stringify(terminal.status) : 'not running';
    return `${name}: ${printed}/${sales.length} sold, ${journaled}/${recorded}/${held} ${state}`;
  });
  const ofHubs = hubs.map(({machine, serving, isFenced}) => {
    const progress = serving?.forwarder.progress() ?? (machine.off ? 'off' : 'not serving');
    return `${machine.name}: ${isFenced ? 'fenced ' : ''}${JSON.stringify(progress)}`;
  });
  return [...each, ...ofHubs].join('; ');
}
