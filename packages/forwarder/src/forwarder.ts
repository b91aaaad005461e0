import type {Ledger, LedgerReader} from '@holdfast/ledger';
import {type Fault, type FaultCode, isFault, type Service, Topic, Wakeup} from '@holdfast/std';
import {type ExportAnswer, isLaterIncarnation, type LedgerId} from '@holdfast/wire';
import {BacklogSize} from './backlog-size.ts';
import {FreshMarks} from './fresh-marks.ts';
import {LaneSignatures} from './lane-signatures.ts';
import {LedgerRoad, type SinkStanding} from './ledger-road.ts';
import {FORWARDER_LIMITS, type ForwarderLimits} from './limits.ts';
import {nextJob, type Plan, type SendJob, type Traffic} from './next-job.ts';
import type {ForwarderPorts, OutgoingSegment} from './ports.ts';
import {type ForwarderProgress, ProgressWatch} from './progress.ts';
import {SegmentBuilder} from './segment-builder.ts';
import {SendLane} from './send-lane.ts';
import {SizeCeiling} from './size-ceiling.ts';
import {StatementKeeper} from './statement-keeper.ts';

/** What head office said of several ledgers at once, on a stick. */
export type CarriedAnswer = Pick<
  ExportAnswer,
  'gatewayIncarnation' | 'issuedAtMs' | 'ledgers' | 'heldStatements'
>;

/**
 * What became of one ledger's part. unknown: not of this hub's disk. differs: head office holds
 * another history under its name.
 */
export interface LearnedLedger {
  readonly ledgerId: LedgerId;
  readonly heldPosition: number;
  readonly outcome: 'taken' | 'differs' | 'unknown';
}

export interface ForwarderLedgers {
  /** The hub's earlier ledgers on this disk, oldest first. */
  readonly previous: readonly LedgerReader[];
  readonly current: Ledger;
}

/**
 * Carries a hub's ledgers to one sink, at least once; the sink makes it exactly once. The watermark
 * rises only to what the sink said it holds, under the head this hub has there: a crash anywhere
 * costs a resend, never a loss. New sales go ahead of a backlog; packing is small and yields, so
 * that no live ack waits.
 */
export class Forwarder implements Service {
  readonly name: string;
  /** Published when something changed, at most once a second. */
  readonly progressed = new Topic<ForwarderProgress>();
  readonly #ports: ForwarderPorts;
  readonly #limits: ForwarderLimits;
  readonly #ledger: Ledger;
  readonly #plan: Plan;
  readonly #watch: ProgressWatch;
  readonly #ceiling: SizeCeiling;
  readonly #builder: SegmentBuilder;
  readonly #size: BacklogSize;
  readonly #wakeup = new Wakeup();
  readonly #underWay = new Set<Promise<void>>();
  readonly #broken = Promise.withResolvers<never>();
  #refusalsInARow = 0;

