import type {ImportReport, ReportKind, Tally} from '@holdfast/importer';
import {amountText} from './amount-text.ts';
import {plain} from './plain.ts';
import {countText, plural} from './quantity-text.ts';
import type {Paint} from './style.ts';
import {type Cell, tableLines} from './table.ts';
import {wrap} from './wrap.ts';

const WIDTH = 78;
/** Of the lines that are reported, of each kind: enough to see what is wrong with a map. */
const SHOWN_OF_KIND = 2;

const KINDS: Readonly<Record<ReportKind, string>> = {
  unreadable: 'cannot be read',
  otherCurrency: 'in another currency',
  cardData: 'looks like a card number',
  test: 'a test',
  fee: 'a fee, no sale',
  accounting: 'corrects the books',
  negativePrice: 'a price below zero',
  zeroQuantity: 'sells nothing',
  zeroPrice: 'at no price',
  stockCorrection: 'corrects the stock',
  unfit: 'fits no transaction',
};

/** What an import did, by rule, and its account of every line and cent. */
export function importLines(report: ImportReport, paint: Paint): string[] {
  const {rules, reportedLines} = report;
  const shown = firstOfEachKind(reportedLines);
  const rest = reportedLines.length - shown.length;
  return [
    paint('bold', 'How the file was read:'),
    ...rules.flatMap(rule => wrap(plain(rule), {width: WIDTH, first: '  · ', others: '    '})),
    '',
    paint('bold', 'Every line and cent of it:'),
    ...accountLines(report, paint).map(line => `  ${line}`),
    ...(shown.length > 0 ? ['', paint('bold', 'Reported, for example:')] : []),
    ...shown.map(({rowNumber, reason}) => `  line ${rowNumber} ${plain(reason)}`),
    ...(rest > 0 ? [paint('dim', `  … and ${countText(rest)} more; --json names them all`)] : []),
  ];
}

function firstOfEachKind(lines: ImportReport['reportedLines']): ImportReport['reportedLines'] {
  const seen = new Map<ReportKind, number>();
  return lines.filter(({kind}) => {
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    return count <= SHOWN_OF_KIND;
  });
}

function accountLines(report: ImportReport, paint: Paint): string[] {
  const {csv, accepted, reported, reportedByKind, currencyCode, transactions} = report;
  const row = (name: string, {lines, amountMinor}: Tally, note = ''): Cell[] => [
    name,
    countText(lines),
    amountText(amountMinor, currencyCode),
    note,
  ];
  const columns = [
    {title: ''},
    {title: 'LINES', align: 'right'},
    {title: currencyCode, align: 'right'},
    {title: ''},
  ] as const;
  const kinds = Object.entries(reportedByKind).map(([kind, tally]) =>
    row(`  ${kind}`, tally, isReportKind(kind) ? KINDS[kind] : ''),
  );
  const rows = [
    row('in the file', csv),
    row('accepted', accepted, `in ${plural(transactions, 'transaction')}`),
    row('reported', reported, 'in none'),
    ...kinds,
  ];
  return [
    ...tableLines({columns, rows}, paint),
    paint('good', '✓ accepted + reported = in the file, to the line and to the cent'),
  ];
}

function isReportKind(kind: string): kind is ReportKind {
  return kind in KINDS;
}
