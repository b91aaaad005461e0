export {checkStore} from './check-store.ts';
export {type Finding, nameOf} from './finding.ts';
export type {
  LedgerPlace,
  SideEntry,
  SideHistory,
  SideName,
  SoldReceipt,
  StoreHistory,
} from './history.ts';
export {type Sums, sideSums} from './sums.ts';
