import type {Operator} from '@holdfast/catalogue';
import {useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {TillState} from '../till/till-state.ts';
import type {WebTill} from '../till/web-till.ts';
import {useLooks} from './looks.tsx';
import {PinForm} from './pin-form.tsx';

/** Who is selling: a name, then the PIN. Works without a hub. */
export function SignOnScreen({till, state}: {readonly till: WebTill; readonly state: TillState}) {
  const {say} = useLooks();
  const {operators, settings} = state.store;
  const [chosen, setChosen] = useState<Operator | undefined>();
  const missing = settings ? (operators.length === 0 ? say.nobodyYet : '') : say.noSettings;
  return (
    <main className="card-screen">
      {chosen ? (
        <section className="card">
          <h1>{chosen.name}</h1>
          <PinForm
            name={chosen.name}
            goLabel={say.signOnGo}
            backLabel={say.signOnBack}
            onBack={() => setChosen(undefined)}
            onPin={pin => till.signOn(chosen, pin)}
          />
        </section>
      ) : (
        <section className="card">
          <h1>{say.signOnTitle}</h1>
          {settings && <p className="soft">{settings.name}</p>}
          {missing !== '' && <p role="status">{missing}</p>}
          {missing === '' && (
            <ul className="people">
              {operators.map((operator, at) => (
                <li key={operator.operatorId}>
                  <Button
                    className="person"
                    autoFocus={at === 0}
                    onPress={() => setChosen(operator)}
                  >
                    {operator.name}
                  </Button>
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
    </main>
  );
}
