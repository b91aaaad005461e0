import type {FaultCode} from '@holdfast/std';
import type {LedgerId, LedgerOpened} from '@holdfast/wire';
import type {DamagedStretch} from './ports.ts';

/** What an opening found, for the log, the status page and the alarm. */
export interface OpeningReport {
  /** `existing`: the newest ledger goes on. Otherwise why a new one was begun. */
  readonly opened: 'existing' | LedgerOpened['reason'];
  readonly ledgerId: LedgerId;
  /** Where it ends, its opening entry included. */
  readonly position: number;
  /** How the newest ledger found stands to its anchor. */
  readonly anchor: AnchorAgreement;
  /** What the newest ledger held and does not any more. */
  readonly lost: LostTail | undefined;
  /** Ledgers of which nothing can be read. Their files are kept. */
  readonly unreadable: readonly {readonly number: number; readonly code: FaultCode}[];
}

/**
 * `ahead`: the ledger has lost what the anchor saw. `differs`: it has another history. `missing`
 * and `damaged` prove nothing, and so nothing is called lost.
 */
export type AnchorAgreement = 'agrees' | 'ahead' | 'differs' | 'missing' | 'damaged';

export interface LostTail {
  /** Of a ledger that cannot be read, only where its anchor can. */
  readonly ledgerId: LedgerId | undefined;
  /** The last position that is still there. */
  readonly lastPosition: number;
  /** The last position that is known to have been there, where the anchor tells. */
  readonly anchorPosition: number | undefined;
  readonly damaged: DamagedStretch | undefined;
  /** Where the files lie as they were found. */
  readonly evidence: string;
}
