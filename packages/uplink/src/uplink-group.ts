import {assert, type Clock, Fault, type Log, type Random, type Service, Topic} from '@holdfast/std';
import type {GatewayIncarnation, ProbeAnswer} from '@holdfast/wire';
import {backlogWays, type Course, freshCourse, isOverBudget, questionCourse} from './choose.ts';
import {GatewayProtocol, type GatewayProtocolPorts} from './gateway-protocol.ts';
import type {UplinkHealth} from './health.ts';
import {hedge} from './hedge.ts';
import {UPLINK_LIMITS} from './limits.ts';
import type {UplinkSettings, WanRequest, WayMemories} from './ports.ts';
import {Prober} from './prober.ts';
import type {UplinkSnapshot} from './snapshot.ts';
import {Uplink} from './uplink.ts';

export interface UplinkGroupPorts extends GatewayProtocolPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly memories: WayMemories;
  readonly log: Log;
}

export type UplinkEvent =
  | {
      readonly kind: 'stateChanged';
      readonly uplink: string;
      readonly was: UplinkHealth['state'];
      readonly state: UplinkHealth['state'];
    }
  /**
   * Head office sees the way come from another address: a router may have fallen back to mobile
   * data.
   */
  | {readonly kind: 'sourceChanged'; readonly uplink: string; readonly sourceAddress: string};

/**
 * fresh: this minute's sales, over every healthy unmetered way at once. backlog: bulk, striped over
 * ways by what they carry. question: small, over the best way, and over another when that is late.
 */
export type WanTraffic = 'fresh' | 'backlog' | 'question';

/**
 * All ways out to one gateway. Sends over the right ones, sends again over another when an answer
 * is late, and believes only what the gateway signed. As a service it probes every way and keeps
 * count of bytes.
 */
export class UplinkGroup implements Service {
  readonly name = 'uplinks';
  readonly events = new Topic<UplinkEvent>();
  /**
   * Published when a way has become healthy, and when the gateway shows another incarnation than
   * before.
   */
  readonly revived = new Topic<{readonly gatewayIncarnation: GatewayIncarnation}>();
  readonly protocol: GatewayProtocol;
  readonly #ports: UplinkGroupPorts;
  readonly #uplinks: readonly Uplink[];
  readonly #prober: Prober;
  readonly #slotFreed = new Topic<void>();
  readonly #returned = new Topic<Uplink>();
  #incarnation: GatewayIncarnation | undefined;
  #healthySeen = new Set<Uplink>();

