import type {RosterJournal} from '@holdfast/trust';
import type {JournalId} from '@holdfast/wire';

/** One open session, as status pages show it. */
export interface SessionView {
  readonly workstationId: string;
  readonly journalId: JournalId | undefined;
  readonly name: string;
  readonly address: string;
  readonly sinceMs: number;
  readonly clockOffsetMs: number;
  readonly app: string;
  readonly inFlight: number;
}

/** A session as pages show it; `lane` is there while it records. */
export function viewOf(session: {
  readonly lane: {readonly journal: RosterJournal; readonly inFlight: number} | undefined;
  readonly app: {readonly name: string; readonly version: string};
  readonly about: Pick<SessionView, 'address' | 'sinceMs' | 'clockOffsetMs'>;
}): SessionView {
  const {lane, app, about} = session;
  return {
    workstationId: lane?.journal.workstationId ?? '',
    journalId: lane?.journal.journalId,
    name: lane?.journal.name ?? '',
    ...about,
    app: `${app.name} ${app.version}`.trim(),
    inFlight: lane?.inFlight ?? 0,
  };
}
