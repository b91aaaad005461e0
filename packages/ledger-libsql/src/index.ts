export {LibsqlLedgerStore} from './libsql-ledger-store.ts';
