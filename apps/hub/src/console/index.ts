export {pairingCodeOpenedSchema, pairingCodeStatusSchema} from '../pairing-code-status.ts';
export {type StoreSummary, storeSummarySchema} from '../store-summary.ts';
export type {ConsoleRight} from './console-role.ts';
export {
  type Attention,
  type ConsoleSessionView,
  type ConsoleView,
  consoleSessionSchema,
  consoleViewSchema,
  type Severity,
  type TimelinePeriod,
} from './console-view.ts';
export {
  consoleDaySchema,
  foundEntrySchema,
  type LedgerHit,
  ledgerPageSchema,
} from './ledger-view.ts';
