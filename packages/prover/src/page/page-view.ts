import type {ExportReport} from '../verify/verify-export.ts';
import type {Language, PageWords} from './page-words.ts';

/** What the page shows: one of these at a time. */
export type PageState =
  | {readonly kind: 'unfit'}
  | {readonly kind: 'empty'}
  | {readonly kind: 'checking'; readonly done: number; readonly total: number}
  | {readonly kind: 'checked'; readonly report: ExportReport};

/** A part of the page. Text is text: nothing that a file says becomes markup. */
type Part = Node | string;

function element(tag: string, look: string, ...parts: readonly Part[]): HTMLElement {
  const made = document.createElement(tag);
  if (look !== '') made.className = look;
  made.append(...parts);
  return made;
}

/** Draws a state; the pickers that it offers are the caller's. */
export function drawState(
  state: PageState,
  scene: {
    readonly words: PageWords;
    readonly language: Language;
    readonly picker: HTMLElement;
    readonly again: HTMLElement;
  },
): HTMLElement {
  const {words, picker, again} = scene;
  switch (state.kind) {
    case 'unfit':
      return panel('bad', '!', words.unfit, words.unfitWhy);
    case 'empty':
      return element('section', 'panel empty', element('p', 'drop', words.drop), picker);
    case 'checking':
      return checkingPanel(state, scene);
    case 'checked': {
      const shown = drawReport(state.report, scene);
      shown.append(again);
      return shown;
    }
  }
}

function panel(look: string, mark: string, title: string, why: string): HTMLElement {
  const heading = element('h2', '', element('span', 'mark', mark), title);
  return element('section', `panel ${look}`, heading, element('p', 'why', why));
}

function checkingPanel(
  {done, total}: {readonly done: number; readonly total: number},
  {words, language}: {readonly words: PageWords; readonly language: Language},
): HTMLElement {
  const bar = document.createElement('progress');
  bar.max = Math.max(1, total);
  bar.value = done;
  bar.setAttribute('aria-label', words.checking);
  const count = words.ofEntries(numberText(done, language), numberText(total, language));
  const heading = element('h2', '', element('span', 'mark', '…'), words.checking);
  return element('section', 'panel busy', heading, bar, element('p', 'why', count));
}

function drawReport(
  report: ExportReport,
  {words, language}: {readonly words: PageWords; readonly language: Language},
): HTMLElement {
  const {broken, manifest} = report;
  const facts = manifest ? reportFacts(report, {words, language}) : [];
  if (broken) {
    const kind = words.kinds[broken.kind];
    const shown = panel('bad', '✗', words.broken, kind.what);
    const position = broken.position === undefined ? '' : numberText(broken.position, language);
    shown.append(
      list([
        [words.firstBad, broken.entry ? element('code', '', broken.entry) : words.noEntry],
        ...(broken.file === undefined ? [] : [row(words.file, element('code', '', broken.file))]),
        ...(position === '' ? [] : [row(words.position, position)]),
        [words.why, broken.reason],
        [words.whatNow, element('strong', '', kind.now)],
      ]),
    );
    if (facts.length > 0) shown.append(list(facts, 'quiet'));
    return shown;
  }
  const shown = manifest?.sealed
    ? panel('sealed', '✓', words.sealed, words.sealedWhy)
    : panel('good', '✓', words.whole, words.wholeWhy);
  shown.append(list(facts));
  return shown;
}

type Row = readonly [string, Part];
const row = (name: string, value: Part): Row => [name, value];

function reportFacts(
  report: ExportReport,
  {words, language}: {readonly words: PageWords; readonly language: Language},
): Row[] {
  const {manifest, counted, signatures, broken, answer} = report;
  if (!manifest) return [];
  const number = (value: number) => numberText(value, language);
  const {retailStoreId, storeName, hubId, exportedAtMs, sealed, contentSha256} = manifest;
  const word = sealed ? ` (${words.hubsWord})` : '';
  const aside = counted.quarantined === 0 ? '' : ` · ${number(counted.quarantined)} ${words.aside}`;
  const sums = broken
    ? []
    : [
        row(words.entries, number(counted.entries) + word),
        row(words.transactions, number(counted.transactions) + aside),
        ...Object.entries(counted.amountsMinor).map(([currency, amount]) =>
          row(words.sum, moneyText(amount, {currency, language}) + word),
        ),
        row(words.content, element('code', '', contentSha256)),
      ];
  const {segments, entries, statements, unknownKeys} = signatures;
  const unknown = unknownKeys === 0 ? '' : ` · ${words.unknownKeys(number(unknownKeys))}`;
  const {kept, erased} = report.personal;
  const beside = words.personalOf(number(kept), number(erased));
  const proved = words.signaturesOf(number(segments), number(entries), number(statements));
  const hub = element('span', '', element('code', '', hubId), ` · ${words.compareHub}`);
  return [
    row(words.store, `${retailStoreId} ${storeName}`.trim()),
    row(words.hub, hub),
    row(words.exported, timeText(exportedAtMs, language)),
    ...sums,
    ...(kept + erased === 0 ? [] : [row(words.personal, beside)]),
    row(words.signatures, proved + unknown),
    ...(broken ? [] : [row(words.answer, answerText(answer, {words, language}))]),
  ];
}

function answerText(
  answer: ExportReport['answer'],
  {words, language}: {readonly words: PageWords; readonly language: Language},
): string {
  if (!answer) return words.answerNone;
  const when = timeText(answer.issuedAtMs, language);
  return answer.current ? when : `${when} · ${words.answerOlder}`;
}

function list(rows: readonly Row[], look = ''): HTMLElement {
  const parts = rows.flatMap(([name, value]) => [
    element('dt', '', name),
    element('dd', '', value),
  ]);
  return element('dl', look, ...parts);
}

function numberText(value: number, language: Language): string {
  return new Intl.NumberFormat(language).format(value);
}

function timeText(wallMs: number, language: Language): string {
  const options = {dateStyle: 'medium', timeStyle: 'medium'} as const;
  return new Intl.DateTimeFormat(language, options).format(wallMs);
}

/** An amount of a currency that this browser does not know stays in minor units. */
function moneyText(
  amountMinor: number,
  {currency, language}: {readonly currency: string; readonly language: Language},
): string {
  try {
    const money = new Intl.NumberFormat(language, {style: 'currency', currency});
    const digits = money.resolvedOptions().maximumFractionDigits ?? 2;
    return money.format(amountMinor / 10 ** digits);
  } catch {
    return `${currency} ${amountMinor}`;
  }
}
