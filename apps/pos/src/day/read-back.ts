import {parseTransaction, type Transaction} from '@holdfast/domain';
import type {SubmissionRecord, Terminal} from '@holdfast/terminal-sdk';

const STEP = 256;

/** A transaction of this till, with where it stands. */
export interface KeptTransaction {
  readonly record: SubmissionRecord;
  readonly transaction: Transaction;
}

/**
 * Reads this till's journal from its end backwards, a stretch at a time, newest first; stops after
 * the stretch in which `enough` is true of every one. Works without a hub.
 */
export async function readBack(
  terminal: Pick<Terminal, 'list' | 'progress'>,
  enough: (one: KeptTransaction) => boolean,
): Promise<readonly KeptTransaction[]> {
  const found: KeptTransaction[] = [];
  for (let last = terminal.progress.journaled; last > 0; last -= STEP) {
    const stretch = await readStretch(terminal, {first: Math.max(1, last - STEP + 1), last});
    found.push(...stretch.toReversed());
    if (stretch.length === 0 || stretch.every(enough)) break;
  }
  return found;
}

/** Every one of these that is kept here: what is asked for at once may come in several answers. */
async function readStretch(
  terminal: Pick<Terminal, 'list'>,
  {first, last}: {readonly first: number; readonly last: number},
): Promise<KeptTransaction[]> {
  const found: KeptTransaction[] = [];
  for (let after = first - 1; after < last; ) {
    const place = {afterSequenceNumber: after, entriesMax: last - after};
    const records = await terminal.list(place);
    const reached = records.at(-1)?.key.sequenceNumber;
    if (reached === undefined) break;
    for (const record of records) {
      if (record.key.sequenceNumber > last) continue;
      const transaction = parseTransaction(record.body);
      if (transaction.ok) found.push({record, transaction: transaction.value});
    }
    after = reached;
  }
  return found;
}
