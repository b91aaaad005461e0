import type {Journal} from './ports.ts';

/** One place where a journal can be kept, blank at first. */
export interface JournalPlace {
  /** Opens what is kept there; the one before was closed. */
  open(options?: {readonly capBytes?: number}): Promise<Journal>;
  remove(): Promise<void>;
}
