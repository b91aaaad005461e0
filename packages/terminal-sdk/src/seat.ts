import {Fault, type SigningKey} from '@holdfast/std';
import type {JournalId} from '@holdfast/wire';
import type {Journal} from './ports.ts';

/** Where a terminal stands and what it is there. */
export interface Place {
  readonly retailStoreId: string;
  readonly workstationId: string;
}

/** Which journal asks to be taken in. */
export interface Seat {
  readonly key: SigningKey;
  readonly journalId: JournalId;
  /** It is the journal that will follow this one, because this one belongs to another place. */
  readonly moves: boolean;
}

/**
 * The journal that a terminal brings to a place. One with entries belongs to its store and its
 * workstation for ever: moved, a till begins another, under another key, and leaves that one
 * closed. Before anything is said to the hub of the new place, throws `pairing/unheld-entries`
 * while head office has not signed for all of it: nobody there would ever send the rest.
 */
export async function seatFor(journal: Journal, place: Place): Promise<Seat> {
  const {key, journalId} = journal;
  const before = journal.pairing();
  const stays =
    !before ||
    journal.tail().sequenceNumber === 0 ||
    (before.retailStoreId === place.retailStoreId && before.workstationId === place.workstationId);
  if (stays) return {key, journalId, moves: false};
  const unheld = unheldFault(journal, place);
  if (unheld) throw unheld;
  return {...(await journal.prepareSuccessor()), moves: true};
}

/**
 * What stands in the way of moving, if anything does. Looked at again when the journal is closed: a
 * sale may have come.
 */
export function unheldFault(journal: Journal, place: Place): Fault | undefined {
  const before = journal.pairing();
  const held = journal.custody().held?.sequenceNumber ?? 0;
  const last = journal.tail().sequenceNumber;
  if (!before || held >= last) return undefined;
  return new Fault('pairing/unheld-entries', {
    reason: 'head office has not signed for all that was sold at the old place',
    unheld: last - held,
    entries: `${held + 1} to ${last}`,
    from: placeText(before),
    to: placeText(place),
  });
}

function placeText({retailStoreId, workstationId}: Place): string {
  return `${workstationId} of store ${retailStoreId}`;
}
