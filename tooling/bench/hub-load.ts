import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {LocalStore} from '@holdfast/cli/store';
import type {Bytes} from '@holdfast/std';
import {BenchLane, OutOfEntries} from './bench-lane.ts';
import {closedLoop, type LoopResult, type Pace} from './closed-loop.ts';

const WARM_UP_ENTRIES = 50;
/** Signed ahead of what the last round would have needed. */
const MARGIN = 1.5;

/**
 * A hub in a process of its own, and so many paired tills that each have one transaction in flight.
 * Head office is away: forwarding is another figure.
 */
export class HubLoad {
  readonly #directory: string;
  readonly #store: LocalStore;
  readonly #lanes: readonly BenchLane[];
  readonly #bodies: readonly Bytes[];
  #perSecond = 0;
  #signed = 0;

  private constructor(parts: {
    readonly directory: string;
    readonly store: LocalStore;
    readonly lanes: readonly BenchLane[];
    readonly bodies: readonly Bytes[];
  }) {
    this.#directory = parts.directory;
    this.#store = parts.store;
    this.#lanes = parts.lanes;
    this.#bodies = parts.bodies;
  }

  static async open(tills: number, bodies: readonly Bytes[]): Promise<HubLoad> {
    const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
    const store = new LocalStore({directory, storeId: '017', loopbackMulticast: false});
    await store.startGateway();
    await store.startHub();
    store.internet.cut('fibre');
    store.internet.cut('lte');
    const lanes = await pairedLanes(store, tills);
    const load = new HubLoad({directory, store, lanes, bodies});
    await load.#warmUp();
    return load;
  }

  /** Once more with more entries where the hub was faster than it was expected to be. */
  async round(pace: Pace): Promise<LoopResult> {
    for (;;) {
      const seconds = (pace.warmUpMs + pace.forMs) / 1000;
      await this.#sign((this.#perSecond * seconds * MARGIN) / this.#lanes.length);
      try {
        const result = await closedLoop(
          this.#lanes.map(lane => () => lane.record()),
          pace,
        );
        this.#perSecond = Math.max(this.#perSecond, result.perSecond);
        return result;
      } catch (error) {
        if (!(error instanceof OutOfEntries)) throw error;
        this.#perSecond *= 2;
      }
    }
  }

  async close(): Promise<void> {
    for (const lane of this.#lanes) lane.close();
    await this.#store.stop();
    rmSync(this.#directory, {recursive: true});
  }

  async #warmUp(): Promise<void> {
    await this.#sign(WARM_UP_ENTRIES);
    const startMs = performance.now();
    await Promise.all(this.#lanes.map(lane => lane.recordAll(1)));
    const seconds = (performance.now() - startMs) / 1000;
    this.#perSecond = (2 * WARM_UP_ENTRIES * this.#lanes.length) / seconds;
  }

  async #sign(entriesALane: number): Promise<void> {
    for (const lane of this.#lanes) {
      const missing = Math.max(0, Math.ceil(entriesALane) - lane.left);
      const bodies = Array.from(
        {length: missing},
        (_, at) => this.#bodies[(this.#signed + at) % this.#bodies.length] ?? new Uint8Array(),
      );
      this.#signed += missing;
      await lane.load(bodies);
    }
  }
}

export async function pairedLanes(store: LocalStore, tills: number): Promise<BenchLane[]> {
  const lanes: BenchLane[] = [];
  for (let till = 1; till <= tills; till++)
    lanes.push(await BenchLane.open({link: await store.pairingLink(), workstationId: `W${till}`}));
  return lanes;
}
