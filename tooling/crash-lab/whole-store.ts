import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {ReplayDriver} from '@holdfast/cli/replay-driver';
import {LocalStore, type LocalTill} from '@holdfast/cli/store';
import {type Proof, proveStore} from '@holdfast/prover';

const SETTLE_MS = 4_000;
const DRAIN_MS = 120_000;
const STARTS_MAX = 5;
/** Milliseconds between two sales of a till. */
const PACE_MS = 20;

/** A whole store for the lab: gateway, hub and tills, each a process that may be killed. */
export class WholeStore {
  readonly local: LocalStore;
  readonly directory: string;
  readonly #soldFile: string;
  #sold = 0;

  private constructor(directory: string) {
    this.directory = directory;
    this.#soldFile = join(directory, 'sold.ndjson');
    // With doors that stay where they are: a till finds its hub again without multicast.
    const options = {directory, storeId: '017', loopbackMulticast: false, browserTills: true};
    this.local = new LocalStore(options);
  }

  static async open(directory: string, {tills}: {readonly tills: number}): Promise<WholeStore> {
    const store = new WholeStore(directory);
    await store.local.startGateway();
    await store.local.startHub();
    for (let at = 1; at <= tills; at += 1) await store.local.addTill(`W0${at}`);
    await store.sell(3);
    await store.settled();
    return store;
  }

  get sold(): number {
    return this.#sold;
  }

  get hubDied(): boolean {
    return !this.local.hub.running;
  }

  /** So many sales at each till, each asked for again until its till has given a receipt. */
  async sell(each: number): Promise<void> {
    const first = this.#sold;
    const driver = new ReplayDriver({
      lanes: this.local.tills.map(till => this.#laneOf(till, {first, each})),
      soldFile: this.#soldFile,
      speed: 1,
    });
    this.#sold += each * this.local.tills.length;
    await driver.run(AbortSignal.timeout(DRAIN_MS));
    if (driver.refusals.length > 0) throw new Error(`a till refused: ${driver.refusals[0]}`);
  }

  #laneOf(till: LocalTill, {first, each}: {readonly first: number; readonly each: number}) {
    const {workstationId} = till;
    const sales = Array.from({length: each}, (_, at) => ({
      submissionId: `${workstationId}-${first + at}`,
      atMs: at * PACE_MS,
      body: saleBody(first + at),
    }));
    return {workstationId, sales, url: () => till.url};
  }

  /** Until the hub has recorded all that was sold, or is dead, or takes too long for it. */
  async settled(): Promise<void> {
    const endMs = performance.now() + SETTLE_MS;
    while (!this.hubDied && performance.now() < endMs) {
      const views = await this.local.tillViews();
      if (views.every(view => view !== undefined && view.recorded === view.journaled)) return;
      await new Promise(resolve => setTimeout(resolve, 25));
    }
  }

  /** How many entries tills were told are recorded. */
  async promised(): Promise<number> {
    const views = await this.local.tillViews();
    return views.reduce((sum, view) => sum + (view?.recorded ?? 0), 0);
  }

  /** Starts whatever is dead, under nothing, as its supervisor would; more than once if it must. */
  async startAll(): Promise<void> {
    this.local.hub.under = [];
    if (!this.local.gateway.running) await this.local.restartGateway();
    for (let tries = 1; this.hubDied; tries += 1) {
      try {
        await this.local.restartHub();
      } catch (error) {
        if (tries === STARTS_MAX) throw error;
      }
    }
    for (const till of this.local.tills)
      if (!till.child.running) await this.local.restartTill(till);
  }

  /** The end of a program's log: where it says why it ended. */
  logOf(name: string): string {
    const log = readFileSync(join(this.directory, 'log', `${name}.log`), 'utf8');
    return log.trim().split('\n').slice(-3).join(' ');
  }

  /** Everything started, drained, stopped; then what the prover says of the disks. */
  async prove(): Promise<Proof> {
    await this.startAll();
    if (!(await this.local.drained(DRAIN_MS))) throw new Error('it never drained');
    const unclean = await this.local.stop();
    if (unclean.length > 0) throw new Error(`did not end by themselves: ${unclean.join(', ')}`);
    return proveStore({...this.local.directories, sold: this.#soldFile});
  }

  async stop(): Promise<void> {
    await this.local.stop();
  }
}

function saleBody(number: number): string {
  return JSON.stringify({
    kind: 'RetailTransaction',
    businessDayDate: '2026-11-23',
    beginDateTime: '2026-11-23T10:00:00Z',
    endDateTime: '2026-11-23T10:00:30Z',
    operatorId: 'ana',
    transactionType: 'sale',
    currencyCode: 'EUR',
    lineItems: [
      {
        kind: 'Sale',
        lineNumber: 1,
        itemId: `A${number}`,
        itemType: 'stock',
        description: 'Candle',
        quantity: '1',
        regularSalesUnitPrice: '1.00',
        extendedAmountMinor: 100,
      },
      {kind: 'Tender', lineNumber: 2, tenderType: 'cash', amountMinor: 100},
    ],
    total: {transactionGrandAmountMinor: 100, transactionTaxAmountMinor: 0},
  });
}
