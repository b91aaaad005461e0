export {type EnrolmentPermit, Enrolments} from './enrolments.ts';
export type {
  DecisionRecord,
  EntryPlace,
  HeldEntry,
  Standing,
  WaitingEntry,
} from './entry-record.ts';
export type {ErasureRecord} from './erasure-record.ts';
export {Fleet} from './fleet.ts';
export type {FleetAlarm, FleetAlarmCode} from './fleet-alarm.ts';
export type {EntryName, FleetBatch, FleetMark, LaneAhead} from './fleet-batch.ts';
export type {
  CountedAlarm,
  DayTotal,
  FleetCounts,
  FleetDeciding,
  FleetReading,
  FleetStore,
  Page,
} from './fleet-store.ts';
export type {EnrolmentRecord, HubRecord} from './hub-record.ts';
export type {JournalClosing, JournalRecord} from './journal-record.ts';
export type {LedgerRecord} from './ledger-record.ts';
export type {FleetPorts, SegmentTools} from './ports.ts';
export type {SegmentRecord, SegmentState, StoredSegment} from './segment-record.ts';
export type {UnpackedSegment} from './segment-shelf.ts';
export {type TakeOverPorts, TakeOvers} from './take-overs.ts';
export type {SalesDescription, TransactionDescription} from './transaction-description.ts';
export {
  type ArrivedTransaction,
  type FoundTransaction,
  type HeldTransaction,
  type StreamItem,
  Transactions,
} from './transactions.ts';
