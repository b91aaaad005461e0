import type {
  DamagedStretch,
  DayPart,
  DayTotal,
  FoundTransaction,
  IndexedEntry,
  IndexRow,
  JournalPlace,
  StoredGroup,
  TransactionQuery,
} from '@holdfast/ledger';
import type {LedgerId} from '@holdfast/wire';

/** What the index thread is asked. It is opened first. */
export type IndexQuestion =
  | {readonly kind: 'open'; readonly path: string; readonly fresh: boolean}
  | {readonly kind: 'add'; readonly ledgerId: LedgerId; readonly groups: readonly StoredGroup[]}
  | {readonly kind: 'addRows'; readonly ledgerId: LedgerId; readonly rows: readonly IndexRow[]}
  | {readonly kind: 'pass'; readonly ledgerId: LedgerId; readonly upTo: number}
  | {readonly kind: 'forget'; readonly ledgerId: LedgerId; readonly upTo: number}
  | {readonly kind: 'find' | 'runEnd'; readonly place: JournalPlace}
  | {readonly kind: 'search'; readonly query: TransactionQuery}
  | {readonly kind: 'dayTotals' | 'dayParts'; readonly businessDayDate: string}
  | {readonly kind: 'quarantinedCount'};

export type IndexAnswer =
  | {readonly kind: 'opened'; readonly indexed: readonly (readonly [LedgerId, number])[]}
  | {
      readonly kind: 'added';
      readonly indexed: number;
      readonly damaged: readonly DamagedStretch[];
    }
  | {readonly kind: 'done'}
  | {readonly kind: 'place'; readonly place: IndexedEntry | undefined}
  | {readonly kind: 'runEnd'; readonly sequenceNumber: number | undefined}
  | {readonly kind: 'transactions'; readonly found: readonly FoundTransaction[]}
  | {readonly kind: 'totals'; readonly totals: readonly DayTotal[]}
  | {readonly kind: 'parts'; readonly parts: readonly DayPart[]}
  | {readonly kind: 'count'; readonly count: number};
