import type {Tender} from '@holdfast/catalogue';
import {currencyExponent, parseAmount} from '@holdfast/domain';
import {Field, Numpad} from '@holdfast/ui';
import {type FormEvent, useEffect, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {cashOffers} from '../sale/cash-offers.ts';
import {endingOf, takeTender} from '../sale/settlement.ts';
import {cleanAmount} from './clean-amount.ts';
import {useLooks} from './looks.tsx';
import {moneyText} from './money-text.ts';
import type {PayFrame} from './pay-frame.ts';

/** Nobody hands over a thousand times what is due: a scan or a stuck key does. */
const GIVEN_TIMES_MAX = 1_000;

/** Taking cash: Enter alone is the exact amount; otherwise the amount, then Enter. */
export function CashForm(props: PayFrame & {readonly tender: Tender | undefined}) {
  const {sale, settings, settlement, saving, scanned, tender} = props;
  const {say, language} = useLooks();
  const [typed, setTyped] = useState('');
  const {restMinor, cashRestMinor} = settlement;
  const {currency} = settings;
  const money = (minor: number) => moneyText(minor, {language, currencyCode: currency});
  const given =
    typed === '' ? {ok: true as const, value: cashRestMinor} : parseAmount(typed, currency);
  const givenMinor = given.ok ? given.value : undefined;
  const tooMuch =
    givenMinor !== undefined && givenMinor > Math.max(cashRestMinor, 100) * GIVEN_TIMES_MAX;
  const ending =
    givenMinor === undefined || tooMuch
      ? undefined
      : endingOf(sale, {settings, moreCashMinor: givenMinor});
  const partMinor = !ending && !tooMuch && givenMinor ? givenMinor : 0;
  useEffect(() => {
    if (scanned) setTyped('');
  }, [scanned]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ending && givenMinor !== undefined) props.onPay(givenMinor);
  };
  const takePart = () => {
    if (!tender || partMinor <= 0) return;
    const taken = {tender, amountMinor: partMinor, reference: '', settings};
    props.onTake(before => {
      const after = takeTender(before, taken);
      return 'refused' in after ? before : after.sale;
    });
    setTyped('');
  };
  const hint = tooMuch
    ? say.cashMuch
    : say.cashShort({amount: money(cashRestMinor - (givenMinor ?? 0))});
  const decimals = currencyExponent(currency);
  return (
    <form className="pay-step" onSubmit={submit}>
      <Field
        label={say.cashGiven}
        value={typed}
        onChange={text => setTyped(cleanAmount(text))}
        mode="decimal"
        autoFocus
        invalid={typed !== '' && !ending}
      />
      <div className="offers">
        <Button className="chip" onPress={() => props.onPay(cashRestMinor)}>
          {say.cashExact}
          {cashRestMinor !== restMinor && <span className="soft">{money(cashRestMinor)}</span>}
        </Button>
        {cashOffers(cashRestMinor, currency).map(minor => (
          <Button key={minor} className="chip" onPress={() => props.onPay(minor)}>
            {money(minor)}
          </Button>
        ))}
      </div>
      <Numpad
        label={say.digits}
        eraseLabel={say.erase}
        {...(decimals > 0 ? {extra: '.' as const} : {})}
        onChange={change => setTyped(text => cleanAmount(change(text)))}
      />
      <p className="total change" data-short={!ending}>
        <span>{ending ? say.change : ''}</span>
        <output aria-live="polite">{ending ? money(ending.changeMinor) : hint}</output>
      </p>
      {partMinor > 0 && settings.tenders.length > 1 && (
        <Button className="secondary" isDisabled={saving} onPress={takePart}>
          {say.tenderPart({amount: money(partMinor)})}
        </Button>
      )}
      {props.notes}
      <div className="row">
        <Button className="secondary" isDisabled={saving} onPress={props.onBack}>
          {say.backToSale}
        </Button>
        <Button type="submit" className="primary pay" isDisabled={!ending || saving}>
          {saving ? say.saving : say.finish}
        </Button>
      </div>
    </form>
  );
}
