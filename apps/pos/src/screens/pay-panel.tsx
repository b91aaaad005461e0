import type {StoreSettings} from '@holdfast/catalogue';
import {currencyExponent, parseAmount} from '@holdfast/domain';
import {isFault} from '@holdfast/std';
import type {TerminalStatus} from '@holdfast/terminal-sdk';
import {Field, Numpad} from '@holdfast/ui';
import {type FormEvent, useEffect, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {cashOffers} from '../sale/cash-offers.ts';
import type {OpenSale} from '../sale/open-sale.ts';
import {totalsOf} from '../sale/sale-totals.ts';
import {useLooks} from './looks.tsx';
import {moneyText} from './money-text.ts';
import {TendersPanel} from './tenders-panel.tsx';

/** Nobody hands over a thousand times what is due: a scan or a stuck key does. */
const GIVEN_TIMES_MAX = 1_000;

/** Taking cash: Enter alone is the exact amount; otherwise the amount, then Enter. */
export function PayPanel(props: {
  readonly sale: OpenSale;
  readonly settings: StoreSettings;
  readonly status: TerminalStatus;
  /** How often something was scanned meanwhile. */
  readonly scans: number;
  readonly onBack: () => void;
  readonly onPay: (cashMinor: number) => Promise<void>;
}) {
  const {sale, settings, status, scans, onBack, onPay} = props;
  const {say, language} = useLooks();
  const [typed, setTyped] = useState('');
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState('');
  const [scansSeen] = useState(scans);
  const {dueMinor} = totalsOf(sale, settings);
  const {currency} = settings;
  const money = (minor: number) => moneyText(minor, {language, currencyCode: currency});
  const given = typed === '' ? {ok: true as const, value: dueMinor} : parseAmount(typed, currency);
  const givenMinor = given.ok ? given.value : undefined;
  const tooMuch =
    givenMinor !== undefined && givenMinor > Math.max(dueMinor, 100) * GIVEN_TIMES_MAX;
  const enough = givenMinor !== undefined && givenMinor >= dueMinor && !tooMuch;
  useEffect(() => {
    if (scans !== scansSeen) setTyped('');
  }, [scans, scansSeen]);
  const pay = async (cashMinor: number) => {
    if (saving) return;
    setSaving(true);
    setProblem('');
    try {
      await onPay(cashMinor);
    } catch (error) {
      setProblem(say.notSaved({code: isFault(error) ? error.code : String(error)}));
      setSaving(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (enough) void pay(givenMinor);
  };
  const hint =
    givenMinor === undefined || givenMinor < dueMinor
      ? say.cashShort({amount: money(dueMinor - (givenMinor ?? 0))})
      : tooMuch
        ? say.cashMuch
        : '';
  const decimals = currencyExponent(currency);
  return (
    <section
      className="sale paying"
      aria-label={say.payTitle}
      onKeyDown={event => {
        if (event.key === 'Escape') onBack();
      }}
    >
      <form className="pay-form" onSubmit={submit}>
        <p className="total">
          <span>{say.due}</span>
          <output>{money(dueMinor)}</output>
        </p>
        <Field
          label={say.cashGiven}
          value={typed}
          onChange={text => setTyped(cleanAmount(text))}
          mode="decimal"
          autoFocus
          invalid={typed !== '' && !enough}
        />
        <div className="offers">
          <Button className="chip" onPress={() => void pay(dueMinor)}>
            {say.cashExact}
          </Button>
          {cashOffers(dueMinor, currency).map(minor => (
            <Button key={minor} className="chip" onPress={() => void pay(minor)}>
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
        <p className="total change" data-short={!enough}>
          <span>{enough ? say.change : ''}</span>
          <output aria-live="polite">
            {enough ? money((givenMinor ?? dueMinor) - dueMinor) : hint}
          </output>
        </p>
        <p className="problem" role="alert">
          {problem || (scans === scansSeen ? '' : say.scanWhilePaying)}
        </p>
        <TendersPanel settings={settings} status={status} />
        <div className="row">
          <Button className="secondary" isDisabled={saving} onPress={onBack}>
            {say.backToSale}
          </Button>
          <Button type="submit" className="primary pay" isDisabled={!enough || saving}>
            {saving ? say.saving : say.finish}
          </Button>
        </div>
      </form>
    </section>
  );
}

/** Digits and one point, as typed on any keyboard. */
function cleanAmount(text: string): string {
  return text
    .replace(/,/g, '.')
    .replace(/[^\d.]/g, '')
    .slice(0, 12);
}
