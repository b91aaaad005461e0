export {type Count, Ingest, type IngestCounts, type IngestPorts} from './ingest.ts';
export {type Judgement, judgeEntry, type LaneIdentity, type RefusalReason} from './judge-entry.ts';
export {INGEST_LIMITS} from './limits.ts';
export type {
  ConnectionEvents,
  HubJournalWriter,
  RosterKeeper,
  TerminalConnection,
} from './ports.ts';
export {SignatureWatch} from './signature-watch.ts';
export {type SessionView, TerminalSession} from './terminal-session.ts';
