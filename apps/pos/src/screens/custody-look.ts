import type {Messages} from '@holdfast/messages';
import type {Custody} from '@holdfast/terminal-sdk';
import type {CustodyLook} from '@holdfast/ui';

/** The state that a cashier sees of a transaction: one of four, for every custody there is. */
export function custodyLook(custody: Custody): CustodyLook {
  if (custody.kind !== 'journaled' && custody.quarantine) return 'attention';
  // A copy on the standby hub is one more disk of the store.
  return custody.kind === 'mirrored' ? 'recorded' : custody.kind;
}

export function custodyLabel(look: CustodyLook, say: Messages): string {
  const labels: Readonly<Record<CustodyLook, string>> = {
    journaled: say.custodyJournaled,
    recorded: say.custodyRecorded,
    held: say.custodyHeld,
    attention: say.custodyAttention,
  };
  return labels[look];
}
