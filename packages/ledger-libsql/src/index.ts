export type {DataKeyUse, LedgerKeys} from './ledger-keys.ts';
export {
  type LedgerFolderOptions,
  type LedgerShell,
  LibsqlLedgerFolder,
} from './libsql-ledger-folder.ts';
export {openLedgerKeys} from './open-ledger-keys.ts';
export {type OpenLibsqlLedgersOptions, openLibsqlLedgers} from './open-libsql-ledgers.ts';
export {type LibsqlReadings, readLibsqlLedgers} from './read-libsql-ledgers.ts';
export {refuseInUse} from './refuse-in-use.ts';
