import {type StoreSummary, storeSummarySchema} from '@holdfast/hub/console';
import {Field} from '@holdfast/ui';
import {type FormEvent, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {ApiProblem} from '../office/api-problem.ts';
import type {Office} from '../office/office.ts';
import {problemOf} from './act-dialog.tsx';
import {LinesField} from './lines-field.tsx';
import {useLooks} from './looks.tsx';

type Settings = NonNullable<StoreSummary['settings']>;

/** The store's settings, as they stand on screens and receipts. What is not shown here stays. */
export function SettingsForm(props: {
  readonly office: Office;
  readonly settings: Settings | undefined;
  readonly may: boolean;
  readonly onSaved: () => Promise<void>;
}) {
  const {office, settings, may, onSaved} = props;
  const {say} = useLooks();
  const [form, setForm] = useState(() => formOf(settings));
  const [said, setSaid] = useState('');
  const [problem, setProblem] = useState('');
  const fill = (name: keyof typeof form) => (value: string) =>
    setForm(now => ({...now, [name]: value}));
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setSaid('');
    setProblem('');
    try {
      await office.ask(storeSummarySchema, 'POST', '/store/settings', settingsOf(form, settings));
      setSaid(say.storeSaved);
      await onSaved();
    } catch (error) {
      const wrong = error instanceof ApiProblem && error.field !== '';
      setProblem(
        wrong
          ? say.storeFieldWrong({name: error.field, reason: error.message})
          : problemOf(error, say),
      );
    }
  };
  return (
    <form className="sheet" onSubmit={event => void save(event)}>
      <h2>{say.storeSettings}</h2>
      {!settings && <p>{say.storeNoSettings}</p>}
      <Field label={say.storeName} value={form.name} onChange={fill('name')} />
      <LinesField label={say.storeAddress} value={form.address} onChange={fill('address')} />
      <div className="pair-of-fields">
        <Field label={say.storeTaxId} value={form.taxId} onChange={fill('taxId')} />
        <Field label={say.storeCurrency} value={form.currency} onChange={fill('currency')} />
        <Field
          label={say.storeDayStart}
          value={form.dayStart}
          onChange={fill('dayStart')}
          mode="numeric"
        />
      </div>
      <LinesField label={say.storeTaxes} value={form.taxes} onChange={fill('taxes')}>
        <span className="soft hint">{say.storeTaxHow}</span>
      </LinesField>
      <LinesField label={say.storeHeader} value={form.header} onChange={fill('header')} />
      <LinesField label={say.storeFooter} value={form.footer} onChange={fill('footer')} />
      <p className="problem" role="alert">
        {problem}
      </p>
      <p role="status">{said}</p>
      {may && (
        <div className="row">
          <Button type="submit" className="primary">
            {say.save}
          </Button>
        </div>
      )}
    </form>
  );
}

const lines = (text: string) =>
  text
    .split('\n')
    .map(one => one.trim())
    .filter(one => one !== '');

function formOf(settings: Settings | undefined) {
  const taxes = (settings?.tax_group ?? []).map(
    ({id, percent, included}) => `${id} ${percent} ${included ? 'included' : 'added'}`,
  );
  return {
    name: settings?.name ?? '',
    address: (settings?.address ?? []).join('\n'),
    taxId: settings?.tax_id ?? '',
    currency: settings?.currency ?? '',
    dayStart: String(settings?.day_start_hour ?? 4),
    taxes: taxes.join('\n'),
    header: (settings?.receipt.header ?? []).join('\n'),
    footer: (settings?.receipt.footer ?? []).join('\n'),
  };
}

/** As the hub reads settings; it says what is wrong with them. */
function settingsOf(form: ReturnType<typeof formOf>, before: Settings | undefined) {
  const {name, address, taxId, currency, dayStart, taxes, header, footer} = form;
  return {
    ...before,
    ...{name, currency: currency.trim().toUpperCase(), tax_id: taxId.trim()},
    address: lines(address),
    day_start_hour: Number(dayStart),
    receipt: {...before?.receipt, header: lines(header), footer: lines(footer)},
    tax_group: lines(taxes).map(one => {
      const [id = '', percent = '', how = ''] = one.split(/\s+/);
      return {id, percent, included: how === 'included' || (how === 'added' ? false : how)};
    }),
  };
}
