import type {StoreSettings} from '@holdfast/catalogue';
import {currencyExponent, parseAmount} from '@holdfast/domain';
import {Dialog, Field, Numpad} from '@holdfast/ui';
import {type FormEvent, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {nameIn} from '../catalogue/item-finder.ts';
import {type Reduction, reduce} from '../sale/discounts.ts';
import type {OpenLine, OpenSale} from '../sale/open-sale.ts';
import {totalsOf} from '../sale/sale-totals.ts';
import {cleanAmount} from './clean-amount.ts';
import {useLooks} from './looks.tsx';
import {moneyText} from './money-text.ts';

/** What is to be reduced: one line's price, by money off it, or the sale. */
export type ReductionQuestion =
  | {readonly kind: 'price' | 'line'; readonly line: OpenLine}
  | {readonly kind: 'sale'};

/** Another price, or money off by percent or amount, each with its reason. */
export function ReductionDialog(props: {
  readonly question: ReductionQuestion;
  readonly sale: OpenSale;
  readonly settings: StoreSettings;
  readonly onClose: () => void;
  readonly onReduce: (reduction: Reduction) => void;
}) {
  const {question, sale, settings, onClose, onReduce} = props;
  const {say, language} = useLooks();
  const [text, setText] = useState('');
  const [byPercent, setByPercent] = useState(question.kind !== 'price');
  const [reasonAt, setReasonAt] = useState(0);
  const {currency} = settings;
  const money = (minor: number) => moneyText(minor, {language, currencyCode: currency});
  const reason = settings.discount.reasons[reasonAt]?.en ?? '';
  const reduction = reductionOf(question, {text, byPercent, reason, settings});
  const label = labelOf(question, {say, name: nameOf(question, language)});
  const comesTo = reduction && amountOf(question, reduce(sale, reduction), settings);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reduction) onReduce(reduction);
  };
  const decimals = byPercent || currencyExponent(currency) > 0;
  return (
    <Dialog label={label} onClose={onClose}>
      <form className="asks" onSubmit={submit}>
        {question.kind !== 'price' && (
          <fieldset className="chips" aria-label={say.discount}>
            <Choice chosen={byPercent} label={say.byPercent} onChoose={() => setByPercent(true)} />
            <Choice chosen={!byPercent} label={say.byAmount} onChoose={() => setByPercent(false)} />
          </fieldset>
        )}
        <Field
          label={label}
          value={text}
          onChange={typed => setText(cleanAmount(typed))}
          mode="decimal"
          autoFocus
          invalid={text !== '' && !reduction}
        />
        <Numpad
          label={say.digits}
          eraseLabel={say.erase}
          {...(decimals ? {extra: '.' as const} : {})}
          onChange={change => setText(typed => cleanAmount(change(typed)))}
        />
        <fieldset className="chips reasons" aria-label={say.reason}>
          {settings.discount.reasons.map((names, at) => (
            <Choice
              key={names.en}
              chosen={at === reasonAt}
              label={nameIn({names}, language)}
              onChoose={() => setReasonAt(at)}
            />
          ))}
        </fieldset>
        <p className="total">
          <span>{say.comesTo}</span>
          <output aria-live="polite">{money(comesTo ?? amountOf(question, sale, settings))}</output>
        </p>
        <div className="row">
          {isReduced(question, sale) ? (
            <Button className="danger" onPress={() => onReduce(backOf(question))}>
              {say.reductionRemove}
            </Button>
          ) : (
            <Button className="secondary" onPress={onClose}>
              {say.cancel}
            </Button>
          )}
          <Button type="submit" className="primary" isDisabled={!reduction}>
            {say.set}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Choice(props: {
  readonly chosen: boolean;
  readonly label: string;
  readonly onChoose: () => void;
}) {
  return (
    <Button className="chip" aria-pressed={props.chosen} onPress={props.onChoose}>
      {props.label}
    </Button>
  );
}

interface Typed {
  readonly text: string;
  readonly byPercent: boolean;
  readonly reason: string;
  readonly settings: StoreSettings;
}

/** `undefined` while what was typed is no price, percentage or amount. */
function reductionOf(question: ReductionQuestion, typed: Typed): Reduction | undefined {
  const {text, byPercent, reason, settings} = typed;
  const amount = parseAmount(text, settings.currency);
  if (question.kind === 'price') {
    if (!amount.ok) return undefined;
    const change = {priceMinor: amount.value, reason};
    return {kind: 'price', lineNumber: question.line.lineNumber, change};
  }
  const off = byPercent
    ? /^(?:100|[1-9]?\d(?:\.\d{1,2})?)$/.test(text) && Number(text) > 0
      ? {percent: text}
      : undefined
    : amount.ok && amount.value > 0
      ? {amountMinor: amount.value}
      : undefined;
  if (!off) return undefined;
  const discount = {off, reason};
  return question.kind === 'sale'
    ? {kind: 'sale', discount}
    : {kind: 'line', lineNumber: question.line.lineNumber, discount};
}

function backOf(question: ReductionQuestion): Reduction {
  switch (question.kind) {
    case 'sale':
      return {kind: 'sale', discount: undefined};
    case 'line':
      return {kind: 'line', lineNumber: question.line.lineNumber, discount: undefined};
    case 'price':
      return {kind: 'price', lineNumber: question.line.lineNumber, change: undefined};
  }
}

function isReduced(question: ReductionQuestion, sale: OpenSale): boolean {
  if (question.kind === 'sale') return sale.discount !== undefined;
  const {priceChange, discount} = question.line;
  return (question.kind === 'price' ? priceChange : discount) !== undefined;
}

function amountOf(question: ReductionQuestion, sale: OpenSale, settings: StoreSettings): number {
  const totals = totalsOf(sale, settings);
  if (question.kind === 'sale') return totals.dueMinor;
  const {lineNumber} = question.line;
  return totals.lines.find(({line}) => line.lineNumber === lineNumber)?.netMinor ?? 0;
}

function nameOf(question: ReductionQuestion, language: 'en' | 'zh-CN'): string {
  return question.kind === 'sale' ? '' : nameIn(question.line, language);
}

function labelOf(
  {kind}: ReductionQuestion,
  {say, name}: {readonly say: ReturnType<typeof useLooks>['say']; readonly name: string},
): string {
  if (kind === 'sale') return say.discountSale;
  return kind === 'price' ? say.priceOf({name}) : say.discountOf({name});
}
