import {assert, type FaultCode} from '@holdfast/std';
import type {LedgerId} from '@holdfast/wire';
import type {LedgerRoad} from './ledger-road.ts';
import type {Plan} from './next-job.ts';
import type {MissingStretch} from './ports.ts';

/** How forwarding to one sink stands: for status pages, metrics and the store's state. */
export interface ForwarderProgress {
  readonly sink: string;
  /**
   * idle: all is held. sending: under way. waiting: the sink cannot be reached, tried again by
   * itself. stuck: the sink refuses something, or lacks what was deleted here; `fault` says what.
   * diverged: the current ledger's history differs from the sink's.
   */
  readonly state: 'idle' | 'sending' | 'waiting' | 'stuck' | 'diverged';
  /** Of the current ledger. */
  readonly ledgerId: LedgerId;
  readonly heldPosition: number;
  readonly endPosition: number;
  /** Not yet held, over all ledgers that are still forwarded. */
  readonly backlogEntries: number;
  /** Of those, refused by the sink and set aside. */
  readonly asideEntries: number;
  /** Of all ledgers: what the sink lacks and retention has deleted here. */
  readonly missing: readonly MissingStretch[];
  /** When the oldest of them was recorded, by the hub's wall clock. Absent when all is held. */
  readonly oldestRecordedAtMs?: number;
  /** Why it waits or is stuck. */
  readonly fault?: FaultCode;
}

/** The age of the oldest unsent entry, 0 when all is held. */
export function oldestUnsentMs(progress: ForwarderProgress, wallMs: number): number {
  const {oldestRecordedAtMs} = progress;
  return oldestRecordedAtMs === undefined ? 0 : Math.max(0, wallMs - oldestRecordedAtMs);
}

/**
 * Reads progress off the plan. Only the age of the oldest entry needs the disk, hence {@link
 * refresh}.
 */
export class ProgressWatch {
  readonly #sink: string;
  readonly #plan: Plan;
  #oldest: {readonly place: string; readonly recordedAtMs: number} | undefined;
  #last = '';

  constructor(sink: string, plan: Plan) {
    this.#sink = sink;
    this.#plan = plan;
  }

  now(): ForwarderProgress {
    const {roads, lanes} = this.#plan;
    const current = roads.at(-1);
    assert(current, 'a hub has a current ledger');
    const unsent = this.#unsentRoads();
    const asideEntries = unsent.reduce((sum, {window}) => sum + window.aside, 0);
    const missing = roads.flatMap(road => road.missing ?? []);
    const fault = Object.values(lanes).flatMap(lane => lane.fault ?? [])[0];
    return {
      sink: this.#sink,
      state: stateOf({
        ...{current, asideEntries, fault},
        unsent: unsent.length > 0,
        missing: missing.length > 0,
      }),
      ledgerId: current.reader.ledgerId,
      heldPosition: current.window.held,
      endPosition: current.reader.end().position,
      backlogEntries: unsent.reduce((sum, road) => sum + unsentOf(road), 0),
      asideEntries,
      missing,
      ...(this.#oldest ? {oldestRecordedAtMs: this.#oldest.recordedAtMs} : {}),
      ...(fault && unsent.length > 0 ? {fault} : {}),
      ...(missing.length > 0 ? {fault: 'ledger/pruned'} : {}),
    };
  }

  /**
   * Reads the oldest unsent entry where that is another than before. True when anything changed.
   */
  async refresh(): Promise<boolean> {
    const [road] = this.#unsentRoads();
    if (!road) this.#oldest = undefined;
    else {
      const place = `${road.reader.ledgerId}/${road.window.held}`;
      if (this.#oldest?.place !== place) {
        const limits = {entriesMax: 1, bodyBytesMax: 1};
        const {entries} = await road.reader.readAfter(road.window.held, limits);
        const recordedAtMs = entries[0]?.line.recordedAtMs;
        this.#oldest = recordedAtMs === undefined ? undefined : {place, recordedAtMs};
      }
    }
    const now = JSON.stringify(this.now());
    const changed = now !== this.#last;
    this.#last = now;
    return changed;
  }

  /**
   * An earlier ledger that differs from the sink's lives on in its successor; the current one is
   * unsent.
   */
  #unsentRoads(): LedgerRoad[] {
    const {roads} = this.#plan;
    const current = roads.at(-1);
    return roads.filter(
      road => unsentOf(road) > 0 && (road === current || road.state !== 'diverged'),
    );
  }
}

function unsentOf({reader, window}: LedgerRoad): number {
  return Math.max(0, reader.end().position - window.held);
}

function stateOf(seen: {
  readonly current: LedgerRoad;
  readonly unsent: boolean;
  readonly asideEntries: number;
  readonly missing: boolean;
  readonly fault: FaultCode | undefined;
}): ForwarderProgress['state'] {
  if (seen.current.state === 'diverged') return 'diverged';
  if (seen.missing) return 'stuck';
  if (!seen.unsent) return 'idle';
  if (seen.asideEntries > 0 || isRefusal(seen.fault)) return 'stuck';
  if (seen.fault) return 'waiting';
  return 'sending';
}

function isRefusal(fault: FaultCode | undefined): boolean {
  return fault === 'gateway/refused' || fault === 'standby/refused';
}
