import type {Tender} from '@holdfast/catalogue';
import {formatAmount, parseAmount} from '@holdfast/domain';
import {Field} from '@holdfast/ui';
import {type FormEvent, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {takeTender} from '../sale/settlement.ts';
import {cleanAmount} from './clean-amount.ts';
import {useLooks} from './looks.tsx';
import type {PayFrame} from './pay-frame.ts';
import {tenderName} from './tenders-panel.tsx';

/**
 * What was taken beside the till: how much of it, and the payment's own number as its proof. What
 * is left is filled in; a card's number is refused.
 */
export function TenderForm(props: PayFrame & {readonly tender: Tender}) {
  const {sale, settings, settlement, saving, tender} = props;
  const {say, language} = useLooks();
  const [typed, setTyped] = useState(() => formatAmount(settlement.restMinor, settings.currency));
  const [reference, setReference] = useState('');
  const amount = parseAmount(typed, settings.currency);
  const amountMinor = amount.ok ? amount.value : 0;
  const name = tenderName(tender, {say, language});
  const taken = {tender, amountMinor, reference, settings};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const after = takeTender(sale, taken);
    if ('refused' in after) {
      const words = {
        amount: say.tenderRefusedAmount,
        reference: say.tenderRefusedReference,
        cardNumber: say.tenderRefusedCard,
      };
      if (after.refused === 'cardNumber') setReference('');
      props.onProblem(words[after.refused]);
      return;
    }
    props.onTake(before => {
      const now = takeTender(before, taken);
      return 'refused' in now ? before : now.sale;
    });
  };
  const asksNumber = tender.reference !== 'none';
  return (
    <form className="pay-step" onSubmit={submit}>
      <Field
        label={say.tenderAmount({name})}
        value={typed}
        onChange={text => setTyped(cleanAmount(text))}
        mode="decimal"
        autoFocus={!asksNumber}
        invalid={amountMinor < 1 || amountMinor > settlement.restMinor}
      />
      {asksNumber && (
        <Field
          label={tender.reference === 'required' ? say.tenderNumber : say.tenderNumberOptional}
          value={reference}
          onChange={setReference}
          autoFocus
        />
      )}
      {props.notes}
      <div className="row">
        <Button className="secondary" isDisabled={saving} onPress={props.onBack}>
          {say.backToSale}
        </Button>
        <Button type="submit" className="primary pay" isDisabled={saving}>
          {saving ? say.saving : say.tenderTake}
        </Button>
      </div>
    </form>
  );
}
