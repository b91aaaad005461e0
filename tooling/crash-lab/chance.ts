import type {SeededRandom} from '@holdfast/std/testing';

/**
 * What a misfortune draws from, and when it has gone on for long enough. It strikes at least once.
 */
export interface Chance {
  readonly random: SeededRandom;
  enough(): boolean;
}
