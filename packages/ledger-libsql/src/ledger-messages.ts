import type {DataKeys} from '@holdfast/data-keys';
import type {KeptEntry, StoreContents, StoredGroup, StorePrune, StoreWrite} from '@holdfast/ledger';
import type {LedgerId} from '@holdfast/wire';
import type {KeyInUse} from './key-marks.ts';

/** What the ledger thread is asked; `ledger` is the number of one that is open there. */
export type LedgerQuestion =
  | {
      readonly kind: 'open';
      readonly ledger: number;
      readonly path: string;
      readonly mode: 'create' | 'existing';
      readonly reserveBytes: number;
      readonly keys: DataKeys | undefined;
    }
  | {readonly kind: 'contents' | 'checkpoint' | 'close' | 'keysInUse'; readonly ledger: number}
  | {readonly kind: 'useKeys'; readonly ledger: number; readonly keys: DataKeys}
  | {
      readonly kind: 'found';
      readonly ledger: number;
      readonly ledgerId: LedgerId;
      readonly write: StoreWrite;
    }
  | {readonly kind: 'write'; readonly ledger: number; readonly write: StoreWrite}
  | {readonly kind: 'prune'; readonly ledger: number; readonly prune: StorePrune}
  | {readonly kind: 'rewrite'; readonly ledger: number; readonly groups: readonly StoredGroup[]}
  | {
      readonly kind: 'readKept';
      readonly ledger: number;
      readonly skip: number;
      readonly limit: number;
    }
  | {
      readonly kind: 'readGroups';
      readonly ledger: number;
      readonly from: number;
      readonly bytesMax: number;
    }
  | {readonly kind: 'laneTableBefore'; readonly ledger: number; readonly upTo: number};

export type LedgerAnswer =
  | {readonly kind: 'done'}
  | {readonly kind: 'contents'; readonly contents: StoreContents}
  | {readonly kind: 'written'; readonly walBytes: number}
  | {readonly kind: 'kept'; readonly kept: readonly KeptEntry[]}
  | {readonly kind: 'keysInUse'; readonly keys: readonly KeyInUse[]}
  | {readonly kind: 'groups'; readonly groups: readonly StoredGroup[]}
  | {readonly kind: 'position'; readonly position: number | undefined};
