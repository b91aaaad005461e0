import type {LedgerEntryText} from '@holdfast/hub/client';
import {entryWords} from './entry-words.ts';
import {cut, plain, textWidth} from './plain.ts';
import {countText} from './quantity-text.ts';
import type {Paint} from './style.ts';
import {clockText} from './time-text.ts';

/** One entry of a ledger, in columns that stay where they are while entries come. */
export function entryLine(
  entry: LedgerEntryText,
  {paint, columns}: {readonly paint: Paint; readonly columns: number},
): string {
  const {who, what, amount, detail} = entryWords(entry);
  const start = [
    countText(entry.position).padStart(8),
    clockText(entry.recordedAtMs),
    plain(who).padEnd(16),
    plain(what).padEnd(11),
    amount.padStart(13),
  ].join('  ');
  const aside = entry.quarantined;
  const end = plain(aside === undefined ? detail : `! set aside: ${aside}`);
  const line = `${start}  ${cut(end, Math.max(8, columns - textWidth(start) - 2))}`.trimEnd();
  return aside === undefined ? line : paint('warn', line);
}
