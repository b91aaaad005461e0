import type {Operator} from '@holdfast/catalogue';
import {Field, Numpad} from '@holdfast/ui';
import {type FormEvent, useEffect, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {TillState} from '../till/till-state.ts';
import type {WebTill} from '../till/web-till.ts';
import {useLooks} from './looks.tsx';

const TRIES_FREE = 3;
const WAIT_S = 10;

/** Who is selling: a name, then the PIN. Works without a hub. */
export function SignOnScreen({till, state}: {readonly till: WebTill; readonly state: TillState}) {
  const {say} = useLooks();
  const {operators, settings} = state.store;
  const [chosen, setChosen] = useState<Operator | undefined>();
  const missing = settings ? (operators.length === 0 ? say.nobodyYet : '') : say.noSettings;
  return (
    <main className="card-screen">
      {chosen ? (
        <PinCard till={till} operator={chosen} onBack={() => setChosen(undefined)} />
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

function PinCard(props: {
  readonly till: WebTill;
  readonly operator: Operator;
  readonly onBack: () => void;
}) {
  const {till, operator, onBack} = props;
  const {say} = useLooks();
  const [pin, setPin] = useState('');
  const [wrong, setWrong] = useState(0);
  const [waitS, setWaitS] = useState(0);
  useEffect(() => {
    if (waitS === 0) return;
    const timer = setTimeout(() => setWaitS(waitS - 1), 1_000);
    return () => clearTimeout(timer);
  }, [waitS]);
  const signOn = async (event: FormEvent) => {
    event.preventDefault();
    if (waitS > 0 || pin === '') return;
    if (await till.signOn(operator, pin)) return;
    setPin('');
    setWrong(wrong + 1);
    if (wrong + 1 >= TRIES_FREE) setWaitS(WAIT_S);
  };
  const problem = waitS > 0 ? say.signOnWait({count: waitS}) : wrong > 0 ? say.signOnWrong : '';
  return (
    <form className="card" onSubmit={event => void signOn(event)}>
      <h1>{operator.name}</h1>
      <Field
        label={say.signOnPinOf({name: operator.name})}
        value={pin}
        onChange={text => setPin(text.replace(/\D/g, '').slice(0, 8))}
        mode="numeric"
        secret
        autoFocus
        invalid={problem !== ''}
      />
      <p className="problem" role="alert">
        {problem}
      </p>
      <Numpad
        label={say.digits}
        eraseLabel={say.erase}
        onChange={change => setPin(text => change(text).slice(0, 8))}
      />
      <div className="row">
        <Button className="secondary" onPress={onBack}>
          {say.signOnBack}
        </Button>
        <Button type="submit" className="primary" isDisabled={waitS > 0 || pin.length < 4}>
          {say.signOnGo}
        </Button>
      </div>
    </form>
  );
}
