export {Ingest} from './ingest.ts';
export type {
  ConnectionEvents,
  ErasureKeeper,
  HubJournalWriter,
  ReceiptFinder,
  RosterKeeper,
  SharedLibrary,
  TerminalConnection,
} from './ports.ts';
export type {PrintDesk, PrintNews} from './print-desk.ts';
export type {IngestCounts, IngestPorts} from './session-host.ts';
export type {SessionView} from './session-view.ts';
