import {type Fault, isFault} from '@holdfast/std';

/**
 * A journal that could not take this one thing, kept nothing of it, and goes on: it is full, or its
 * disk is. Any other fault of a journal is final.
 */
export function isPassing(error: unknown): error is Fault {
  return isFault(error, 'journal/full') || isFault(error, 'database/disk-full');
}
