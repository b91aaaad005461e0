export {nodeVerifyTools} from './node-verify-tools.ts';
export {type Proof, type ProveOptions, proveStore} from './prove-store.ts';
export type {ExportReport} from './verify/verify-export.ts';
export type {Break} from './verify/verify-tools.ts';
export {verifyExportFolder} from './verify-export-folder.ts';
export {type LedgerFileReport, verifyLedgerFiles} from './verify-ledger-file.ts';
