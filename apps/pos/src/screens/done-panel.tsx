import type {Operator, StoreSettings} from '@holdfast/catalogue';
import {parseTransaction} from '@holdfast/domain';
import {CustodyMark} from '@holdfast/ui';
import {Button} from 'react-aria-components/Button';
import type {ItemFinder} from '../catalogue/item-finder.ts';
import {SCREEN_PAPER} from '../paper/screen-paper.ts';
import type {EndedSale} from '../till/till-state.ts';
import {custodyLabel, custodyLook} from './custody-look.ts';
import {useLooks} from './looks.tsx';
import {moneyText} from './money-text.ts';
import {Receipt} from './receipt.tsx';

/**
 * Sold: the change to give, where the sale is now, its receipt. The next scan begins a new sale.
 */
export function DonePanel(props: {
  readonly last: EndedSale;
  readonly settings: StoreSettings;
  readonly operators: readonly Operator[];
  readonly finder: ItemFinder | undefined;
  readonly onNext: () => void;
}) {
  const {last, settings, operators, finder, onNext} = props;
  const {say, language} = useLooks();
  const {body, custody} = last.record;
  const parsed = parseTransaction(body);
  const transaction =
    parsed.ok && parsed.value.kind === 'RetailTransaction' ? parsed.value : undefined;
  const look = custodyLook(custody);
  const changeMinor = (transaction?.lineItems ?? []).reduce(
    (sum, line) => sum + (line.kind === 'TenderChange' ? line.amountMinor : 0),
    0,
  );
  const amount = moneyText(changeMinor, {language, currencyCode: settings.currency});
  return (
    <section className="sale done" aria-label={say.doneTitle}>
      <div className="done-head" role="status">
        <p className="done-title">{say.doneTitle}</p>
        <p className="done-change">{changeMinor > 0 ? say.doneChange({amount}) : say.doneExact}</p>
        <p>
          <span translate="no">{last.receiptNumber}</span>
          {' · '}
          <CustodyMark custody={look} label={custodyLabel(look, say)} />
        </p>
      </div>
      {transaction && (
        <Receipt
          {...{transaction, settings, operators, finder, custody: look}}
          receiptNumber={last.receiptNumber}
          paper={SCREEN_PAPER}
          copy={false}
        />
      )}
      <footer className="sale-foot">
        <Button className="primary pay" onPress={onNext}>
          {say.nextSale}
        </Button>
      </footer>
    </section>
  );
}
