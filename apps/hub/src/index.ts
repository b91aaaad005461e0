export {type HubConfig, hubConfigSchema, wayOutOf} from './config.ts';
export {enrolThisHub} from './enrol-this-hub.ts';
export type {UplinkWish} from './hub-control.ts';
export {HubFiles} from './hub-files.ts';
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
export {type LedgerEntryText, ledgerEntryTextSchema} from './ledger-entry-text.ts';
export {type LedgerSummary, ledgerSummarySchema} from './ledger-summary.ts';
export {type HubReady, runHub} from './run-hub.ts';
export {VERSION} from './version.ts';
