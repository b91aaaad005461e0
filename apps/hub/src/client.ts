export {hexGroups} from './ca-site/site-page.ts';
export {
  type NamedJournal,
  namedJournalSchema,
  type TakenAnswer,
  takenAnswerSchema,
} from './carried.ts';
export {hubConfigSchema, wayOutOf} from './config.ts';
export {type DataKeyStatus, dataKeySchema} from './data-key-status.ts';
export {type DayTotals, dayTotalsSchema} from './day-totals.ts';
export type {UplinkWish} from './hub-control.ts';
export {type HubIdentity, hubIdentitySchema} from './hub-identity.ts';
export {
  type HubStatus,
  hubStatusSchema,
  type TillStatus,
  type UplinkStatus,
  type UplinkTest,
  uplinkStatusSchema,
  uplinkTestSchema,
} from './hub-status.ts';
export {
  type FoundEntryText,
  foundEntryTextSchema,
  type LedgerEntryText,
  ledgerEntryTextSchema,
} from './ledger-entry-text.ts';
export {type LedgerSummary, ledgerSummarySchema} from './ledger-summary.ts';
export {
  type PairingCodeOpened,
  type PairingCodeStatus,
  pairingCodeOpenedSchema,
  pairingCodeStatusSchema,
} from './pairing-code-status.ts';
export {
  type ErasureReport,
  erasureReportSchema,
  type PersonalEntry,
  personalEntrySchema,
} from './personal/personal-entry.ts';
export {
  type PrinterStatus,
  type PrintJobStatus,
  printerStatusSchema,
  printJobStatusSchema,
} from './printing/printer-status.ts';
export {
  type MirrorState,
  type StandbyStatus,
  standbyStatusSchema,
} from './standby/standby-status.ts';
export {type StoreSummary, storeSummarySchema} from './store-summary.ts';
export {VERSION} from './version.ts';
