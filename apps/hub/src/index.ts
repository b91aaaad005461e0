export type {LedgerEntryText} from './admin-server.ts';
export {type HubConfig, hubConfigSchema} from './config.ts';
export {enrolThisHub} from './enrol-this-hub.ts';
export {HubFiles} from './hub-files.ts';
export type {HubStatus, TillStatus, UplinkStatus} from './hub-status.ts';
export {type HubReady, runHub} from './run-hub.ts';
export {VERSION} from './version.ts';
