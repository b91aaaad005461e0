import {consoleDaySchema} from '@holdfast/hub/console';
import {BarChart} from '@holdfast/ui';
import {useState} from 'react';
import type * as z from 'zod';
import {amountText} from './amount-text.ts';
import {useAnswer} from './ask-state.ts';
import {tenderWord} from './entry-words.ts';
import {useLooks} from './looks.tsx';
import type {PageProps} from './page-props.ts';

type Day = z.output<typeof consoleDaySchema>;

/** A business day by hour, tender and till: bars, and the same as tables. */
export function DayPage({office, view}: PageProps) {
  const {say, language} = useLooks();
  const [day, setDay] = useState(() => localDay(view.status.timeMs));
  const path = day === '' ? undefined : `/day?day=${day}`;
  // What was recorded meanwhile is counted too: asked anew as the ledger grows.
  const found = useAnswer(
    office,
    consoleDaySchema,
    path && `${path}#${view.status.ledger.position}`,
  );
  const {value} = found;
  const currencies = [...new Set(value?.tills.map(({currencyCode}) => currencyCode))];
  const behind = (value?.position ?? 0) - (value?.indexedPosition ?? 0);
  return (
    <>
      <div className="page-head">
        <h1>{say.dayTitle}</h1>
        <label className="field inline">
          <span>{say.dayDate}</span>
          <input type="date" value={day} onChange={({target}) => setDay(target.value)} />
        </label>
      </div>
      <p className="problem" role="alert">
        {found.problem}
      </p>
      {behind > 0 && <p className="soft">{say.ledgerBehind({count: behind})}</p>}
      {value && currencies.length === 0 && <p className="sheet">{say.dayNone}</p>}
      {value &&
        currencies.map(currency => (
          <div className="charts" key={currency}>
            <section className="sheet wide">
              <h2>
                {say.dayTotal}
                <span>{amountText(sumOf(value, currency).amountMinor, currency, language)}</span>
              </h2>
              <p className="soft">
                {say.dayTransactions({count: sumOf(value, currency).transactions})}
              </p>
            </section>
            {chartsOf(value, currency).map(({title, first, bars}) => (
              <section className="sheet" key={title}>
                <BarChart
                  title={title}
                  bars={bars}
                  columns={[first, say.dayAmount, say.dayCount]}
                  tableLabel={say.chartTable}
                />
              </section>
            ))}
          </div>
        ))}
    </>
  );

  function chartsOf({tills, parts}: Day, currency: string) {
    const bar = (
      name: string,
      one: {readonly amountMinor: number; readonly transactions: number},
    ) => ({
      ...{name, value: one.amountMinor, count: String(one.transactions)},
      text: amountText(one.amountMinor, currency, language),
    });
    const mine = parts.filter(({currencyCode}) => currencyCode === currency);
    const hours = mine.flatMap(one =>
      one.part.kind === 'hour' ? [bar(String(one.part.hour).padStart(2, '0'), one)] : [],
    );
    const tenders = mine.flatMap(one =>
      one.part.kind === 'tender' ? [bar(tenderWord(one.part.tenderType, say), one)] : [],
    );
    const byTill = tills.filter(({currencyCode}) => currencyCode === currency);
    return [
      {title: say.dayByHour, first: say.dayHour, bars: hours},
      {title: say.dayByTender, first: say.dayTender, bars: tenders},
      {
        title: say.dayByTill,
        first: say.ledgerTill,
        bars: byTill.map(one => bar(one.workstationId, one)),
      },
    ];
  }
}

function sumOf({tills}: Day, currency: string) {
  const mine = tills.filter(({currencyCode}) => currencyCode === currency);
  return {
    amountMinor: mine.reduce((sum, one) => sum + one.amountMinor, 0),
    transactions: mine.reduce((sum, one) => sum + one.transactions, 0),
  };
}

/** Today, as the clock on this wall has it. */
function localDay(wallMs: number): string {
  const date = new Date(wallMs);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
