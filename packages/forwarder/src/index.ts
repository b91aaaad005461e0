export {Forwarder, type ForwarderLedgers} from './forwarder.ts';
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
