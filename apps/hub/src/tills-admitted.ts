import type {RosterChanged} from '@holdfast/wire';

/** How many journals a roster has let in: once each, however many hubs have said so. */
export function tillsAdmitted(changes: readonly RosterChanged[]): number {
  const admitted = changes.flatMap(({change}) =>
    change.kind === 'journalAdmitted' ? [change.journalId] : [],
  );
  return new Set(admitted).size;
}
