import type {ReadExport} from '../ledger-export/read-export.ts';
import {amountText} from './amount-text.ts';
import {plain} from './plain.ts';
import {countText, plural} from './quantity-text.ts';
import type {Paint} from './style.ts';
import {dateTimeText} from './time-text.ts';

/** What an export holds, and whether it holds it whole. */
export function exportLines(
  {index, indexSha256, sums, broken}: ReadExport,
  paint: Paint,
): string[] {
  const {store, hubId, ledgers, segments, exportedAtMs} = index;
  const fact = (name: string, value: string) => `  ${paint('dim', name.padEnd(14))}${value}`;
  return [
    broken
      ? paint('bad', `✗ ${broken.file} ${plain(broken.reason)}`)
      : paint('good', '✓ The export is whole: every file is signed, joins and adds up.'),
    fact('store', `${store.id} ${plain(store.name)}, hub ${hubId.slice(0, 8)}`),
    fact('exported', dateTimeText(exportedAtMs)),
    fact(
      'entries',
      `${plural(sums.entries, 'entry', 'entries')} in ${plural(segments.length, 'file')}`,
    ),
    fact('transactions', transactionsText(sums)),
    ...Object.entries(sums.amountsMinor).map(([currency, amountMinor]) =>
      fact(`sum ${currency}`, amountText(amountMinor, currency)),
    ),
    ...ledgers.flatMap(({ledgerId, prunedTo, position, head}) => [
      fact('ledger', `${ledgerId}, to ${countText(position)}`),
      ...(prunedTo
        ? [fact('begins', `after ${countText(prunedTo.position)}, deleted before`)]
        : []),
      fact('its head', head),
    ]),
    fact('index SHA-256', indexSha256),
  ];
}

function transactionsText({transactions, quarantined}: ReadExport['sums']): string {
  const aside = quarantined === 0 ? '' : `, ${quarantined} of them set aside and in no sum`;
  return `${plural(transactions, 'transaction')}${aside}`;
}
