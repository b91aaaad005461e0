import type {RosterJournal} from '@holdfast/trust';
import type {JournalId} from '@holdfast/wire';
import type {HubStatus} from './hub-status.ts';
import type {Sighting} from './sightings.ts';

type TookOver = NonNullable<HubStatus['tookOver']>;

/**
 * How far a hub that took over has what each till had: complete where the till came and all that it
 * said is here or at head office; not seen where only what others knew of it can be told.
 */
export function completeness(of: {
  readonly journals: readonly RosterJournal[];
  /** The last sequence that is recorded here or held at head office. */
  readonly safeSequence: (journalId: JournalId) => number;
  readonly sighting: (journalId: JournalId) => Sighting | undefined;
  /** What the hub before, or head office, knew last. */
  readonly knownBefore: ReadonlyMap<
    JournalId,
    {readonly sequenceNumber: number; readonly seenAtMs: number}
  >;
}): TookOver['tills'] {
  const open = of.journals.filter(({closed}) => closed === undefined);
  return open.map(({workstationId, journalId}) => {
    const safe = of.safeSequence(journalId);
    const seen = of.sighting(journalId);
    const till = {workstationId, journalId};
    if (!seen) {
      const known = of.knownBefore.get(journalId);
      const sequence = Math.max(safe, known?.sequenceNumber ?? 0);
      const seenAtMs = known?.seenAtMs ?? 0;
      return {...till, state: 'notSeen', sequence, of: sequence, seenAtMs} as const;
    }
    const {saidSequence, seenAtMs} = seen;
    const state = safe >= saidSequence ? ('complete' as const) : ('refilling' as const);
    return {...till, state, sequence: safe, of: Math.max(safe, saidSequence), seenAtMs};
  });
}
