export {ANSWER_FILE, readAnswer} from './answer-file.ts';
export {type DeliveredExport, deliverExport, type HeadOffice} from './deliver-export.ts';
export {MANIFEST_FILE} from './manifest-file.ts';
export type {LedgerSource, SourceLedger, StickFolder} from './ports.ts';
export {type ExportWish, writeExport} from './write-export.ts';
