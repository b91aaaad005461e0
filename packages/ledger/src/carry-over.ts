import {type Digest, isFault, type Log} from '@holdfast/std';
import type {LedgerEntry} from '@holdfast/wire';
import {openGroup} from './group.ts';
import type {StoredGroup} from './ports.ts';
import type {ReadableLedger} from './shelf.ts';
import type {StoredLedger} from './stored-ledger.ts';

const READ_BYTES = 1024 * 1024;
/** Kept in the new ledger, like a sink's, once everything is over. */
export const CARRIED_OVER = 'carry-over';

/**
 * Appends to a new ledger what its predecessor holds beyond the place where it was ended: nobody
 * else may still have it. Entries whose lane does not go on there are left to the tills. Finished
 * once, by whichever start gets to the end of it; done twice, it is the same.
 */
export async function carryOver(parts: {
  readonly from: ReadableLedger | undefined;
  readonly to: StoredLedger;
  readonly digest: Digest;
  readonly log: Log;
}): Promise<void> {
  const {from, to, log} = parts;
  const beyond = from?.recovered.damaged;
  if (!from || !beyond || to.watermark(CARRIED_OVER) > 0) return;
  let next = beyond.first;
  let carried = 0;
  while (next <= beyond.last) {
    const groups = await readBeyond(from, next);
    for (const group of groups) {
      const appended = await appendAll(to, entriesOf(parts.digest, from, group));
      if (appended === 'busy') return;
      carried += appended;
      next = group.last + 1;
    }
    if (groups.length === 0) break;
  }
  await to.raise({sink: CARRIED_OVER, position: 1});
  log.warn('ledger.carried-over', {from: from.recovered.ledgerId, first: beyond.first, carried});
}

async function readBeyond(from: ReadableLedger, next: number): Promise<readonly StoredGroup[]> {
  try {
    const groups = await from.files.store.readGroups({from: next, bytesMax: READ_BYTES});
    return groups.filter(({last}) => last >= next);
  } catch (error) {
    if (isFault(error, 'database/corrupt')) return [];
    throw error;
  }
}

function entriesOf(
  digest: Digest,
  {recovered}: ReadableLedger,
  group: StoredGroup,
): readonly LedgerEntry[] {
  try {
    return openGroup(digest, {ledgerId: recovered.ledgerId, group}).entries;
  } catch (error) {
    if (isFault(error, 'database/corrupt')) return [];
    throw error;
  }
}

async function appendAll(
  to: StoredLedger,
  entries: readonly LedgerEntry[],
): Promise<number | 'busy'> {
  const outcomes = await Promise.all(
    entries
      .filter(({entry: {header}}) => {
        const tail = to.lane(header.journalId);
        return header.sequenceNumber > (tail?.sequenceNumber ?? 0);
      })
      .map(({line, entry}) => {
        const {disposition, clockOffsetMs} = line;
        return to.append({entry, disposition, clockOffsetMs});
      }),
  );
  if (outcomes.some(({kind}) => kind === 'busy')) return 'busy';
  return outcomes.filter(({kind}) => kind === 'recorded').length;
}
