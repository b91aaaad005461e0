export {checkCustody} from './check-custody.ts';
export {checkPlaces} from './check-places.ts';
export {checkSide} from './check-side.ts';
export {checkStore} from './check-store.ts';
export {type Finding, keyOf, nameOf} from './finding.ts';
export {
  type LedgerPlace,
  SIDES,
  type SideEntry,
  type SideHistory,
  type SideName,
  type SoldReceipt,
  type StoreHistory,
} from './history.ts';
export {checkSums, type Sums, sideSums, sumsOf} from './sums.ts';
