import {existsSync, readFileSync, statSync, utimesSync} from 'node:fs';
import {writeFileDurably} from '@holdfast/platform-node';
import type {Clock, Log, Service, Topic} from '@holdfast/std';
import type {StoreState} from '@holdfast/uplink';
import * as z from 'zod';
import {type TimelinePeriod, timelinePeriodSchema} from './console-view.ts';

export const TIMELINE_LIMITS = {
  periodsMax: 400,
  keepMs: 90 * 24 * 60 * 60_000,
  /** A hub that was away for less was restarted, not missed. */
  stoppedMinMs: 5_000,
  causesMax: 8,
  /** A start looks for its ways before it knows them: what it first is for less is no period. */
  blipMs: 2_000,
} as const;
const LOOK_EVERY_MS = 1_000;
const SEEN_EVERY_MS = 60_000;

const fileSchema = z.object({v: z.literal(1), periods: z.array(timelinePeriodSchema)});

interface Watched {
  readonly changed: Topic<StoreState>;
  look(): StoreState;
}

/**
 * How the store stood, since when and why, over restarts: bounded, durable at each change. A time
 * in which the hub itself did not run is a period of its own. The file's own time says when the hub
 * was last seen alive, to the minute. Losing the file loses a picture, no more.
 */
export class StateTimeline implements Service {
  readonly name = 'state-timeline';
  readonly #parts: {
    readonly file: string;
    readonly watch: Watched;
    readonly unsent: () => number;
    readonly clock: Clock;
    readonly log: Log;
  };
  #periods: readonly TimelinePeriod[] = [];
  #starting = true;

  constructor(parts: {
    readonly file: string;
    readonly watch: Watched;
    readonly unsent: () => number;
    readonly clock: Clock;
    readonly log: Log;
  }) {
    this.#parts = parts;
  }

  /** Oldest first; the last one has no end while it lasts. */
  get periods(): readonly TimelinePeriod[] {
    return this.#periods;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {watch, clock} = this.#parts;
    this.#periods = this.#reopened(clock.wallMs());
    this.#look(watch.look());
    ready();
    const leave = watch.changed.subscribe(state => this.#look(state));
    let seenAtMs = clock.monotonicMs();
    while (!signal.aborted) {
      await clock.sleep(LOOK_EVERY_MS, signal);
      this.#look(watch.look());
      if (clock.monotonicMs() - seenAtMs < SEEN_EVERY_MS) continue;
      seenAtMs = clock.monotonicMs();
      this.#touch();
    }
    leave();
    this.#end(clock.wallMs());
    this.#save();
  }

  /** What the file says, its last period ended when the hub was last seen. */
  #reopened(nowMs: number): readonly TimelinePeriod[] {
    const {file, log} = this.#parts;
    if (!existsSync(file)) return [];
    try {
      const {periods} = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
      const seenAtMs = Math.min(nowMs, Math.floor(statSync(file).mtimeMs));
      const ended = periods.map(period => ({...period, untilMs: period.untilMs ?? seenAtMs}));
      const sinceMs = ended.at(-1)?.untilMs ?? nowMs;
      if (nowMs - sinceMs < TIMELINE_LIMITS.stoppedMinMs) return ended;
      return [...ended, {state: 'stopped', causes: [], sinceMs, untilMs: nowMs, unsentMax: 0}];
    } catch (error) {
      log.warn('timeline.unreadable', {file, error: String(error)});
      return [];
    }
  }

  #look({state, sinceMs, causes}: StoreState): void {
    const unsent = this.#parts.unsent();
    const last = this.#periods.at(-1);
    if (last?.state === state && last.untilMs === undefined) {
      const known = new Set([...last.causes, ...causes]);
      const more = [...known].slice(0, TIMELINE_LIMITS.causesMax);
      const next = {...last, causes: more, unsentMax: Math.max(last.unsentMax, unsent)};
      this.#periods = [...this.#periods.slice(0, -1), next];
      if (more.length > last.causes.length) this.#save();
      return;
    }
    this.#end(sinceMs);
    const before = this.#periods.at(-1);
    // What was the same before a blip, or before a restart that nobody missed, goes on.
    const goesOn = before?.state === state && sinceMs - (before.untilMs ?? 0) < 5_000;
    const begun: TimelinePeriod = {state, causes: [...causes], sinceMs, unsentMax: unsent};
    const same: TimelinePeriod = goesOn ? {...begun, sinceMs: before.sinceMs} : begun;
    const others = goesOn ? this.#periods.slice(0, -1) : this.#periods;
    const oldestMs = this.#parts.clock.wallMs() - TIMELINE_LIMITS.keepMs;
    this.#periods = [...others, same]
      .filter(({untilMs}) => untilMs === undefined || untilMs > oldestMs)
      .slice(-TIMELINE_LIMITS.periodsMax);
    this.#save();
  }

  #end(atMs: number): void {
    const last = this.#periods.at(-1);
    if (!last || last.untilMs !== undefined) return;
    const untilMs = Math.max(last.sinceMs, atMs);
    const blip = this.#starting && untilMs - last.sinceMs < TIMELINE_LIMITS.blipMs;
    this.#starting = false;
    const ended = blip ? [] : [{...last, untilMs}];
    this.#periods = [...this.#periods.slice(0, -1), ...ended];
  }

  #save(): void {
    const {file, log} = this.#parts;
    try {
      writeFileDurably(file, `${JSON.stringify({v: 1, periods: this.#periods})}\n`);
    } catch (error) {
      log.warn('timeline.not-written', {file, error: String(error)});
    }
  }

  #touch(): void {
    const seconds = this.#parts.clock.wallMs() / 1_000;
    if (existsSync(this.#parts.file)) utimesSync(this.#parts.file, seconds, seconds);
  }
}
