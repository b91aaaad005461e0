import type {SideEntry} from './history.ts';

/** What a checker found wrong, under the number of the invariant it breaks. */
export interface Finding {
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I8' | 'I9' | 'I10' | 'I11' | 'I18';
  readonly kind:
    | 'lost'
    | 'doubled'
    | 'invented'
    | 'changed'
    | 'reordered'
    | 'gap'
    | 'chain'
    | 'positions'
    | 'money'
    | 'nothing'
    | 'early'
    | 'personal';
  readonly side: string;
  /** Which entry, as `017/W01/K7Q2…/482`; empty where it is about a whole side. */
  readonly entry: string;
  readonly detail: string;
}

/** An entry's key within a store: one journal, one count. */
export function keyOf(entry: {
  readonly journalId: string;
  readonly sequenceNumber: number;
}): string {
  return `${entry.journalId}/${entry.sequenceNumber}`;
}

export function nameOf(entry: SideEntry): string {
  return `${entry.retailStoreId}/${entry.workstationId}/${keyOf(entry)}`;
}
