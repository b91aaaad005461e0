import {Field, Numpad} from '@holdfast/ui';
import {type FormEvent, useEffect, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {useLooks} from './looks.tsx';

const TRIES_FREE = 3;
const WAIT_S = 10;

/** Somebody's PIN, by keyboard or touch. After three wrong ones it waits. */
export function PinForm(props: {
  readonly name: string;
  readonly goLabel: string;
  readonly backLabel: string;
  readonly onBack: () => void;
  /** Whether it was the PIN. */
  readonly onPin: (pin: string) => Promise<boolean>;
}) {
  const {name, goLabel, backLabel, onBack, onPin} = props;
  const {say} = useLooks();
  const [pin, setPin] = useState('');
  const [wrong, setWrong] = useState(0);
  const [waitS, setWaitS] = useState(0);
  useEffect(() => {
    if (waitS === 0) return;
    const timer = setTimeout(() => setWaitS(waitS - 1), 1_000);
    return () => clearTimeout(timer);
  }, [waitS]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (waitS > 0 || pin === '') return;
    if (await onPin(pin)) return;
    setPin('');
    setWrong(wrong + 1);
    if (wrong + 1 >= TRIES_FREE) setWaitS(WAIT_S);
  };
  const problem = waitS > 0 ? say.signOnWait({count: waitS}) : wrong > 0 ? say.signOnWrong : '';
  return (
    <form className="asks" onSubmit={event => void submit(event)}>
      <Field
        label={say.signOnPinOf({name})}
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
          {backLabel}
        </Button>
        <Button type="submit" className="primary" isDisabled={waitS > 0 || pin.length < 4}>
          {goLabel}
        </Button>
      </div>
    </form>
  );
}
