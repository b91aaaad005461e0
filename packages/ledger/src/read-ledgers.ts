import type {Digest} from '@holdfast/std';
import {damage} from './group.ts';
import {GroupReader} from './group-reader.ts';
import {readAllKept} from './kept-entry.ts';
import type {LedgerReader} from './ledger.ts';
import {LEDGER_LIMITS} from './limits.ts';
import type {LedgerFolder} from './ports.ts';
import {recoverLedger} from './recover-ledger.ts';

/** A ledger that nobody writes just now. */
export type LedgerReading = Pick<
  LedgerReader,
  'ledgerId' | 'prunedTo' | 'end' | 'readAfter' | 'watermark' | 'keptEntries'
>;

/**
 * The ledgers of a hub that has stopped, oldest first, to be read as they stand: nothing is
 * appended or opened anew. One that was never begun is left out. Throws `database/corrupt` for one
 * whose end cannot be read: the hub's next start sets it right. Otherwise as `LedgerFolder.open`.
 */
export async function readLedgers(
  folder: Pick<LedgerFolder, 'numbers' | 'open'>,
  digest: Digest,
): Promise<readonly LedgerReading[]> {
  const readings: LedgerReading[] = [];
  for (const number of await folder.numbers()) {
    const {store} = await folder.open(number);
    const contents = await store.contents();
    if (contents.ledgerId === undefined) continue;
    const recovered = await recoverLedger({store, contents, digest});
    const {ledgerId, tail, prunedTo, damaged, watermarks} = recovered;
    if (damaged) throw damage({ledgerId, ...damaged});
    const reader = new GroupReader({ledgerId, store, digest, prunedTo, limits: LEDGER_LIMITS});
    const end = {position: tail.position, head: tail.head};
    const marks = new Map(watermarks.map(({sink, position}) => [sink, position]));
    readings.push({
      ledgerId,
      prunedTo: () => prunedTo,
      end: () => end,
      readAfter: (position, limits) => reader.readAfter({position, end}, limits),
      watermark: sink => marks.get(sink) ?? 0,
      keptEntries: () => readAllKept({store, digest}),
    });
  }
  return readings;
}
