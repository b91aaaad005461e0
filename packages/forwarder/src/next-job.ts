import type {FreshMarks} from './fresh-marks.ts';
import type {LedgerRoad} from './ledger-road.ts';
import type {OutgoingSegment} from './ports.ts';
import type {Range} from './range-set.ts';
import type {SendLane} from './send-lane.ts';

export type Traffic = OutgoingSegment['traffic'];

export interface SendJob {
  readonly kind: 'send';
  readonly road: LedgerRoad;
  readonly range: Range;
  readonly traffic: Traffic;
}

export type Job =
  | {readonly kind: 'ask'; readonly road: LedgerRoad}
  | SendJob
  /** Nothing to do before this, unless something happens. */
  | {readonly kind: 'rest'; readonly untilMs: number};

export interface Plan {
  /** The hub's earlier ledgers, oldest first, then the current one. */
  readonly roads: readonly LedgerRoad[];
  readonly lanes: Readonly<Record<Traffic | 'ask', SendLane>>;
  readonly marks: FreshMarks;
  readonly freshPatienceMs: number;
}

/**
 * What to do next: ask where the sink stands, else send this minute's sales of the current ledger,
 * else the oldest of the backlog.
 */
export function nextJob(plan: Plan, nowMs: number): Job {
  const {roads, lanes} = plan;
  const current = roads.at(-1);
  const restUntilMs = [
    ...roads.flatMap(({window}) => window.nextAsideMs ?? []),
    ...Object.values(lanes).map(({startsAtMs}) => startsAtMs),
  ].filter(atMs => atMs > nowMs);

  const unknown = roads.filter(({state}) => state === 'unknown').reverse();
  for (const road of unknown) {
    const startMs = Math.max(road.askNotBeforeMs, lanes.ask.startsAtMs);
    if (startMs <= nowMs) return {kind: 'ask', road};
    restUntilMs.push(startMs);
  }
  const backlogEnd = plan.marks.backlogEnd(nowMs);
  if (current?.state === 'known') {
    const range = current.window.unsent(
      {first: backlogEnd + 1, last: current.reader.end().position},
      nowMs,
    );
    const {inFlight, lastStartMs, startsAtMs} = lanes.fresh;
    const patientMs = inFlight === 0 ? 0 : lastStartMs + plan.freshPatienceMs;
    const startMs = Math.max(startsAtMs, patientMs);
    if (range && startMs <= nowMs) return {kind: 'send', road: current, range, traffic: 'fresh'};
    if (range) restUntilMs.push(startMs);
  }
  if (lanes.backlog.startsAtMs <= nowMs) {
    for (const road of roads.filter(({state}) => state === 'known')) {
      const last = road === current ? backlogEnd : road.reader.end().position;
      const range = road.window.unsent({first: 1, last}, nowMs);
      if (range) return {kind: 'send', road, range, traffic: 'backlog'};
    }
  }
  return {kind: 'rest', untilMs: Math.min(...restUntilMs)};
}
