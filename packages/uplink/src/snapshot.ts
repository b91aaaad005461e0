import type {FaultCode} from '@holdfast/std';
import type {UplinkHealth} from './health.ts';

/**
 * How one way stands: for status pages, metrics and the store's state. Times are wall milliseconds.
 */
export interface UplinkSnapshot {
  readonly name: string;
  readonly state: UplinkHealth['state'];
  readonly sinceMs: number;
  /** By contract, or because its router has fallen back to mobile data. */
  readonly metered: boolean;
  readonly priority: number;
  readonly preferred: boolean;
  readonly paused: boolean;
  /**
   * Smoothed, of small exchanges, and what 95 in 100 of the last ones took. Absent until measured.
   */
  readonly rttMs?: number;
  readonly rttP95Ms?: number;
  /** When head office last signed an answer over this way. */
  readonly answeredAtMs?: number;
  /** Since the hub started. */
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** This budget month, both directions. */
  readonly usedBytes: number;
  readonly budgetBytes?: number;
  /** The address head office sees, and whether it is another than usual. */
  readonly sourceAddress?: string;
  readonly sourceChanged: boolean;
  /** Why it last failed, while it is not healthy. */
  readonly fault?: {readonly code: FaultCode; readonly reason: string};
}
