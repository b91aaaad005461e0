import {TENDER_TYPES} from '@holdfast/domain';
import {ledgerPageSchema, storeSummarySchema} from '@holdfast/hub/console';
import {Field} from '@holdfast/ui';
import {type FormEvent, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {parseAmount} from './amount-text.ts';
import {useAnswer} from './ask-state.ts';
import {EntryDialog} from './entry-dialog.tsx';
import {tenderWord} from './entry-words.ts';
import {HitTable} from './hit-table.tsx';
import {useLooks} from './looks.tsx';
import type {PageProps} from './page-props.ts';

const EMPTY = {receipt: '', amount: '', from: '', upTo: '', item: '', tender: '', till: ''};

/** Looking for transactions: every condition that is filled in must hold. */
export function LedgerPage({office, session}: PageProps) {
  const {say} = useLooks();
  const [asked, setAsked] = useState(EMPTY);
  const [search, setSearch] = useState('');
  const [before, setBefore] = useState('');
  const [problem, setProblem] = useState('');
  const [open, setOpen] = useState<string | undefined>();
  const store = useAnswer(office, storeSummarySchema, '/store');
  const currency = store.value?.settings?.currency ?? 'CNY';
  const found = useAnswer(office, ledgerPageSchema, `/ledger?${search}${before}`);
  const fill = (name: keyof typeof EMPTY) => (value: string) =>
    setAsked(now => ({...now, [name]: value}));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const {amount, ...others} = asked;
    const amountMinor = amount === '' ? undefined : parseAmount(amount, currency);
    setProblem(amount !== '' && amountMinor === undefined ? say.ledgerBadAmount : '');
    const words = new URLSearchParams();
    for (const [name, value] of Object.entries(others)) {
      if (value.trim() !== '') words.set(name, value.trim());
    }
    if (amountMinor !== undefined) words.set('amountMinor', String(amountMinor));
    setBefore('');
    setSearch(words.toString());
  };
  const next = found.value?.before;
  const behind = (found.value?.position ?? 0) - (found.value?.indexedPosition ?? 0);
  return (
    <>
      <h1>{say.ledgerTitle}</h1>
      <form className="sheet search-form" onSubmit={submit}>
        <Field label={say.ledgerReceipt} value={asked.receipt} onChange={fill('receipt')} />
        <Field
          label={`${say.ledgerAmount} (${currency})`}
          value={asked.amount}
          onChange={fill('amount')}
          mode="decimal"
          invalid={problem !== ''}
        />
        <Field label={say.ledgerItem} value={asked.item} onChange={fill('item')} />
        <Field label={say.ledgerTill} value={asked.till} onChange={fill('till')} />
        <label className="field">
          <span>{say.ledgerFrom}</span>
          <input
            type="date"
            value={asked.from}
            onChange={({target}) => fill('from')(target.value)}
          />
        </label>
        <label className="field">
          <span>{say.ledgerUpTo}</span>
          <input
            type="date"
            value={asked.upTo}
            onChange={({target}) => fill('upTo')(target.value)}
          />
        </label>
        <label className="field">
          <span>{say.ledgerTender}</span>
          <select value={asked.tender} onChange={({target}) => fill('tender')(target.value)}>
            <option value="">{say.ledgerAny}</option>
            {TENDER_TYPES.map(tender => (
              <option key={tender} value={tender}>
                {tenderWord(tender, say)}
              </option>
            ))}
          </select>
        </label>
        <div className="row search-end">
          <Button type="submit" className="primary">
            {say.ledgerSearch}
          </Button>
          <Button
            className="secondary"
            onPress={() => {
              setAsked(EMPTY);
              setSearch('');
              setBefore('');
            }}
          >
            {say.ledgerClear}
          </Button>
        </div>
        <p className="problem" role="alert">
          {problem === '' ? found.problem : problem}
        </p>
      </form>
      <section className="sheet" aria-live="polite">
        {behind > 0 && <p className="soft">{say.ledgerBehind({count: behind})}</p>}
        {found.value?.hits.length === 0 ? (
          <p>{say.ledgerNone}</p>
        ) : (
          <HitTable hits={found.value?.hits ?? []} onOpen={setOpen} />
        )}
        {next && (
          <Button
            className="secondary"
            onPress={() => setBefore(`&before=${next.ledgerId}:${next.position}`)}
          >
            {say.ledgerMore}
          </Button>
        )}
      </section>
      {open !== undefined && (
        <EntryDialog
          office={office}
          session={session}
          path={open}
          onClose={() => setOpen(undefined)}
          onDecided={found.again}
        />
      )}
    </>
  );
}
