import type {Catalogue, Operator, StoreSettings} from '@holdfast/catalogue';
import type {SubmissionRecord, TerminalStatus} from '@holdfast/terminal-sdk';
import type {ItemFinder} from '../catalogue/item-finder.ts';
import type {PaperState} from '../paper/till-paper.ts';
import type {OpenSale} from '../sale/open-sale.ts';
import type {SuspendedView} from './till-suspended.ts';

/** What the store has told this till, as far as it can be read. */
export interface StoreKnowledge {
  readonly settings: StoreSettings | undefined;
  readonly catalogue: Catalogue | undefined;
  readonly finder: ItemFinder | undefined;
  readonly operators: readonly Operator[];
  /** When the prices were changed at the hub. */
  readonly pricesAsOfMs: number;
}

/** A sale that is in the journal: what the receipt on the screen is made of. */
export interface EndedSale {
  readonly receiptNumber: string;
  readonly sequenceNumber: number;
  readonly record: SubmissionRecord;
}

/** What a person types to pair a till. */
export interface PairingTry {
  readonly code: string;
  readonly workstationId: string;
  readonly name: string;
}

/** What stops a till for good: only loading the page again helps, or a person. */
type Stop = 'elsewhere' | 'broken' | 'unfit';

/** Selling, taking money, or something that the till menu opened over both. */
export type Front = 'sale' | 'payment' | 'menu';

/** Everything the screens are drawn from. Replaced whole at every change. */
export interface TillState {
  readonly stop: {readonly kind: Stop; readonly code: string} | undefined;
  readonly ready: boolean;
  readonly paired: boolean;
  readonly workstationId: string;
  readonly status: TerminalStatus;
  readonly store: StoreKnowledge;
  readonly operator: Operator | undefined;
  readonly sale: OpenSale;
  /** The store's suspended sales, as this till knows them. */
  readonly suspended: SuspendedView;
  /** The sale was open when the page was loaded. */
  readonly saleCameBack: boolean;
  readonly last: EndedSale | undefined;
  /** Nothing is sold: everything is marked, and in no total. */
  readonly training: boolean;
  /** What stands in front: keys and scans are meant for it. */
  readonly front: Front;
  /** Printers, and what they did with what was asked. */
  readonly paper: PaperState;
  /** Rises whenever custody may have changed: what shows custody asks again. */
  readonly custodyCount: number;
}
