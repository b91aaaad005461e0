import type {ErasureReport, PersonalEntry} from '@holdfast/hub/client';
import {plain} from './plain.ts';
import {plural} from './quantity-text.ts';
import type {Paint} from './style.ts';
import {tableLines} from './table.ts';

/**
 * Transactions beside which personal data is or was; what it says only where that was asked for.
 */
export function personalLines(entries: readonly PersonalEntry[], paint: Paint): string[] {
  if (entries.length === 0) return ['No transaction with personal data.'];
  const rows = entries.map(({receiptNumber, key, state}) => [
    receiptNumber,
    key.workstationId,
    state === 'kept' ? 'kept' : ({text: '× erased', look: 'dim'} as const),
  ]);
  const columns = [{title: 'RECEIPT'}, {title: 'TILL'}, {title: 'PERSONAL DATA'}];
  const shown = entries.filter(({personal}) => personal !== undefined);
  if (shown.length === 0) return tableLines({columns, rows}, paint);
  return entries.flatMap(({receiptNumber, state, personal}) => [
    paint('bold', receiptNumber),
    ...(state === 'erased' ? ['  erased'] : []),
    ...Object.entries(personal ?? {}).map(
      ([field, value]) => `  ${field.padEnd(12)}${plain(String(value))}`,
    ),
  ]);
}

/** What an erasure came to. */
export function erasureLines({entries, pending}: ErasureReport, paint: Paint): string[] {
  const count = plural(entries.length, 'transaction');
  if (entries.length === 0 && !pending)
    return ['Nothing to erase: it is gone already, or never was.'];
  return [
    ...entries.map(({receiptNumber}) => receiptNumber),
    pending
      ? paint('warn', `▲ Recorded for ${count}. Something still holds a file: the hub tries again.`)
      : paint('good', `✓ Erased beside ${count}. Tills and head office follow as they hear of it.`),
  ];
}
