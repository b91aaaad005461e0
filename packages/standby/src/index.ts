export type {LedgerBase} from './ledger-base.ts';
export {STANDBY_LIMITS} from './limits.ts';
export {Mirror, type MirroredLedgerView} from './mirror.ts';
export {MirrorBook, type MirroredLane} from './mirror-book.ts';
export type {
  HubConnection,
  SegmentFrame,
  SegmentStore,
  StandbyConnection,
  StandbyConnectionEvents,
  StandbyIdentity,
  StandbyKeeper,
} from './ports.ts';
export {StandbyDesk} from './standby-desk.ts';
export {StandbyDoor} from './standby-door.ts';
export {StandbyPost} from './standby-post.ts';
export {STANDBY, StandbySink} from './standby-sink.ts';
