import type {Operator, StoreSettings} from '@holdfast/catalogue';
import {Dialog} from '@holdfast/ui';
import {useEffect, useRef, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {nameIn} from '../catalogue/item-finder.ts';
import {liveLines, type OpenLine} from '../sale/open-sale.ts';
import {lineAmountMinor, totalsOf} from '../sale/sale-totals.ts';
import type {TillState} from '../till/till-state.ts';
import type {WebTill} from '../till/web-till.ts';
import {useLooks} from './looks.tsx';
import {moneyText} from './money-text.ts';

type Question = 'voidSale' | 'signOff' | undefined;

/** The open sale: its lines, what it comes to, and the way to its payment. */
export function SalePanel(props: {
  readonly till: WebTill;
  readonly state: TillState;
  readonly operator: Operator;
  readonly settings: StoreSettings;
  readonly onLine: (line: OpenLine) => void;
  readonly onPay: () => void;
}) {
  const {till, state, operator, settings, onLine, onPay} = props;
  const {say, language} = useLooks();
  const [question, setQuestion] = useState<Question>();
  const lines = liveLines(state.sale);
  const {dueMinor, taxMinor, addedMinor} = totalsOf(state.sale, settings);
  const money = (minor: number) => moneyText(minor, {language, currencyCode: settings.currency});
  const list = useRef<HTMLOListElement>(null);
  const count = lines.length;
  useEffect(() => {
    if (count > 0) list.current?.lastElementChild?.scrollIntoView({block: 'nearest'});
  }, [count]);
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
        <ol className="lines" ref={list}>
          {lines.map(line => (
            <li key={line.lineNumber}>
              <Button className="line" onPress={() => onLine(line)}>
                <span className="line-name">{nameIn(line, language)}</span>
                <span className="line-amount">{money(lineAmountMinor(line, settings))}</span>
                <span className="line-how soft">
                  {line.quantity}
                  {line.weighed ? ` ${say.kilogram}` : ''} × {money(line.priceMinor)}
                </span>
              </Button>
            </li>
          ))}
        </ol>
      )}
      <footer className="sale-foot">
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
        <div className="row">
          <Button
            className="secondary"
            isDisabled={lines.length === 0}
            onPress={() => setQuestion('voidSale')}
          >
            {say.voidSale}
          </Button>
          <Button className="primary pay" isDisabled={lines.length === 0} onPress={onPay}>
            {say.pay}{' '}
            <span aria-hidden="true" className="key-name">
              F12
            </span>
          </Button>
        </div>
      </footer>
      {question && (
        <Dialog
          label={question === 'voidSale' ? say.voidSale : say.signOff}
          onClose={() => setQuestion(undefined)}
        >
          <p>{question === 'voidSale' ? say.voidSaleSure : say.signOffUnsent({count: here})}</p>
          <div className="dialog-end">
            <Button className="secondary" autoFocus onPress={() => setQuestion(undefined)}>
              {question === 'voidSale' ? say.cancel : say.signOffStay}
            </Button>
            <Button
              className="danger"
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
