import type {StoreSettings} from '@holdfast/catalogue';
import {parseTransaction, type RetailTransaction} from '@holdfast/domain';
import {CustodyMark} from '@holdfast/ui';
import {useEffect, useRef, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {PaperLine} from '../paper/paper-line.tsx';
import {paperOf, printerOf, wantsDrawer} from '../paper/till-paper.ts';
import type {EndedSale, TillState} from '../till/till-state.ts';
import type {WebTill} from '../till/web-till.ts';
import {custodyLabel, custodyLook} from './custody-look.ts';
import {useLooks} from './looks.tsx';
import {moneyText} from './money-text.ts';

const REPRINT_KEY = 'F8';

/** What draws and prints receipts comes after the page: a till sells before it is there. */
const press = () => import('./receipt.tsx');
type Press = Awaited<ReturnType<typeof press>>;

/**
 * Sold: the change to give, where the sale is now, its receipt. A printer of the hub prints it at
 * once and opens the drawer; without one the browser's dialog prints it when it is asked to. The
 * next scan begins a new sale.
 */
export function DonePanel(props: {
  readonly till: WebTill;
  readonly state: TillState;
  readonly last: EndedSale;
  readonly settings: StoreSettings;
  readonly onNext: () => void;
}) {
  const {till, state, last, settings, onNext} = props;
  const {say, language} = useLooks();
  const {receiptNumber, record} = last;
  const {paper, store} = state;
  const transaction = retailOf(record.body);
  const look = custodyLook(record.custody);
  const changeMinor = (transaction?.lineItems ?? []).reduce(
    (sum, line) => sum + (line.kind === 'TenderChange' ? line.amountMinor : 0),
    0,
  );
  const amount = moneyText(changeMinor, {language, currencyCode: settings.currency});
  const {operators, finder} = store;
  const source = {receiptNumber, settings, operators, finder, custody: look};
  const copy = till.paper.wasAsked(receiptNumber);

  const [drawn, setDrawn] = useState<Press | undefined>();
  useEffect(() => {
    press().then(setDrawn, () => undefined); // without it the sale is sold all the same
  }, []);

  /** The first paper of a receipt is no copy; every other is, and the journal says so. */
  const print = () => {
    if (!transaction || !drawn) return;
    const again = till.paper.wasAsked(receiptNumber);
    const document = drawn.receiptOf({...source, transaction}, {language, copy: again});
    const drawer = !again && wantsDrawer(transaction);
    if (!till.paper.print({title: receiptNumber, document, drawer})) {
      window.print();
      till.paper.noteAsked(receiptNumber);
    }
    if (again) void till.paper.noteReprint(receiptNumber);
  };
  const latest = useRef(print);
  latest.current = print;
  const hasPrinter = printerOf(paper) !== undefined;
  useEffect(() => {
    if (drawn && hasPrinter && !till.paper.wasAsked(receiptNumber)) latest.current();
  }, [drawn, hasPrinter, receiptNumber, till]);
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (event.key !== REPRINT_KEY) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);

  return (
    <section className="sale done" aria-label={say.doneTitle}>
      <div className="done-head" role="status">
        <p className="done-title">{say.doneTitle}</p>
        <p className="done-change">{changeMinor > 0 ? say.doneChange({amount}) : say.doneExact}</p>
        <p>
          <span translate="no">{receiptNumber}</span>
          {' · '}
          <CustodyMark custody={look} label={custodyLabel(look, say)} />
        </p>
        <PaperLine state={state} receiptNumber={receiptNumber} />
      </div>
      {transaction && drawn && (
        <drawn.Receipt
          {...source}
          transaction={transaction}
          paper={paperOf(paper)}
          copy={copy && !hasPrinter}
        />
      )}
      <footer className="sale-foot">
        <Button className="secondary" onPress={() => latest.current()}>
          {copy ? say.paperAgain : say.paperPrint} <kbd>{REPRINT_KEY}</kbd>
        </Button>
        <Button className="primary pay" onPress={onNext}>
          {say.nextSale}
        </Button>
      </footer>
    </section>
  );
}

function retailOf(body: Uint8Array): RetailTransaction | undefined {
  const parsed = parseTransaction(body);
  return parsed.ok && parsed.value.kind === 'RetailTransaction' ? parsed.value : undefined;
}