  constructor(settings: readonly UplinkSettings[], ports: UplinkGroupPorts) {
    const {clock, log} = ports;
    this.#ports = ports;
    this.protocol = new GatewayProtocol(ports);
    const {protocol} = this;
    this.#uplinks = settings.map(
      each =>
        new Uplink(each, {
          clock,
          protocol,
          log,
          stateChanged: (uplink, was) => this.#stateChanged(uplink, was),
        }),
    );
    const names = new Set(this.#uplinks.map(({name}) => name));
    assert(names.size === settings.length, 'every uplink has a name of its own');
    this.#prober = new Prober(this.#uplinks, {
      ...ports,
      protocol,
      answered: (uplink, answer) => this.#probeAnswered(uplink, answer),
    });
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {clock, memories} = this.#ports;
    const known = await memories.read();
    for (const uplink of this.#uplinks) {
      const memory = known.find(({name}) => name === uplink.name);
      if (memory) uplink.recall(memory);
    }
    ready();
    const remembering = async () => {
      while (!signal.aborted) {
        await clock.sleep(UPLINK_LIMITS.memoryEveryMs, signal);
        await this.#remember();
      }
    };
    try {
      await Promise.all([this.#prober.run(signal), remembering()]);
    } finally {
      await Promise.all(this.#uplinks.map(uplink => uplink.close()));
    }
  }

  /**
   * Sends one request and answers with the JSON that the gateway signed for it. Throws
   * `gateway/unreachable` when no way brings an answer, `uplink/over-budget` for a backlog that
   * only a metered way without budget could carry, and `gateway/refused`, `gateway/busy` or
   * `wire/malformed` in the gateway's own words.
   */
  async exchange(request: WanRequest, traffic: WanTraffic, signal: AbortSignal): Promise<unknown> {
    const bytes = request.body.length;
    let course = this.#course(traffic, bytes);
    while (course === 'full') {
      await this.#nextSlot(signal);
      if (signal.aborted) throw new Fault('gateway/unreachable', {reason: 'aborted'});
      course = this.#course(traffic, bytes);
    }
    const {exchangeCapMs, slowestBytesPerMs} = UPLINK_LIMITS;
    const capMs = exchangeCapMs + bytes / slowestBytesPerMs;
    try {
      return await hedge(course, {
        attempt: (uplink, onLate) => {
          const late = () => {
            onLate();
            this.#prober.reconsider();
          };
          return uplink.exchange(request, {capMs, signal, onLate: late}).finally(() => {
            this.#slotFreed.publish();
          });
        },
        isFinal: ({code, fields}) =>
          code === 'gateway/busy' ||
          code === 'wire/malformed' ||
          (code === 'gateway/refused' && fields['signed'] === true),
        returned: offer =>
          this.#returned.subscribe(uplink => {
            const ways = traffic === 'backlog' ? backlogWays(this.#uplinks, bytes) : this.#uplinks;
            if (ways.includes(uplink)) offer(uplink);
          }),
      });
    } catch (error) {
      throw error instanceof Fault && error.code === 'gateway/untrusted'
        ? new Fault('gateway/unreachable', {...error.fields, reason: 'untrusted'}, {cause: error})
        : error;
    }
  }

  /**
   * How many bytes a segment of a backlog should have now, so that no way is busy with it for long.
   */
  get backlogBytes(): number {
    const {backlogSegmentMs, backlogSegmentMsMax, backlogUnequalMax} = UPLINK_LIMITS;
    const {backlogSegmentBytesMin, backlogSegmentBytesGood} = UPLINK_LIMITS;
    const ways = backlogWays(this.#uplinks, 0);
    const speeds = ways.map(({throughput}) => throughput.bytesPerMs);
    const fastest = Math.max(0, ...speeds);
    const fair = speeds.filter(speed => speed * backlogUnequalMax >= fastest);
    const mean = fair.reduce((sum, speed) => sum + speed, 0) / Math.max(1, fair.length);
    const most = mean * backlogSegmentMsMax;
    if (ways.some(({metered}) => metered)) return Math.max(backlogSegmentBytesMin, most);
    const quick = mean * backlogSegmentMs;
    return Math.max(backlogSegmentBytesMin, quick, Math.min(most, backlogSegmentBytesGood));
  }

  snapshots(): readonly UplinkSnapshot[] {
    return this.#uplinks.map(uplink => uplink.snapshot());
  }

  /**
   * A person's choice: this way first, metered or not. Without a name, none is. Resolves once the
   * wish is kept, as those below do; it counts from the call on.
   */
  async prefer(name: string | undefined): Promise<void> {
    if (name !== undefined) this.#find(name);
    for (const uplink of this.#uplinks) uplink.preferred = uplink.name === name;
    this.#prober.reconsider();
    await this.#remember();
  }

  /** Uses this way for nothing, not even probes, until it is resumed, also after a restart. */
  async pause(name: string): Promise<void> {
    this.#find(name).paused = true;
    this.#prober.reconsider();
    await this.#remember();
  }

  async resume(name: string): Promise<void> {
    this.#find(name).resume();
    this.#prober.reconsider();
    await this.#remember();
  }

  /** Probes one way, or all that are not paused, now; resolves when each has answered or failed. */
  async probeNow(name: string | undefined, signal: AbortSignal): Promise<void> {
    const asked =
      name === undefined ? this.#uplinks.filter(({paused}) => !paused) : [this.#find(name)];
    await Promise.all(asked.map(uplink => this.#prober.probeNow(uplink, signal)));
  }

  /** The address this way comes from now is the usual one from now on. */
  acceptSource(name: string): void {
    this.#find(name).acceptSource();
  }

  #find(name: string): Uplink {
    const uplink = this.#uplinks.find(each => each.name === name);
    if (!uplink) throw new Fault('request/not-found', {uplink: name});
    return uplink;
  }

  #course(traffic: WanTraffic, bytes: number): Course<Uplink> | 'full' {
    if (traffic === 'backlog') return this.#backlogCourse(bytes);
    const courseOf = traffic === 'fresh' ? freshCourse : questionCourse;
    const course = courseOf(this.#uplinks);
    if (course.first.length === 0) throw this.#allDown();
    return course;
  }

  /** Of the ways that have room, the one that would be done first. */
  #backlogCourse(bytes: number): Course<Uplink> | 'full' {
    const expectedMs = ({roundTrips, throughput}: Uplink) =>
      (roundTrips.smoothedMs ?? UPLINK_LIMITS.lateFirstMs) + throughput.expectedMs(bytes);
    const ways = backlogWays(this.#uplinks, bytes).toSorted(
      (a, b) => expectedMs(a) - expectedMs(b),
    );
    if (ways.length === 0) {
      throw isOverBudget(this.#uplinks, bytes) ? new Fault('uplink/over-budget') : this.#allDown();
    }
    const first = ways.find(({throughput}) => throughput.hasRoom);
    return first ? {first: [first], reserve: ways.filter(way => way !== first)} : 'full';
  }

  async #nextSlot(signal: AbortSignal): Promise<void> {
    const freed = Promise.withResolvers<void>();
    const wake = () => freed.resolve();
    const leave = this.#slotFreed.subscribe(wake);
    signal.addEventListener('abort', wake, {once: true});
    await freed.promise;
    leave();
    signal.removeEventListener('abort', wake);
  }

  #allDown(): Fault {
    const reason = this.#uplinks.length === 0 ? 'noUplink' : 'allDown';
    return new Fault('gateway/unreachable', {reason});
  }

  #stateChanged(uplink: Uplink, was: UplinkHealth['state']): void {
    const {name, state} = uplink;
    this.events.publish({kind: 'stateChanged', uplink: name, was, state});
    if (state !== 'healthy') this.#healthySeen.delete(uplink);
    this.#prober.reconsider();
  }

  #probeAnswered(uplink: Uplink, {gatewayIncarnation, sourceAddress}: ProbeAnswer): void {
    if (uplink.seenFrom(sourceAddress)) {
      this.#ports.log.warn('uplink.source-changed', {uplink: uplink.name, sourceAddress});
      this.events.publish({kind: 'sourceChanged', uplink: uplink.name, sourceAddress});
    }
    const another = this.#incarnation !== gatewayIncarnation;
    const back = uplink.state === 'healthy' && !this.#healthySeen.has(uplink);
    this.#incarnation = gatewayIncarnation;
    if (uplink.state === 'healthy') this.#healthySeen.add(uplink);
    if (back) this.#returned.publish(uplink);
    if (another || back) this.revived.publish({gatewayIncarnation});
  }

  async #remember(): Promise<void> {
    await this.#ports.memories.save(this.#uplinks.map(({memory}) => memory));
  }
}
