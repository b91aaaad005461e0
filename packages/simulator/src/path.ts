import type {SeededRandom} from '@holdfast/std/testing';

/** How one direction of a line is doing. Every field may change while things are on their way. */
export interface PathWeather {
  delayMs: number;
  /** Added to every delay, evenly from 0. */
  jitterMs: number;
  lossPercent: number;
  doublePercent: number;
  /** Nothing passes, and nobody is told. */
  blocked: boolean;
}

export function calmPath(delayMs: number): PathWeather {
  return {delayMs, jitterMs: delayMs, lossPercent: 0, doublePercent: 0, blocked: false};
}

export function travelMs(random: SeededRandom, path: PathWeather): number {
  return path.delayMs + (path.jitterMs * random.below(1_000)) / 1_000;
}
