export {type IndexUnderTest, ledgerIndexAcceptance} from './acceptance/ledger-index.ts';
export {ledgerStoreAcceptance, type StoreUnderTest} from './acceptance/ledger-store.ts';
