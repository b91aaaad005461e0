import {type Digest, type Fault, silentLog} from '@holdfast/std';
import {SeededRandom, toySigningKey, toyVerifier, VirtualClock} from '@holdfast/std/testing';
import {drawGatewayIncarnation, hubIdOf} from '@holdfast/wire';
import type {UplinkSettings} from '../ports.ts';
import {FakeGatewayDoor, FakeWay, FakeWayMemories} from '../testing.ts';
import {type UplinkEvent, UplinkGroup, type WanTraffic} from '../uplink-group.ts';

export type Place = Omit<UplinkSettings, 'way'> & {
  readonly name: string;
  readonly metered?: boolean;
};

const stops: (() => Promise<void>)[] = [];

/** Ends every network that a test began; for `afterEach`. */
export async function endNetworks(): Promise<void> {
  for (const stop of stops.splice(0)) await stop();
}

/** A hub's uplinks to one head office, in a network that a test can cut. */
export class Network {
  readonly clock = new VirtualClock();
  readonly door: FakeGatewayDoor;
  readonly ways = new Map<string, FakeWay>();
  readonly memories = new FakeWayMemories();
  readonly events: UplinkEvent[] = [];
  readonly group: UplinkGroup;
  readonly #stop = new AbortController();

  constructor(digest: Digest, places: readonly Place[], {remembered = this.memories.saved} = {}) {
    const {clock} = this;
    const random = new SeededRandom(1);
    const gatewayKey = toySigningKey(digest, 'gateway');
    const hubKey = toySigningKey(digest, 'hub');
    const incarnation = drawGatewayIncarnation(random);
    this.door = new FakeGatewayDoor({clock, digest, gatewayKey}, incarnation);
    this.door.serve = () => ({status: 200, content: {taken: true}});
    this.memories.saved = remembered;
    const settings = places.map(({name, metered = false, ...wishes}, at) => {
      const place = {name, metered, priority: at + 1};
      const way = new FakeWay(place, {clock, door: this.door});
      this.ways.set(name, way);
      return {way, ...wishes};
    });
    this.group = new UplinkGroup(settings, {
      clock,
      random,
      digest,
      verifier: toyVerifier(digest),
      hubId: hubIdOf(digest, hubKey.publicKey),
      hubKey,
      gatewayPublicKey: gatewayKey.publicKey,
      memories: this.memories,
      log: silentLog,
    });
    this.group.events.subscribe(event => this.events.push(event));
  }

  async start(): Promise<this> {
    const ended = this.group.run(this.#stop.signal, () => {});
    stops.push(async () => {
      this.#stop.abort();
      await this.clock.advance(60_000);
      await ended;
    });
    await this.clock.advance(1_000);
    return this;
  }

  way(name: string): FakeWay {
    const way = this.ways.get(name);
    if (!way) throw new RangeError(name);
    return way;
  }

  /** One request, and how long it took in virtual time. */
  async send(traffic: WanTraffic, bytes = 500): Promise<{tookMs: number; content: unknown}> {
    const startMs = this.clock.monotonicMs();
    const request = this.group.protocol.segment(new Uint8Array(bytes));
    const content = await this.group.exchange(request, traffic, this.#stop.signal);
    return {tookMs: this.clock.monotonicMs() - startMs, content};
  }

  /** The fault of a request, or what it brought, after at most a minute. */
  async outcome(traffic: WanTraffic, bytes = 500): Promise<string> {
    const sent = this.send(traffic, bytes).then(
      () => 'taken',
      (error: Fault) => `${error.code} ${error.fields['reason'] ?? ''}`.trim(),
    );
    await this.clock.advance(60_000);
    return sent;
  }

  states(): string {
    return this.group
      .snapshots()
      .map(({name, state}) => `${name} ${state}`)
      .join(', ');
  }

  segments(name: string): number {
    return this.way(name).requests.filter(({path}) => path === '/v1/segments').length;
  }

  probes(name: string): number {
    return this.way(name).requests.length - this.segments(name);
  }
}
