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
