import type {HubId, JournalId, LedgerId} from '@holdfast/wire';

/** What head office raises an alarm about by itself; hubs add their own. The list only grows. */
const FLEET_ALARM_CODES = [
  'entry/card-data',
  'journal/after-closing',
  'journal/bad-signature',
  'journal/forked',
  'journal/wrong-key',
  'ledger/damaged',
  'ledger/diverged',
  'ledger/uncertified',
] as const;
export type FleetAlarmCode = (typeof FLEET_ALARM_CODES)[number];

/** One thing that is wrong, however often it was seen. */
export interface FleetAlarm {
  /** Code, ledger, journal, sequence: seen again, it is counted and not repeated. */
  readonly alarmId: string;
  /** One of {@link FLEET_ALARM_CODES}, or what a hub raised. */
  readonly code: string;
  readonly source: 'gateway' | 'hub';
  readonly retailStoreId: string;
  readonly hubId: HubId;
  readonly ledgerId: LedgerId;
  readonly journalId: JournalId | undefined;
  readonly sequenceNumber: number | undefined;
  /** Where its evidence lies: a line of a kept segment. */
  readonly segmentId: number;
  readonly position: number;
  readonly detail: string;
  readonly raisedAtMs: number;
}
