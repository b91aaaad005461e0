import {aborted, type Clock, Fault, isFault, type Log} from '@holdfast/std';
import type {WayView} from './choose.ts';
import type {GatewayProtocol} from './gateway-protocol.ts';
import {type HealthEvent, newHealth, step, type UplinkHealth} from './health.ts';
import {UPLINK_LIMITS} from './limits.ts';
import {MonthBudget} from './month-budget.ts';
import type {UplinkSettings, WanAnswer, WanRequest, WayMemory} from './ports.ts';
import {RoundTrips} from './round-trips.ts';
import type {UplinkSnapshot} from './snapshot.ts';
import {Throughput} from './throughput.ts';

const WENT_DOWN = 'went down';

export interface UplinkPorts {
  readonly clock: Clock;
  readonly protocol: GatewayProtocol;
  readonly log: Log;
  /** Its state is another than before. */
  stateChanged(uplink: Uplink, was: UplinkHealth['state']): void;
}

export interface ExchangeOptions {
  readonly capMs: number;
  readonly signal: AbortSignal;
  /** Called once when the answer is late; the exchange runs on. */
  onLate?(): void;
}

/**
 * One way out, with what is known of it: health, round trips, throughput, bytes, and a person's
 * wishes.
 */
export class Uplink implements WayView {
  readonly name: string;
  readonly priority: number;
  readonly roundTrips = new RoundTrips();
  readonly throughput = new Throughput();
  /** A person's wishes. */
  preferred = false;
  paused = false;
  readonly #settings: UplinkSettings;
  readonly #ports: UplinkPorts;
  #budget: MonthBudget;
  #health: UplinkHealth;
  #countedBytes = 0;
  #usualSource: string | undefined;
  #source: string | undefined;
  #answeredAtMs: number | undefined;
  #fault: Fault | undefined;
  readonly #underWay = new Set<AbortController>();

  constructor(settings: UplinkSettings, ports: UplinkPorts) {
    this.#settings = settings;
    this.#ports = ports;
    this.name = settings.way.name;
    this.priority = settings.way.priority;
    this.#health = newHealth(ports.clock.monotonicMs());
    this.#budget = this.#budgetFrom({periodStartDay: 0, usedBytes: 0});
  }

  get health(): UplinkHealth {
    return this.#health;
  }

  get state(): UplinkHealth['state'] {
    return this.#health.state;
  }

  get metered(): boolean {
    const {way, routerFallsBack} = this.#settings;
    return way.metered || (routerFallsBack === true && this.#sourceChanged);
  }

  get budgetLeftBytes(): number {
    return this.#budget.leftBytes;
  }

  /** 0 to 1, and above once it is overdrawn; 0 without a budget. */
  get budgetUsedShare(): number {
    return this.#budget.usedShare;
  }

  /** Monotonic; absent until head office has signed an answer over this way. */
  get answeredAtMs(): number | undefined {
    return this.#answeredAtMs;
  }

  get #sourceChanged(): boolean {
    return this.#usualSource !== undefined && this.#source !== this.#usualSource;
  }

  /** Takes up what an earlier run of the hub remembered. */
  recall(memory: WayMemory): void {
    this.#budget = this.#budgetFrom(memory);
    this.#usualSource = memory.usualSource;
    this.#source ??= memory.usualSource;
    this.preferred = memory.wish === 'preferred';
    this.paused = memory.wish === 'paused';
  }

