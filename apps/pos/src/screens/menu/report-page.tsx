import type {TenderType} from '@holdfast/domain';
import type {Messages} from '@holdfast/messages';
import {isFault} from '@holdfast/std';
import {useEffect, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {DayReport} from '../../day/day-report.ts';
import type {ReportNow} from '../../day/till-day.ts';
import {useLooks} from '../looks.tsx';
import {moneyText, sinceText} from '../money-text.ts';
import type {PageProps} from './page-props.ts';

interface Row {
  readonly key: string;
  readonly what: string;
  readonly amountMinor: number;
  readonly strong?: boolean;
}

/** This till's business day so far, from its own journal. */
export function ReportPage({day, state, onBack, onClose}: PageProps) {
  const {say, language} = useLooks();
  const [now, setNow] = useState<ReportNow | undefined>();
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let current = true;
    day.report().then(
      found => current && setNow(found),
      (error: unknown) => current && setProblem(isFault(error) ? error.code : String(error)),
    );
    return () => {
      current = false;
    };
  }, [day]);
  if (!now) {
    return (
      <p role={problem === '' ? 'status' : 'alert'}>
        {problem === '' ? say.reportReading : say.deedFailed({code: problem})}
      </p>
    );
  }
  const {report, asOfMs} = now;
  const time = sinceText(asOfMs, {language, nowMs: Date.now()});
  const nameOf = (operatorId: string) =>
    state.store.operators.find(one => one.operatorId === operatorId)?.name ?? operatorId;
  return (
    <div className="report">
      <p>
        <strong>{say.reportAsOf({time})}</strong>
        <br />
        <span className="soft">{say.reportDay({time: report.businessDayDate})}</span>
      </p>
      <Rows title={say.reportNet} report={report} rows={netRows(report, say)} />
      <Rows title={say.reportDrawer} report={report} rows={drawerRows(report, say)} />
      <Rows title={say.reportTenders} report={report} rows={tenderRows(report, say)} />
      <Rows
        title={say.reportOperators}
        report={report}
        rows={report.operators.map(({operatorId, count, amountMinor}) => ({
          ...{key: operatorId, amountMinor, what: `${nameOf(operatorId)} (${count})`},
        }))}
      />
      <Rows
        title={say.reportHours}
        report={report}
        rows={report.hours.map(({hour, count, amountMinor}) => ({
          ...{key: hour, amountMinor, what: `${hour}:00–${hour}:59 (${count})`},
        }))}
      />
      <Rows title={say.reportTaxes} report={report} rows={useTaxRows(report)} />
      <p className="soft">
        {say.reportNoSales({count: report.noSales})}
        {report.training > 0 && (
          <>
            <br />
            {say.reportTraining({count: report.training})}
          </>
        )}
        <br />
        {say.reportOwn}
      </p>
      <div className="row">
        <Button className="secondary" onPress={onBack}>
          {say.menuBack}
        </Button>
        <Button className="primary" autoFocus onPress={onClose}>
          {say.close}
        </Button>
      </div>
    </div>
  );
}

function Rows(props: {
  readonly title: string;
  readonly report: DayReport;
  readonly rows: readonly Row[];
}) {
  const {title, report, rows} = props;
  const {language} = useLooks();
  const {currencyCode} = report;
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <dl className="sums">
        {rows.map(({key, what, amountMinor, strong = false}) => (
          <div key={key} data-strong={strong}>
            <dt>{what}</dt>
            <dd>{moneyText(amountMinor, {language, currencyCode})}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function netRows({sales, returns, voids, net}: DayReport, say: Messages): readonly Row[] {
  return [
    {key: 'sales', what: say.reportSales(sales), amountMinor: sales.amountMinor},
    {key: 'returns', what: say.reportReturns(returns), amountMinor: returns.amountMinor},
    {key: 'voids', what: say.reportVoids(voids), amountMinor: voids.amountMinor},
    {key: 'net', what: say.reportNet, amountMinor: net.amountMinor, strong: true},
  ];
}

function drawerRows({drawer}: DayReport, say: Messages): readonly Row[] {
  const out = (key: string, what: string, minor: number) => ({key, what, amountMinor: 0 - minor});
  return [
    {key: 'float', what: say.cashLoan, amountMinor: drawer.floatMinor},
    {key: 'sales', what: say.reportCashSales, amountMinor: drawer.salesMinor},
    {key: 'in', what: say.cashPaidIn, amountMinor: drawer.paidInMinor},
    out('out', say.cashPaidOut, drawer.paidOutMinor),
    out('drop', say.cashSafeDrop, drawer.safeDropMinor),
    out('pickup', say.cashPickup, drawer.pickupMinor),
    {key: 'due', what: say.reportExpected, amountMinor: drawer.expectedMinor, strong: true},
  ].filter(({key, amountMinor}) => key === 'due' || amountMinor !== 0);
}

function tenderRows(report: DayReport, say: Messages): readonly Row[] {
  const {tenders, roundingMinor} = report;
  const words = tenderWords(say);
  const rows = tenders.map(({tenderType, count, amountMinor}) => ({
    ...{key: tenderType, amountMinor, what: `${words[tenderType]} (${count})`},
  }));
  const rounding = {key: 'rounding', what: say.reportRounding, amountMinor: roundingMinor};
  return roundingMinor === 0 ? rows : [...rows, rounding];
}

function useTaxRows({taxes, currencyCode}: DayReport): readonly Row[] {
  const {say, language} = useLooks();
  return taxes.map(({taxGroup, percent, included, taxableMinor, taxMinor}) => {
    const amount = moneyText(taxableMinor, {language, currencyCode});
    const what = `${taxGroup} · ${say.reportTaxOn({percent, amount})}`;
    return {key: `${taxGroup} ${percent} ${included}`, what, amountMinor: taxMinor};
  });
}

function tenderWords(say: Messages): Readonly<Record<TenderType, string>> {
  return {
    cash: say.tenderCash,
    creditDebit: say.tenderCreditDebit,
    mobileWallet: say.tenderMobileWallet,
    giftCard: say.tenderGiftCard,
    voucher: say.tenderVoucher,
    storeCredit: say.tenderStoreCredit,
    customerAccount: say.tenderCustomerAccount,
    bankTransfer: say.tenderBankTransfer,
    check: say.tenderCheck,
    loyalty: say.tenderLoyalty,
    other: say.tenderOther,
  };
}
