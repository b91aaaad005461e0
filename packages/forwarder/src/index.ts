export {
  type CarriedAnswer,
  Forwarder,
  type ForwarderLedgers,
  type LearnedLedger,
} from './forwarder.ts';
export {STICK} from './ledger-road.ts';
export type {ForwarderLimits} from './limits.ts';
export type {
  ForwarderAlarms,
  ForwarderPorts,
  LedgerDifference,
  MissingStretch,
  OutgoingSegment,
  Sink,
} from './ports.ts';
export {type ForwarderProgress, oldestUnsentMs} from './progress.ts';
export {SegmentPacker} from './segment-packer.ts';