  get memory(): WayMemory {
    const wish = this.paused ? 'paused' : this.preferred ? 'preferred' : undefined;
    return {
      name: this.name,
      periodStartDay: this.#budget.startDay,
      usedBytes: this.#budget.usedBytes,
      ...(this.#usualSource === undefined ? {} : {usualSource: this.#usualSource}),
      ...(wish === undefined ? {} : {wish}),
    };
  }

  /** Head office sees this way come from `address`. True when it is another than before. */
  seenFrom(address: string): boolean {
    const changed = this.#source !== undefined && this.#source !== address;
    this.#source = address;
    this.#usualSource ??= address;
    return changed;
  }

  /** A person says that the address it comes from now is the usual one. */
  acceptSource(): void {
    this.#usualSource = this.#source;
  }

  resume(): void {
    this.paused = false;
    this.#step('resumed');
  }

  /**
   * Sends one request over this way and believes only a signed answer; what that says of the way's
   * health is noted. Throws as {@link GatewayProtocol.believe} does, and `gateway/unreachable`.
   */
  async exchange(request: WanRequest, options: ExchangeOptions): Promise<unknown> {
    const {clock, protocol} = this.#ports;
    const bytes = request.body.length;
    const bulk = bytes >= UPLINK_LIMITS.bulkBytes;
    const startMs = clock.monotonicMs();
    const over = new AbortController();
    const cut = new AbortController();
    this.#underWay.add(cut);
    const lateMs = this.roundTrips.lateAfterMs + (bulk ? 2 * this.throughput.expectedMs(bytes) : 0);
    // Waiting its turn behind a backlog is no fault of the way: another may answer sooner, though.
    const turnMs = bulk ? 0 : 2 * this.throughput.expectedMs(0);
    this.#after(lateMs + turnMs, over.signal, () => this.#step('late'));
    this.#after(lateMs, over.signal, () => options.onLate?.());
    this.#after(options.capMs, over.signal, () => cut.abort());
    if (bulk) this.throughput.started(bytes, startMs);
    let carried = false;
    try {
      const signal = AbortSignal.any([options.signal, cut.signal]);
      const content = await protocol.believe(request, await this.#carry(request, signal));
      carried = true;
      this.#step('answered');
      if (!bulk) this.roundTrips.add(clock.monotonicMs() - startMs);
      return content;
    } catch (error) {
      const cutOff = options.signal.aborted || cut.signal.reason === WENT_DOWN;
      if (!cutOff) this.#learn(error);
      throw error;
    } finally {
      over.abort();
      cut.abort();
      this.#underWay.delete(cut);
      if (bulk) this.throughput.ended(bytes, clock.monotonicMs(), carried);
      this.countBytes();
    }
  }

  /** Books what the way has carried since the last count. */
  countBytes(): void {
    const {sentBytes, receivedBytes} = this.#settings.way.bytes();
    const carried = sentBytes + receivedBytes - this.#countedBytes;
    this.#countedBytes += carried;
    this.#budget.spend(Math.max(0, carried), this.#ports.clock.wallMs());
  }

  snapshot(): UplinkSnapshot {
    const {clock} = this.#ports;
    const {smoothedMs, p95Ms} = this.roundTrips;
    const wallOf = (monotonicMs: number) =>
      Math.round(clock.wallMs() - (clock.monotonicMs() - monotonicMs));
    const {monthlyBudgetBytes, way} = this.#settings;
    const fault = this.state === 'healthy' ? undefined : this.#fault;
    return {
      name: this.name,
      state: this.state,
      sinceMs: wallOf(this.#health.sinceMs),
      metered: this.metered,
      priority: this.priority,
      preferred: this.preferred,
      paused: this.paused,
      ...(smoothedMs === undefined ? {} : {rttMs: smoothedMs}),
      ...(p95Ms === undefined ? {} : {rttP95Ms: p95Ms}),
      ...(this.#answeredAtMs === undefined ? {} : {answeredAtMs: wallOf(this.#answeredAtMs)}),
      ...way.bytes(),
      usedBytes: this.#budget.usedBytes,
      ...(monthlyBudgetBytes === undefined ? {} : {budgetBytes: monthlyBudgetBytes}),
      ...(this.#source === undefined ? {} : {sourceAddress: this.#source}),
      sourceChanged: this.#sourceChanged,
      ...(fault ? {fault: {code: fault.code, reason: reasonOf(fault)}} : {}),
    };
  }

  close(): Promise<void> {
    return this.#settings.way.close();
  }

  /** The adapter ends at an abort; should it not, nobody waits for it. */
  #carry(request: WanRequest, signal: AbortSignal): Promise<WanAnswer> {
    const cut = aborted(signal).then((): never => {
      throw new Fault('gateway/unreachable', {uplink: this.name, reason: 'timeout'});
    });
    return Promise.race([this.#settings.way.exchange(request, signal), cut]);
  }

  #after(durationMs: number, over: AbortSignal, then: () => void): void {
    void this.#ports.clock.sleep(durationMs, over).then(() => {
      if (!over.aborted) then();
    });
  }

  /** A refusal in the gateway's own words is a sign of life; a proxy's is no sign at all. */
  #learn(error: unknown): void {
    if (!isFault(error)) return;
    if (error.code === 'gateway/unreachable' || error.code === 'gateway/untrusted') {
      this.#fault = error;
      this.#step('failed');
    } else if (error.fields['signed'] !== false) this.#step('answered');
  }

  #step(type: HealthEvent['type']): void {
    const atMs = this.#ports.clock.monotonicMs();
    const was = this.#health.state;
    if (type === 'answered') this.#answeredAtMs = atMs;
    this.#health = step(this.#health, {type, atMs});
    if (this.#health.state === was) return;
    const {name, state} = this;
    // Whatever still waits there holds sockets that a way which comes back will need.
    if (state === 'down') for (const cut of this.#underWay) cut.abort(WENT_DOWN);
    this.#ports.log.info('uplink.changed', {uplink: name, was, state, code: this.#fault?.code});
    this.#ports.stateChanged(this, was);
  }

  #budgetFrom(known: Pick<WayMemory, 'periodStartDay' | 'usedBytes'>): MonthBudget {
    const {monthlyBudgetBytes: budgetBytes, budgetResetDay: resetDay} = this.#settings;
    return new MonthBudget({budgetBytes, resetDay}, known);
  }
}

function reasonOf({fields}: Fault): string {
  return String(fields['reason'] ?? fields['status'] ?? '');
}
