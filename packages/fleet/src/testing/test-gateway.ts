import {
  type Clock,
  type Digest,
  fromBase64Url,
  type Random,
  type SignatureVerifier,
  type SigningKey,
  silentLog,
} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import {verifyHeldStatement} from '@holdfast/trust';
import {type Compressor, decodeHeldStatement, type SignedHeldStatement} from '@holdfast/wire';
import {Enrolments} from '../enrolments.ts';
import {Fleet} from '../fleet.ts';
import type {FleetStore} from '../fleet-store.ts';
import type {FleetPorts} from '../ports.ts';
import {type StreamItem, Transactions} from '../transactions.ts';
import type {TestHub} from './test-hub.ts';

/** A running head office over any store, with what tests ask of it. */
export class TestGateway {
  readonly fleet: Fleet;
  readonly enrolments: Enrolments;
  readonly transactions: Transactions;
  readonly ports: FleetPorts;
  readonly clock: VirtualClock;
  readonly #stop = new AbortController();
  readonly #ended: Promise<unknown>;

  constructor(
    world: {
      readonly digest: Digest;
      readonly compressor: Compressor;
      readonly verifier: SignatureVerifier;
      readonly gatewayKey: SigningKey;
    },
    store: FleetStore,
  ) {
    const clock = new VirtualClock();
    const random: Random = new SeededRandom(1);
    this.clock = clock;
    this.ports = {
      ...world,
      compressors: [world.compressor],
      store,
      enrolmentSecret: new Uint8Array(32).fill(5),
      clock: clock satisfies Clock,
      random,
      log: silentLog,
    };
    this.fleet = new Fleet(this.ports);
    this.enrolments = new Enrolments({...this.ports, rosters: this.fleet.rosters});
    this.transactions = new Transactions(store, this.fleet.shelf);
    this.#ended = this.fleet.service
      .run(this.#stop.signal, () => {})
      .catch((error: unknown) => error);
  }

  /** Takes a hub in by a fresh code. */
  async enrol(hub: TestHub): Promise<void> {
    const {retailStoreId} = hub;
    const {code} = await this.enrolments.permit({retailStoreId, ttlMs: 60_000});
    await this.enrolments.enrol(await hub.enrolMessage(code));
  }

  /** The statements of an answer, each checked against the gateway's key. */
  async statements(answer: {
    readonly heldStatements: readonly string[];
  }): Promise<SignedHeldStatement[]> {
    const statements: SignedHeldStatement[] = [];
    for (const text of answer.heldStatements) {
      const statement = decodeHeldStatement(fromBase64Url(text) ?? new Uint8Array());
      const gatewayPublicKey = this.ports.gatewayKey.publicKey;
      if (!(await verifyHeldStatement(this.ports.verifier, {statement, gatewayPublicKey}))) {
        throw new Error('the gateway signs what it states');
      }
      statements.push(statement);
    }
    return statements;
  }

  /** Everything a reader would have been given by now. */
  async stream(pageLimit = 100): Promise<StreamItem[]> {
    const items: StreamItem[] = [];
    for (;;) {
      const after = items.at(-1)?.cursor ?? 0;
      const page = await this.transactions.after({after, limit: pageLimit});
      if (page.length === 0) return items;
      if (page.some(({cursor}) => cursor <= after))
        throw new Error('a page begins after its cursor');
      items.push(...page);
    }
  }

  /** Stops as the app does; answers what the service ended with, if it failed. */
  async stop(): Promise<unknown> {
    this.#stop.abort();
    return this.#ended;
  }
}

/** `W01/3` for each transaction of a stream, in its order. */
export function keysOf(items: readonly StreamItem[]): string[] {
  return items.flatMap(item =>
    item.kind === 'transaction'
      ? [`${item.transaction.held.workstationId}/${item.transaction.held.sequenceNumber}`]
      : [],
  );
}
