import type {Operator, StoreSettings} from '@holdfast/catalogue';
import {Dialog} from '@holdfast/ui';
import {useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {OpenLine} from '../sale/open-sale.ts';
import {totalsOf} from '../sale/sale-totals.ts';
import {liveTenders} from '../sale/settlement.ts';
import type {TillState} from '../till/till-state.ts';
import type {WebTill} from '../till/web-till.ts';
import {useLooks} from './looks.tsx';
import {moneyText} from './money-text.ts';
import {SaleLines} from './sale-lines.tsx';

type Question = 'voidSale' | 'signOff' | undefined;

/** The open sale: its lines, what it comes to, and the way to its payment. */
export function SalePanel(props: {
  readonly till: WebTill;
  readonly state: TillState;
  readonly operator: Operator;
  readonly settings: StoreSettings;
  readonly onLine: (line: OpenLine) => void;
  readonly onDiscount: () => void;
  readonly onPay: () => void;
}) {
  const {till, state, operator, settings, onLine, onDiscount, onPay} = props;
  const {say, language} = useLooks();
  const [question, setQuestion] = useState<Question>();
  const {lines, dueMinor, taxMinor, addedMinor} = totalsOf(state.sale, settings);
  const saleOffMinor = lines
    .flatMap(({modifiers}) => modifiers)
    .filter(({methodCode}) => methodCode === 'saleDiscount')
    .reduce((sum, {amountMinor}) => sum - amountMinor, 0);
  const paidMinor = liveTenders(state.sale).reduce((sum, {amountMinor}) => sum + amountMinor, 0);
  const money = (minor: number) => moneyText(minor, {language, currencyCode: settings.currency});
  const {here} = till.unsentCounts;
  const leave = () => (here > 0 ? setQuestion('signOff') : void till.signOff());
  return (
    <section className="sale" aria-label={say.sale}>
      <header className="sale-head">
        <span translate="no">{state.workstationId}</span>
        <span className="grow">{operator.name}</span>
        <Button className="quiet" isDisabled={lines.length > 0} onPress={leave}>
          {say.signOff}
        </Button>
      </header>
      {state.saleCameBack && (
        <p role="status" className="came-back">
          {say.saleBack}
        </p>
      )}
      {lines.length === 0 ? (
        <div className="sale-empty">
          <p className="hint">{say.saleEmpty}</p>
          <p className="soft">{say.saleEmptyHint}</p>
        </div>
      ) : (
        <SaleLines lines={lines} settings={settings} onLine={onLine} />
      )}
      <footer className="sale-foot">
        {saleOffMinor > 0 && (
          <p className="foot-line line-off">
            <span>{say.saleOff}</span>
            <span>{money(-saleOffMinor)}</span>
          </p>
        )}
        <p className="soft tax">
          {lines.length > 0 &&
            (addedMinor > 0
              ? say.taxAdded({amount: money(addedMinor)})
              : say.taxIncluded({amount: money(taxMinor)}))}
        </p>
        <p className="total">
          <span>{say.total}</span>
          <output aria-live="polite">{money(dueMinor)}</output>
        </p>
        {paidMinor > 0 && (
          <p className="foot-line">
            <span>{say.paidAlready({amount: money(paidMinor)})}</span>
          </p>
        )}
        <div className="row sale-keys">
          <Button
            className="secondary"
            aria-label={say.voidSale}
            isDisabled={lines.length === 0}
            onPress={() => setQuestion('voidSale')}
          >
            {say.voidShort}
          </Button>
          <Button
            className="secondary"
            aria-label={say.discountSale}
            isDisabled={lines.length === 0}
            onPress={onDiscount}
          >
            {say.discount}
          </Button>
          <Button className="primary pay" isDisabled={lines.length === 0} onPress={onPay}>
            {say.pay}{' '}
            <span aria-hidden="true" className="key-name">
              {settings.keys.pay}
            </span>
          </Button>
        </div>
      </footer>
      {question && (
        <Dialog
          label={question === 'voidSale' ? say.voidSale : say.signOff}
          onClose={() => setQuestion(undefined)}
        >
          <p>
            {question === 'signOff'
              ? say.signOffUnsent({count: here})
              : paidMinor > 0
                ? say.voidSalePaid
                : say.voidSaleSure}
          </p>
          <div className="dialog-end">
            <Button className="secondary" autoFocus onPress={() => setQuestion(undefined)}>
              {question === 'voidSale' ? say.cancel : say.signOffStay}
            </Button>
            <Button
              className="danger"
              isDisabled={question === 'voidSale' && paidMinor > 0}
              onPress={() => {
                setQuestion(undefined);
                void (question === 'voidSale' ? till.voidSale() : till.signOff());
              }}
            >
              {question === 'voidSale' ? say.voidSaleYes : say.signOffAnyway}
            </Button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
