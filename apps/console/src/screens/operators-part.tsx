import {ROLES} from '@holdfast/catalogue';
import {type StoreSummary, storeSummarySchema} from '@holdfast/hub/console';
import {Field} from '@holdfast/ui';
import {type FormEvent, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {Office} from '../office/office.ts';
import {ActDialog, problemOf} from './act-dialog.tsx';
import {roleWord} from './entry-words.ts';
import {useLooks} from './looks.tsx';

type Person = StoreSummary['operators'][number];

const EMPTY = {operatorId: '', name: '', role: 'cashier', pin: ''};

/** Who works in the store: at a till, and here. */
export function OperatorsPart(props: {
  readonly office: Office;
  readonly operators: readonly Person[];
  readonly may: boolean;
  readonly onChanged: () => Promise<void>;
}) {
  const {office, operators, may, onChanged} = props;
  const {say} = useLooks();
  const [form, setForm] = useState(EMPTY);
  const [problem, setProblem] = useState('');
  const [leaving, setLeaving] = useState<Person | undefined>();
  const fill = (name: keyof typeof EMPTY) => (value: string) =>
    setForm(now => ({...now, [name]: value}));
  const add = async (event: FormEvent) => {
    event.preventDefault();
    setProblem('');
    try {
      await office.ask(storeSummarySchema, 'POST', '/store/operators', form);
      setForm(EMPTY);
      await onChanged();
    } catch (error) {
      setProblem(problemOf(error, say));
    }
  };
  const remove = async ({operatorId}: Person) => {
    const path = `/store/operators/${encodeURIComponent(operatorId)}/remove`;
    await office.ask(storeSummarySchema, 'POST', path, {});
    await onChanged();
  };
  return (
    <section className="sheet">
      <h2>{say.storePeople}</h2>
      <ul className="people-list">
        {operators.map(person => (
          <li key={person.operatorId}>
            <span>
              <strong>{person.name}</strong> <span translate="no">{person.operatorId}</span> ·{' '}
              <span className="soft">{roleWord(person.role, say)}</span>
            </span>
            {may && (
              <Button
                className="quiet"
                aria-label={say.storeRemoveTitle({name: person.name})}
                onPress={() => setLeaving(person)}
              >
                {say.storeRemove}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {may && (
        <form className="asks" onSubmit={event => void add(event)}>
          <div className="pair-of-fields">
            <Field label={say.operatorId} value={form.operatorId} onChange={fill('operatorId')} />
            <Field label={say.storeName} value={form.name} onChange={fill('name')} />
            <label className="field">
              <span>{say.storeRole}</span>
              <select value={form.role} onChange={({target}) => fill('role')(target.value)}>
                {ROLES.map(role => (
                  <option key={role} value={role}>
                    {roleWord(role, say)}
                  </option>
                ))}
              </select>
            </label>
            <Field
              label={say.storePin}
              value={form.pin}
              onChange={text => fill('pin')(text.replace(/\D/g, '').slice(0, 8))}
              mode="numeric"
              secret
            />
          </div>
          <p className="problem" role="alert">
            {problem}
          </p>
          <div className="row">
            <Button type="submit" className="secondary" isDisabled={form.pin.length < 4}>
              {say.storeAdd}
            </Button>
          </div>
        </form>
      )}
      {leaving && (
        <ActDialog
          title={say.storeRemoveTitle({name: leaving.name})}
          yes={say.storeRemove}
          dangerous
          ready
          onYes={() => remove(leaving)}
          onClose={() => setLeaving(undefined)}
        >
          <p>{say.storeRemoveHow}</p>
        </ActDialog>
      )}
    </section>
  );
}