  constructor(
    ledgers: ForwarderLedgers,
    ports: ForwarderPorts,
    limits: Partial<ForwarderLimits> = {},
  ) {
    this.name = `forwarder ${ports.sink.name}`;
    this.#ports = ports;
    this.#limits = {...FORWARDER_LIMITS, ...limits};
    this.#ledger = ledgers.current;
    this.#plan = this.#makePlan(ledgers);
    this.#watch = new ProgressWatch(ports.sink.name, this.#plan);
    this.#ceiling = new SizeCeiling(this.#limits.sizeCeilingMs);
    this.#size = new BacklogSize(this.#limits.backlogEntriesMax);
    const signatures = new LaneSignatures(ports, this.#limits.signaturesRemembered);
    this.#builder = new SegmentBuilder(ports, {
      signatures,
      ceiling: this.#ceiling,
      entriesPerTurnMax: this.#limits.entriesPerTurnMax,
    });
  }

  /** How forwarding stands now. */
  progress(): ForwarderProgress {
    return this.#watch.now();
  }

  /** What the sink holds of a ledger, by what it has said in this run. */
  standing(ledgerId: LedgerId): SinkStanding | undefined {
    return this.#plan.roads.find(road => road.reader.ledgerId === ledgerId)?.standing;
  }

  /**
   * The signed segment that begins after a position, packed as a backlog is: for a stick, or
   * whoever asks the hub for its ledger. `undefined` for a ledger it does not carry, and where none
   * is left.
   */
  async segmentAfter(place: {
    readonly ledgerId: string;
    readonly position: number;
    readonly upTo: number;
  }): Promise<OutgoingSegment | undefined> {
    const {ledgerId, position, upTo} = place;
    const road = this.#plan.roads.find(({reader}) => reader.ledgerId === ledgerId);
    const last = Math.min(upTo, road?.reader.end().position ?? 0);
    if (!road || position >= last) return undefined;
    const {reader, segmentVersion: version} = road;
    const {backlogEntriesMax: entriesMax, backlogBytesMax: bodyBytesMax} = this.#limits;
    const range = {first: Math.max(position, reader.prunedTo().position) + 1, last};
    return this.#builder.build({
      ...{reader, range, version, traffic: 'backlog'},
      ...{entriesMax, bodyBytesMax},
    });
  }

  /**
   * Takes an answer of the sink that came back by hand, already proved to be its own: raises what
   * is held, keeps its statements. `stale`: the sink has been restored since, by a statement that
   * this hub keeps, and nothing was taken.
   */
  async learn(answer: CarriedAnswer): Promise<'stale' | readonly LearnedLedger[]> {
    const {heldStatements, gatewayIncarnation} = answer;
    if (this.#isStale(answer)) return 'stale';
    const learned: LearnedLedger[] = [];
    for (const {ledgerId, ...held} of answer.ledgers) {
      const road = this.#plan.roads.find(({reader}) => reader.ledgerId === ledgerId);
      const word = {ledgerId, ...held, gatewayIncarnation, heldStatements};
      const {heldPosition} = held;
      learned.push({ledgerId, heldPosition, outcome: road ? await road.learn(word) : 'unknown'});
    }
    this.#wakeup.notify();
    return learned;
  }

  #isStale({gatewayIncarnation}: CarriedAnswer): boolean {
    const latest = this.#ledger.latestStatement()?.gatewayIncarnation;
    return latest !== undefined && isLaterIncarnation(latest, gatewayIncarnation);
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {clock, sink} = this.#ports;
    const sending = new AbortController();
    const working = AbortSignal.any([signal, sending.signal]);
    const unsubscribe = [
      this.#ledger.grown.subscribe(({position}) => {
        this.#plan.marks.note(position, clock.monotonicMs());
        this.#wakeup.notify();
      }),
      this.#ledger.heldGrown.subscribe(statement => {
        for (const road of this.#plan.roads) road.hear(statement);
        this.#wakeup.notify();
      }),
      sink.revived.subscribe(({gatewayIncarnation}) => {
        for (const road of this.#plan.roads) road.meet(gatewayIncarnation);
        for (const lane of Object.values(this.#plan.lanes)) lane.revive();
        this.#wakeup.notify();
      }),
    ];
    ready();
    try {
      const work = Promise.all([this.#forward(working, sending.signal), this.#report(working)]);
      await Promise.race([work, this.#broken.promise]);
      const drained = Promise.all(this.#underWay);
      const patience = clock.sleep(this.#limits.drainMs, sending.signal);
      await Promise.race([drained, patience, this.#broken.promise]);
    } finally {
      sending.abort();
      for (const leave of unsubscribe) leave();
    }
    await Promise.race([Promise.all(this.#underWay), this.#broken.promise]);
  }

  #makePlan({previous, current}: ForwarderLedgers): Plan {
    const {sink, clock, random, alarms, log} = this.#ports;
    const limits = this.#limits;
    const statements = new StatementKeeper({...this.#ports, ledger: current});
    const roads = [...previous, current].map(
      reader => new LedgerRoad({reader, sink, statements, alarms, clock, log}),
    );
    const lane = (inFlightMax: number) => new SendLane({inFlightMax, retry: limits.retry}, random);
    const end = current.end().position;
    const watermark = current.watermark(sink.name);
    const short = end - watermark <= limits.freshTailEntriesMax;
    const marks = new FreshMarks(
      {freshMs: limits.freshMs, entriesMax: limits.freshUnsentMax},
      short ? watermark : end,
    );
    if (short) marks.note(end, clock.monotonicMs());
    return {
      roads,
      lanes: {
        ask: lane(1),
        fresh: lane(limits.freshInFlightMax),
        backlog: lane(limits.backlogInFlightMax),
      },
      marks,
      freshPatienceMs: limits.freshPatienceMs,
    };
  }

  async #forward(signal: AbortSignal, sending: AbortSignal): Promise<void> {
    const {clock} = this.#ports;
    while (!signal.aborted) {
      for (const road of this.#plan.roads) if (road.incomplete) road.forget('incomplete');
      const job = nextJob(this.#plan, clock.monotonicMs());
      if (job.kind === 'rest') {
        const durationMs = job.untilMs - clock.monotonicMs();
        await this.#wakeup.waitAtMost({clock, durationMs}, signal);
        continue;
      }
      if (job.kind === 'ask') this.#start('ask', () => job.road.ask(sending));
      else await this.#send(job, sending);
      await clock.sleep(0, signal); // live work goes first
    }
  }

  async #send({road, range, traffic}: SendJob, sending: AbortSignal): Promise<void> {
    const {freshEntriesMax, freshBytesMax, backlogBytesMax} = this.#limits;
    const backlogEntriesMax = this.#size.entriesFor(
      this.#ports.sink.backlogBytes ?? Number.POSITIVE_INFINITY,
    );
    const segment = await this.#builder.build({
      reader: road.reader,
      version: road.segmentVersion,
      range,
      traffic,
      entriesMax: traffic === 'fresh' ? freshEntriesMax : backlogEntriesMax,
      bodyBytesMax: traffic === 'fresh' ? freshBytesMax : backlogBytesMax,
    });
    if (traffic === 'backlog') {
      const {first, last, bytes} = segment;
      this.#size.packed({entries: last - first + 1, bytes: bytes.length});
    }
    const heldBefore = road.window.held;
    road.begin(segment);
    const exchange = async (answered: () => void) => {
      const answer = await this.#ports.sink.deliver(segment, sending);
      answered();
      await road.settle(segment, heldBefore, answer);
    };
    this.#start(traffic, exchange, {
      refused: reason => this.#setAside({road, segment, reason}),
      ended: () => road.window.end(segment),
    });
  }

  /**
   * Runs an exchange with the sink beside the loop; the lane learns how it went. From `answered` on
   * the way is free for the next: what an answer leads to is this hub's own work, and its disk's.
   */
  #start(
    name: Traffic | 'ask',
    exchange: (answered: () => void) => Promise<void>,
    on: {refused(reason: string): void; ended(): void} = {refused() {}, ended() {}},
  ): void {
    const {clock, log} = this.#ports;
    const lane = this.#plan.lanes[name];
    lane.started(clock.monotonicMs());
    let onTheWay = true;
    const offTheWay = () => {
      if (onTheWay) lane.ended();
      onTheWay = false;
      this.#wakeup.notify();
    };
    const answered = () => {
      if (this.#underWay.size <= this.#limits.unsettledMax) offTheWay();
    };
    const task = exchange(answered)
      .then(
        () => {
          lane.succeeded();
          this.#refusalsInARow = 0;
        },
        (error: unknown) => {
          // What the sink does is weather; what this hub's own disk says is not.
          if (!isFault(error) || isFatal(error)) throw error;
          log.warn('forward.failed', {...error.fields, code: error.code, lane: name});
          if (!REFUSALS.includes(error.code)) {
            lane.failed(error.code, clock.monotonicMs());
            return;
          }
          const reason = String(error.fields['reason'] ?? '');
          on.refused(reason);
          this.#countRefusal(reason, error.code);
        },
      )
      .catch((error: unknown) => this.#broken.reject(error))
      .finally(() => {
        on.ended();
        this.#underWay.delete(task);
        offTheWay();
      });
    this.#underWay.add(task);
  }

  /** One segment is refused: make it smaller, or go round it for a while. */
  #setAside(refused: {
    readonly road: LedgerRoad;
    readonly segment: OutgoingSegment;
    readonly reason: string;
  }): void {
    const {road, segment, reason} = refused;
    const nowMs = this.#ports.clock.monotonicMs();
    if (isForAll(reason)) return;
    if (reason === 'tooLarge' && segment.last > segment.first) {
      this.#ceiling.refused(segment.bytes.length, nowMs);
    } else road.window.setAside(segment, nowMs + this.#limits.stuckRetryMs);
  }

  #countRefusal(reason: string, code: FaultCode): void {
    if (reason !== 'tooLarge') this.#refusalsInARow += 1;
    if (!isForAll(reason) && this.#refusalsInARow < this.#limits.refusalsInARowMax) return;
    const untilMs = this.#ports.clock.monotonicMs() + this.#limits.stuckRetryMs;
    for (const lane of Object.values(this.#plan.lanes)) lane.pause(code, untilMs);
  }

  async #report(signal: AbortSignal): Promise<void> {
    const {clock} = this.#ports;
    while (!signal.aborted) {
      const changed = await this.#watch.refresh();
      if (changed) this.progressed.publish(this.#watch.now());
      await clock.sleep(this.#limits.progressMs, signal);
    }
  }
}

/** Of this sink or that: it will not take what it was sent. */
const REFUSALS: readonly FaultCode[] = ['gateway/refused', 'standby/refused'];

/** The hub itself is refused, not what it sent. */
function isForAll(reason: string): boolean {
  return reason === 'unauthorized' || reason === 'version';
}

function isFatal({code, retry}: Fault): boolean {
  return code.startsWith('database/') && retry === 'never';
}
