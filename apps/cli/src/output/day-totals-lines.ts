import type {DayTotals} from '@holdfast/hub/client';
import {amountText} from './amount-text.ts';
import type {Paint} from './style.ts';
import {tableLines} from './table.ts';

/** A line a till and currency, then a line for the store in each currency. */
export function dayTotalsLines(day: DayTotals, paint: Paint): string[] {
  const {businessDayDate, totals, countedPosition, position} = day;
  const currencies = [...new Set(totals.map(({currencyCode}) => currencyCode))];
  const store = currencies.map(currencyCode => {
    const own = totals.filter(each => each.currencyCode === currencyCode);
    const transactions = own.reduce((sum, each) => sum + each.transactions, 0);
    const amountMinor = own.reduce((sum, each) => sum + each.amountMinor, 0);
    return {workstationId: 'store', currencyCode, transactions, amountMinor};
  });
  const rows = [...totals, ...store].map(each => [
    each.workstationId,
    each.transactions.toLocaleString('en-GB'),
    amountText(each.amountMinor, each.currencyCode),
    each.currencyCode,
  ]);
  const behind = position - countedPosition;
  if (rows.length === 0) return [`No sales of ${businessDayDate} on this hub.`, ...late(behind)];
  const columns = [
    {title: 'TILL'},
    {title: 'TRANSACTIONS', align: 'right'},
    {title: 'AMOUNT', align: 'right'},
    {title: ''},
  ] as const;
  return [...tableLines({columns, rows}, paint), ...late(behind)];
}

function late(behind: number): string[] {
  return behind > 0 ? [`The newest ${behind} entries are not counted yet.`] : [];
}
