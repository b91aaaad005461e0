import {join} from 'node:path';
import {LabStore} from './lab-store.ts';
import type {LabWorld} from './lab-world.ts';
import type {Met, Outcome} from './outcome.ts';
import {type Phase, Seller} from './seller.ts';
import {soon} from './soon.ts';

/** A fault that is on. */
export interface Strike {
  /** Ends it, and says what it met. */
  end(): Promise<readonly Met[]>;
}

/** A store with people selling in it. */
export interface Scene {
  readonly store: LabStore;
  readonly sellers: readonly Seller[];
  /** Puts something worth telling on the scenario's line. */
  readonly tell: (note: string) => void;
}

export interface Scenario {
  readonly fault: string;
  readonly tills: number;
  strike(scene: Scene): Promise<Strike>;
  /** What must be so while the fault lasts. */
  meanwhile?(scene: Scene): Promise<void>;
  /** What must be so once it is over. */
  afterwards?(scene: Scene): Promise<void>;
  /** The hub is dead: what tills sell alone counts once its next life has recorded it. */
  readonly alone?: boolean;
}

const ACKED_MIN = 10;

/**
 * Plays a fault in a new store in which every till sells without a pause: before, during and after.
 * Then the shop closes, and the prover reads its disks. Ends everything it started, also when it
 * fails.
 */
export async function playScenario(world: LabWorld, scenario: Scenario): Promise<Outcome> {
  const {fault, alone = false} = scenario;
  const startMs = performance.now();
  const store = await LabStore.open(world, scenario);
  const soldFile = join(store.folder, 'sold.ndjson');
  const sellers = store.tills.map(till => new Seller(till, soldFile));
  const notes: string[] = [];
  const scene: Scene = {store, sellers, tell: note => notes.push(note)};
  const acked = {before: 0, during: 0, after: 0};
  let strike: Strike | undefined;
  try {
    for (const seller of sellers) seller.start();
    await soon('both uplinks carry', async () => {
      const {fibre, dsl} = await store.uplinkHealth();
      return fibre === 'healthy' && dsl === 'healthy';
    });
    acked.before = await ackedAtEach('before', sellers);

    strike = await scenario.strike(scene);
    enter('during', sellers);
    await scenario.meanwhile?.(scene);
    if (!alone) acked.during = await ackedSomewhere('during', sellers);
    const met = await strike.end();
    strike = undefined;

    enter('after', sellers);
    acked.after = await ackedAtEach('after', sellers);
    await scenario.afterwards?.(scene);
    await Promise.all(sellers.map(seller => seller.stop()));
    await soon('head office holds everything', () => store.isDrained());
    if (alone) acked.during = await recordedIn('during', sellers);
    const unclean = await store.close();
    const verdict = await store.prove(soldFile);
    return {
      fault,
      met,
      acked,
      seconds: (performance.now() - startMs) / 1000,
      notes,
      unclean,
      verdict,
      injected: 0,
    };
  } finally {
    await strike?.end().catch(() => {});
    for (const seller of sellers) seller.abandon();
    await store.close();
  }
}

function enter(phase: Phase, sellers: readonly Seller[]): void {
  for (const seller of sellers) seller.phase = phase;
}

async function recordedIn(phase: Phase, sellers: readonly Seller[]): Promise<number> {
  let sum = 0;
  for (const seller of sellers) sum += await seller.recorded(phase);
  return sum;
}

async function ackedAtEach(phase: Phase, sellers: readonly Seller[]): Promise<number> {
  for (const seller of sellers) {
    const {workstationId} = seller.till;
    const enough = async () => (await seller.recorded(phase)) >= ACKED_MIN;
    await soon(`${workstationId}: ${ACKED_MIN} sales ${phase} the fault are recorded`, enough);
  }
  return recordedIn(phase, sellers);
}

/** One till may be the one that is dead. */
async function ackedSomewhere(phase: Phase, sellers: readonly Seller[]): Promise<number> {
  const alive = sellers.filter(({till}) => till.program.runs);
  await soon(`sales ${phase} the fault are recorded`, async () => {
    return (await recordedIn(phase, alive)) >= ACKED_MIN * alive.length;
  });
  return recordedIn(phase, alive);
}
