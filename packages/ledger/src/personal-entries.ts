import type {Turns} from '@holdfast/std';
import type {JournalEntry, LedgerEntry, LedgerId} from '@holdfast/wire';
import type {LedgerStretch, PrunedTo, ReadLimits} from './ledger.ts';

const PIECE = {entriesMax: 1024, bodyBytesMax: 1024 * 1024};
/** So many are taken off the disk by one write. */
const POSITIONS_AT_ONCE = 64;

/** A ledger whose personal data can be read and taken out. */
export interface ErasableLedger {
  readonly ledgerId: LedgerId;
  prunedTo(): PrunedTo;
  readAfter(position: number, limits: ReadLimits): Promise<LedgerStretch>;
  erasePersonal(positions: ReadonlySet<number>): Promise<void>;
}

/**
 * The entries of a ledger that carry personal data, oldest first. There is no index of them, which
 * would be personal data itself: all of the ledger is read, in small pieces.
 */
export async function* personalEntries(
  ledger: Pick<ErasableLedger, 'prunedTo' | 'readAfter'>,
  turns?: Turns,
): AsyncGenerator<LedgerEntry> {
  const limits = {...PIECE, ...(turns ? {turns} : {})};
  for (let position = ledger.prunedTo().position; ; ) {
    const {entries} = await ledger.readAfter(position, limits);
    const last = entries.at(-1);
    if (!last) return;
    for (const placed of entries) if (placed.entry.personal) yield placed;
    position = last.line.position;
  }
}

/**
 * Takes the personal data of these entries off the disk, wherever in the ledger they stand. Answers
 * how many had any. Asked again, after a crash too, it does what is left.
 */
export async function eraseFrom(
  ledger: ErasableLedger,
  how: {readonly turns?: Turns; readonly isErased: (entry: JournalEntry) => boolean},
): Promise<number> {
  let positions = new Set<number>();
  let erased = 0;
  for await (const {line, entry} of personalEntries(ledger, how.turns)) {
    if (!how.isErased(entry)) continue;
    positions.add(line.position);
    erased += 1;
    if (positions.size < POSITIONS_AT_ONCE) continue;
    await ledger.erasePersonal(positions);
    positions = new Set();
  }
  await ledger.erasePersonal(positions); // also with none: an earlier one may not have got through
  return erased;
}
