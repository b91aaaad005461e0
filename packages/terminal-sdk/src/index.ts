export {createTerminal} from './create-terminal.ts';
export type {Custody, CustodyEvent} from './custody.ts';
export {formatAddress} from './hub-ladder.ts';
export type {TerminalIssue, TerminalIssueCode} from './issue.ts';
export {
  decodeCustody,
  decodePairing,
  decodeSuccession,
  encodeCustody,
  encodePairing,
  encodeSuccession,
  type Succession,
} from './kept-record.ts';
export {TERMINAL_LIMITS} from './limits.ts';
export type {PairingByCode} from './pair-by-code.ts';
export type {PairingWish} from './pair-terminal.ts';
export {
  type DiscoveryEvent,
  type ErasedPlace,
  type HandOver,
  type HubAddress,
  type HubCandidate,
  type HubConnection,
  type HubFinder,
  type HubLink,
  type Journal,
  type JournalCustody,
  type JournaledEntry,
  type JournalTail,
  type Pairing,
  type Predecessor,
  QUARANTINES_KEPT_MAX,
  type Quarantine,
  type ReadableJournal,
  type Successor,
  type TerminalPlatform,
  type UnprovenConnection,
} from './ports.ts';
export type {StoreReceipt, StoreTransaction} from './receipt-questions.ts';
export type {BlockedByHub} from './session-end.ts';
export type {AppName} from './session-ports.ts';
export type {SharedDocument, SharedShelf} from './shared-document.ts';
export type {
  CustodyProgress,
  Submission,
  SubmissionRecord,
  SubmitOptions,
  Terminal,
  TerminalEvents,
  TerminalOptions,
} from './terminal.ts';
export type {BlockedCode, HubRef, TerminalStatus} from './terminal-status.ts';
