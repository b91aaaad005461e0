import type {RosterJournal} from '@holdfast/trust';
import type {HubToTerminal, JournalId} from '@holdfast/wire';
import {INGEST_LIMITS} from './limits.ts';
import type {SessionHost} from './session-host.ts';
import {heldOfClosed} from './take-succession.ts';
import {sharedWith} from './welcome-of.ts';

type Host = Pick<SessionHost<never>, 'ports' | 'alarm' | 'status' | 'isNewFork'>;

/** What a terminal hears at once: what is held, how the store stands, what it shares. */
export function afterWelcome(host: Host, journal: RosterJournal): readonly HubToTerminal[] {
  return [...heldOfClosed(host, journal), host.status, ...sharedWith(host.ports, journal)];
}

/** A till whose clock is far off the hub's sells on; somebody should look at it. */
export function alarmWhereClockIsOff(
  host: Host,
  till: {readonly journalId: JournalId; readonly clockOffsetMs: number},
): void {
  const {journalId, clockOffsetMs} = till;
  if (Math.abs(clockOffsetMs) <= INGEST_LIMITS.clockAlarmMs) return;
  const detail = `the till's clock is ${Math.round(-clockOffsetMs / 1000)} s off the hub's`;
  host.alarm({code: 'clock/implausible', journalId, detail});
}
