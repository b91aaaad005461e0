export type {ManifestBytes} from './manifest-bytes.ts';
export {type ExportFiles, type ExportReport, verifyExport} from './verify-export.ts';
export type {Break, BreakKind, Counted, VerifierKey, VerifyTools} from './verify-tools.ts';
