import type {Finding} from '@holdfast/checkers';

/** What a run has found wrong. */
export interface Trouble {
  /** `I6`, `defect` for an assertion of the product's own, or `bound` for what never ended. */
  readonly invariant: Finding['invariant'] | 'I12' | 'I13' | 'defect' | 'bound';
  readonly at: string;
  readonly detail: string;
}
