import type {SignatureVerifier} from '@holdfast/std';
import {afterEach, beforeEach} from 'vitest';
import type {FleetStore} from '../fleet-store.ts';
import {TestGateway} from '../testing/test-gateway.ts';
import {TestHub, type TestTill, type TestTools} from '../testing/test-hub.ts';
import {testSale} from '../testing/test-sale.ts';

/** What the suite needs of a store, and of the platform it runs on. */
export interface FleetWorld extends TestTools {
  readonly verifier: SignatureVerifier;
  /** A new and empty store. The suite closes it. */
  open(): Promise<FleetStore>;
}

/** A head office with one hub of store 017 and its till W01, made anew for each test. */
export class Scene {
  readonly gateway: TestGateway;
  readonly hub: TestHub;
  readonly till: TestTill;
  readonly #world: FleetWorld;

  constructor(
    world: FleetWorld,
    parts: {readonly gateway: TestGateway; readonly hub: TestHub; readonly till: TestTill},
  ) {
    this.#world = world;
    this.gateway = parts.gateway;
    this.hub = parts.hub;
    this.till = parts.till;
  }

  /** Another hub, enrolled for the same store unless another is named. */
  async anotherHub(retailStoreId = '017'): Promise<TestHub> {
    const hub = await TestHub.open(this.#world, {retailStoreId, ledger: 2});
    await this.gateway.enrol(hub);
    return hub;
  }

  /** So many sales more of W01, each recorded. */
  async sell(count: number): Promise<void> {
    for (let sale = 0; sale < count; sale++) this.hub.record(await this.till.write(testSale()));
  }

  /** What the hub forwards: these positions, or all after `first`. */
  async forward(first: number, last?: number) {
    return this.gateway.fleet.accept(await this.hub.segment(first, last));
  }

  /** `hub/2`, `W01/3`: how far the answer says each journal is held. */
  async held(answer: {readonly heldStatements: readonly string[]}): Promise<string[]> {
    const statements = await this.gateway.statements(answer);
    return statements
      .map(({workstationId, sequenceNumber}) => `${workstationId}/${sequenceNumber}`)
      .sort();
  }

  /** The codes of every alarm, oldest first, each as often as it was raised. */
  async alarms(): Promise<string[]> {
    const alarms = await this.gateway.ports.store.alarms(100);
    return [...alarms]
      .reverse()
      .flatMap(({code, count}) => Array.from({length: count}, () => code));
  }
}

/** Before each test a new scene; after it everything is stopped and closed. */
export function useScene(world: FleetWorld): () => Scene {
  let scene: Scene | undefined;
  beforeEach(async () => {
    const store = await world.open();
    const gateway = new TestGateway({...world, gatewayKey: await world.newKey()}, store);
    const hub = await TestHub.open(world, {retailStoreId: '017', ledger: 1});
    await gateway.enrol(hub);
    scene = new Scene(world, {gateway, hub, till: await hub.admit('W01')});
  });
  afterEach(async () => {
    await scene?.gateway.stop();
    await scene?.gateway.ports.store.close();
    scene = undefined;
  });
  return () => {
    if (!scene) throw new Error('a scene is set before each test');
    return scene;
  };
}
