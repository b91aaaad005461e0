import {type StoreSettings, type Tender, tendersNow} from '@holdfast/catalogue';
import {isFault} from '@holdfast/std';
import type {TerminalStatus} from '@holdfast/terminal-sdk';
import {useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {OpenSale} from '../sale/open-sale.ts';
import {settlementOf, voidTender} from '../sale/settlement.ts';
import {keyName} from '../till/key-name.ts';
import {reachOf} from '../till/reach.ts';
import {CashForm} from './cash-form.tsx';
import {useLooks} from './looks.tsx';
import {moneyText} from './money-text.ts';
import {PaidForm} from './paid-form.tsx';
import {TakenTenders} from './taken-tenders.tsx';
import {TenderForm} from './tender-form.tsx';
import {TendersPanel, tenderName} from './tenders-panel.tsx';

/**
 * Taking money, by one means or several. Enter alone is the exact amount in cash; any other tender
 * is chosen by its key or a touch, and change comes out of cash only.
 */
export function PayPanel(props: {
  readonly sale: OpenSale;
  readonly settings: StoreSettings;
  readonly status: TerminalStatus;
  /** How often something was scanned meanwhile. */
  readonly scans: number;
  readonly onBack: () => void;
  readonly onChange: (change: (sale: OpenSale) => OpenSale) => Promise<void>;
  readonly onPay: (cashMinor: number) => Promise<void>;
}) {
  const {sale, settings, status, scans, onBack, onChange, onPay} = props;
  const {say, language} = useLooks();
  const [chosenId, setChosenId] = useState('');
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState('');
  const [scansSeen] = useState(scans);
  const settlement = settlementOf(sale, settings);
  const money = (minor: number) => moneyText(minor, {language, currencyCode: settings.currency});
  const usable = tendersNow(settings.tenders, reachOf(status)).filter(({use}) => use !== 'off');
  const {tender} = usable.find(({tender: {id}}) => id === chosenId) ?? usable[0] ?? {};
  /** One thing at a time: a key that is held down takes nothing twice. */
  const once = async (work: () => Promise<void>) => {
    if (saving) return;
    setSaving(true);
    setProblem('');
    try {
      await work();
      setChosenId('');
    } catch (error) {
      setProblem(say.notSaved({code: isFault(error) ? error.code : String(error)}));
    } finally {
      setSaving(false);
    }
  };
  const choose = ({id}: Tender) => {
    setProblem('');
    setChosenId(id);
  };
  const frame = {
    ...{sale, settings, settlement, saving, onBack, onProblem: setProblem},
    scanned: scans !== scansSeen,
    notes: (
      <>
        <p className="problem" role="alert">
          {problem || (scans === scansSeen ? '' : say.scanWhilePaying)}
        </p>
        <TendersPanel settings={settings} status={status} />
      </>
    ),
    onTake: (change: (before: OpenSale) => OpenSale) => void once(() => onChange(change)),
    onPay: (cashMinor: number) => void once(() => onPay(cashMinor)),
  };
  return (
    <section
      className="sale paying"
      aria-label={say.payTitle}
      onKeyDown={event => {
        const wanted = usable.find(({tender: {key}}) => key === keyName(event))?.tender;
        if (event.key === 'Escape') onBack();
        if (!wanted) return;
        event.preventDefault();
        choose(wanted);
      }}
    >
      <div className="pay-form">
        <p className="total">
          <span>{settlement.restMinor === settlement.dueMinor ? say.due : say.restToPay}</span>
          <output>{money(Math.max(0, settlement.restMinor))}</output>
        </p>
        <TakenTenders
          {...{sale, settings}}
          onBack={number => frame.onTake(before => voidTender(before, number))}
        />
        {settlement.state === 'open' && usable.length > 1 && (
          <fieldset className="chips" aria-label={say.payTitle}>
            {usable.map(({tender: one}) => (
              <Button
                key={one.id}
                className="chip"
                aria-pressed={one.id === tender?.id}
                onPress={() => choose(one)}
              >
                {tenderName(one, {say, language})}
                {one.key && (
                  <span aria-hidden="true" className="key-name">
                    {one.key}
                  </span>
                )}
              </Button>
            ))}
          </fieldset>
        )}
        {settlement.state !== 'open' ? (
          <PaidForm {...frame} />
        ) : tender && tender.kind !== 'cash' ? (
          <TenderForm key={tender.id} {...frame} tender={tender} />
        ) : (
          <CashForm {...frame} tender={tender} />
        )}
      </div>
    </section>
  );
}
