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
  readonly onHeld: () => void;
  readonly onPay: () => void;
}) {
  const {till, state, operator, settings, onLine, onDiscount, onHeld, onPay} = props;
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
      <p className="problem conflict" role="alert">
        {conflictWords()}
      </p>
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
          {lines.length === 0 ? (
            <Button className="secondary" onPress={onHeld}>
              {say.heldSales({count: state.suspended.waiting.length})}{' '}
              <span aria-hidden="true" className="key-name">
                {settings.keys.recall}
              </span>
            </Button>
          ) : (
            <>
              <Button
                className="secondary"
                aria-label={say.voidSale}
                onPress={() => setQuestion('voidSale')}
              >
                {say.voidShort}
              </Button>
              <Button className="secondary" aria-label={say.discountSale} onPress={onDiscount}>
                {say.discount}
              </Button>
              <Button
                className="secondary"
                aria-label={say.holdSale}
                onPress={() => (paidMinor > 0 ? setQuestion('voidSale') : void till.suspendSale())}
              >
                {say.hold}
              </Button>
            </>
          )}
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
          label={question === 'signOff' ? say.signOff : say.voidSale}
          onClose={() => setQuestion(undefined)}
        >
          <p>{wordsOf(question)}</p>
          <div className="dialog-end">
            <Button className="secondary" autoFocus onPress={() => setQuestion(undefined)}>
              {question === 'signOff' ? say.signOffStay : paidMinor > 0 ? say.close : say.cancel}
            </Button>
            {(question === 'signOff' || paidMinor === 0) && (
              <Button
                className="danger"
                onPress={() => {
                  setQuestion(undefined);
                  void (question === 'signOff' ? till.signOff() : till.voidSale());
                }}
              >
                {question === 'signOff' ? say.signOffAnyway : say.voidSaleYes}
              </Button>
            )}
          </div>
        </Dialog>
      )}
    </section>
  );

  function wordsOf(asked: 'voidSale' | 'signOff'): string {
    if (asked === 'signOff') return say.signOffUnsent({count: here});
    return paidMinor > 0 ? say.voidSalePaid : say.voidSaleSure;
  }

  /** Another till has this sale, too, or was paid for it: they could not hear each other. */
  function conflictWords(): string {
    const {sale, suspended, workstationId} = state;
    const known = suspended.sales.find(({saleId}) => saleId === sale.saleId);
    const [payment] = known?.payments ?? [];
    if (payment) return say.heldPaidElsewhere({receipt: payment.receiptNumber});
    if (known?.standing.kind !== 'taken' || known.standing.workstationId === workstationId)
      return '';
    return say.heldElsewhere({till: known.standing.workstationId});
  }
}
