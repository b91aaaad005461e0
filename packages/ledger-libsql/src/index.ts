export type {LedgerShell} from './libsql-ledger-folder.ts';
export {type OpenLibsqlLedgersOptions, openLibsqlLedgers} from './open-libsql-ledgers.ts';
export {
  type VerifiedLedger,
  verifyLibsqlLedgerFile,
  verifyLibsqlLedgers,
} from './verify-libsql-ledgers.ts';
