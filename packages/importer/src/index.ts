export {ONLINE_RETAIL_MAP, PIZZAPLACE_MAP} from './built-in-maps.ts';
export {type DelimitedRow, detectDelimiter, readDelimited} from './delimited-text.ts';
export {type ImportMap, type ItemMeaning, parseImportMap} from './import-map.ts';
export type {ImportReport, ReportedLine, Tally} from './import-report.ts';
export {
  type Imported,
  type ImportedTransaction,
  importTransactions,
} from './import-transactions.ts';
export {type RecognisedMap, recogniseMap} from './recognise-map.ts';
export type {ReportKind} from './source-line.ts';
