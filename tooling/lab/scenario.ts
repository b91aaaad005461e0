import {join} from 'node:path';
import {LabStore, type LabStoreOptions} from './lab-store.ts';
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
  strike(scene: Scene): Promise<Strike>;
  /** What must be so while the fault lasts. */
  meanwhile?(scene: Scene): Promise<void>;
  /** What must be so once it is over. */
  afterwards?(scene: Scene): Promise<void>;
  /** The hub is dead: what tills sell alone counts once its next life has recorded it. */
  readonly alone?: boolean;
}

const ACKED_MIN = 10;

/** What a fault came to while its store was open. */
type Played = Omit<Outcome, 'unclean' | 'verdict'>;

/**
 * A store in which people sell without a pause while one fault after the other strikes: before it,
 * during and after. Ends everything it started when the world is mended, also when it fails.
 */
export class LabDay {
  readonly store: LabStore;
  readonly #soldFile: string;
  readonly #played: Played[] = [];

  private constructor(store: LabStore) {
    this.store = store;
    this.#soldFile = join(store.folder, 'sold.ndjson');
  }

  static async open(world: LabWorld, options: LabStoreOptions): Promise<LabDay> {
    return new LabDay(await LabStore.open(world, options));
  }

  /** Resolves once the fault is over and head office holds everything. */
  async play(scenario: Scenario): Promise<void> {
    const {fault, alone = false} = scenario;
    const startMs = performance.now();
    const {store} = this;
    const place = {soldFile: this.#soldFile, shift: this.#played.length + 1};
    const sellers = store.tills.map(till => new Seller(till, place));
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
      const seconds = (performance.now() - startMs) / 1000;
      this.#played.push({fault, met, acked, seconds, notes, injected: 0});
    } finally {
      await strike?.end().catch(() => {});
      for (const seller of sellers) seller.abandon();
    }
  }

  /** Closes the shop and has its disks proved: what every fault of the day came to. */
  async close(): Promise<readonly Outcome[]> {
    const unclean = await this.store.close();
    const verdict = await this.store.prove(this.#soldFile);
    return this.#played.map(played => ({...played, unclean, verdict}));
  }
}

/** A day with one fault, in a new store. */
export async function playScenario(
  world: LabWorld,
  {tills, ...scenario}: Scenario & {readonly tills: number},
): Promise<readonly Outcome[]> {
  const day = await LabDay.open(world, {tills});
  try {
    await day.play(scenario);
    return await day.close();
  } finally {
    await day.store.close();
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
