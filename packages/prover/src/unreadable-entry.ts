import type {SideEntry} from '@holdfast/checkers';

/** What stands for bytes of a side that cannot be read: a finding that says why. */
export function unreadable(entryHash: string, damage: string): SideEntry {
  return {
    retailStoreId: '?',
    workstationId: '?',
    journalId: '?',
    sequenceNumber: 0,
    entryHash,
    prevHash: '',
    bodySha256: '',
    money: undefined,
    quarantined: undefined,
    damage,
  };
}
