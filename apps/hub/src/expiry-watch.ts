import type {Clock, Service} from '@holdfast/std';
import {type ExpiryStage, expiryStage} from './expiry-stage.ts';

const EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** What is told about, and how the hub's status calls it. */
const ISSUES = {leaf: 'certificate/leaf-expiring', authority: 'certificate/authority-expiring'};
type Certificate = keyof typeof ISSUES;

/** Something that a person should see to; the hub goes on. */
export interface HubIssue {
  /** Stable. */
  readonly code: string;
  readonly detail: string;
}

export interface ExpiryWatchParts {
  /** The end of each certificate that is shown now. */
  readonly ends: () => Readonly<Record<Certificate, number>>;
  readonly alarm: (alarm: {readonly code: 'certificate/expiring'; readonly detail: string}) => void;
  readonly clock: Clock;
}

/**
 * Alarms 60, 30 and 7 days ahead of the end of a certificate, and at it: once a stage, and again
 * after a start. A leaf that is renewed as it should be never comes near.
 */
export class ExpiryWatch implements Service {
  readonly name = 'expiry-watch';
  readonly #parts: ExpiryWatchParts;
  readonly #told = new Map<Certificate, ExpiryStage>();

  constructor(parts: ExpiryWatchParts) {
    this.#parts = parts;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    ready();
    while (!signal.aborted) {
      this.#look();
      await this.#parts.clock.sleep(EVERY_MS, signal);
    }
  }

  /** As the status says it, for as long as it is so. */
  issues(): HubIssue[] {
    return this.#expiring().map(({which, detail}) => ({code: ISSUES[which], detail}));
  }

  #expiring(): {
    readonly which: Certificate;
    readonly stage: ExpiryStage;
    readonly detail: string;
  }[] {
    const nowMs = this.#parts.clock.wallMs();
    const ends = this.#parts.ends();
    return (['leaf', 'authority'] as const).flatMap(which => {
      const stage = expiryStage(ends[which], nowMs);
      if (stage === undefined) return [];
      const days = Math.max(0, Math.ceil((ends[which] - nowMs) / DAY_MS));
      const detail = stage === 0 ? 'has expired' : `expires in ${days} days`;
      return [{which, stage, detail}];
    });
  }

  #look(): void {
    const expiring = this.#expiring();
    for (const {which, stage, detail} of expiring) {
      if (this.#told.get(which) === stage) continue;
      this.#told.set(which, stage);
      this.#parts.alarm({code: 'certificate/expiring', detail: `${which} ${detail}`});
    }
    for (const which of this.#told.keys()) {
      if (!expiring.some(one => one.which === which)) this.#told.delete(which);
    }
  }
}
