import type {Clock} from '@holdfast/std';
import type {History} from './history.ts';
import type {Life} from './life.ts';
import type {Scheduler} from './scheduler.ts';

/** What a machine's clock crystal and battery make of time; it outlives the machine's programs. */
export interface ClockHardware {
  readonly name: string;
  /** Seconds of this machine in a second of the world. */
  readonly rate: number;
  /** What the wall shows when the world begins; changed by a jump. */
  wallStartMs: number;
}

/** Time as one life of a machine sees it. After that life nobody is woken. */
export class SimClock implements Clock {
  readonly #hardware: ClockHardware;
  readonly #life: Life;
  readonly #scheduler: Scheduler;
  readonly #history: History;

  constructor(parts: {
    readonly hardware: ClockHardware;
    readonly life: Life;
    readonly scheduler: Scheduler;
    readonly history: History;
  }) {
    this.#hardware = parts.hardware;
    this.#life = parts.life;
    this.#scheduler = parts.scheduler;
    this.#history = parts.history;
  }

  monotonicMs(): number {
    return this.#scheduler.nowMs * this.#hardware.rate;
  }

  wallMs(): number {
    return Math.floor(this.#hardware.wallStartMs + this.monotonicMs());
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise(resolve => {
      const wake = () => {
        if (!this.#life.alive) return;
        this.#history.note('timer', this.#hardware.name);
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const endless = !Number.isFinite(durationMs);
      const delayMs = Math.max(0, durationMs) / this.#hardware.rate;
      const timer = endless ? undefined : this.#scheduler.after(delayMs, wake);
      const stop = () => {
        timer?.cancel();
        resolve();
      };
      signal?.addEventListener('abort', stop, {once: true});
    });
  }
}
