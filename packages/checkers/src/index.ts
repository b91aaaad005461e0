export {AckWatch, type RecordedPlace} from './ack-watch.ts';
export {erasedNames} from './check-personal.ts';
export {checkStore} from './check-store.ts';
export {ClosedJournals} from './closed-journals.ts';
export {type Finding, nameOf} from './finding.ts';
export type {
  ErasedName,
  LedgerPlace,
  SideEntry,
  SideHistory,
  SideName,
  SoldReceipt,
  StoreHistory,
  SupersededEntry,
} from './history.ts';
export {type Sums, sideSums} from './sums.ts';
