import type {ConsoleSessionView} from '@holdfast/hub/console';
import type {ConsoleMessages} from '@holdfast/messages/console';
import {Field} from '@holdfast/ui';
import {type FormEvent, useEffect, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {ApiProblem} from '../office/api-problem.ts';
import type {Office, OfficeState} from '../office/office.ts';
import {LookButtons} from './look-buttons.tsx';
import {useLooks} from './looks.tsx';

/** Who is it: a number and a PIN, or the hub's code. */
export function SignInScreen(props: {
  readonly office: Office;
  readonly state: OfficeState;
  readonly session: Extract<ConsoleSessionView, {signedIn: false}>;
}) {
  const {office, state, session} = props;
  const {say} = useLooks();
  const [byCode, setByCode] = useState(!session.anybody);
  const [operatorId, setOperatorId] = useState('');
  const [secret, setSecret] = useState('');
  const [problem, setProblem] = useState('');
  const [waitS, setWaitS] = useState(0);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = `${say.signInTitle} · ${session.store.name}`;
  }, [say, session.store.name]);
  useEffect(() => {
    if (waitS === 0) return;
    const timer = setTimeout(() => setWaitS(waitS - 1), 1_000);
    return () => clearTimeout(timer);
  }, [waitS]);
  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || waitS > 0) return;
    setBusy(true);
    try {
      await office.signIn(byCode ? {code: secret} : {operatorId: operatorId.trim(), pin: secret});
    } catch (error) {
      setSecret('');
      setProblem(problemText(error, byCode, say));
      if (error instanceof ApiProblem && error.kind === 'wait') setWaitS(error.retryAfterS);
    } finally {
      setBusy(false);
    }
  };
  const turn = () => {
    setByCode(!byCode);
    setSecret('');
    setProblem('');
  };
  return (
    <main className="card-screen">
      <form className="card" onSubmit={event => void signIn(event)}>
        <div className="card-top">
          <h1>{say.title}</h1>
          <LookButtons />
        </div>
        <p className="soft">
          {session.store.name} · <span translate="no">{session.store.id}</span>
        </p>
        {state.idledOut && <p role="status">{say.signedOutIdle}</p>}
        {state.lost && <p role="status">{say.lineLost}</p>}
        <p>{session.anybody ? say.signInWho : say.nobodyYet}</p>
        {byCode ? (
          <Field
            key="code"
            label={say.hubCode}
            value={secret}
            onChange={text => setSecret(text.replace(/[^\d ]/g, '').slice(0, 12))}
            mode="numeric"
            autoFocus
            invalid={problem !== ''}
          >
            <p className="soft hint">{say.hubCodeHow}</p>
          </Field>
        ) : (
          <>
            <Field
              key="operator"
              label={say.operatorId}
              value={operatorId}
              onChange={setOperatorId}
              autoFocus
            />
            <Field
              key="pin"
              label={say.pin}
              value={secret}
              onChange={text => setSecret(text.replace(/\D/g, '').slice(0, 8))}
              mode="numeric"
              secret
              invalid={problem !== ''}
            />
          </>
        )}
        <p className="problem" role="alert">
          {waitS > 0 ? say.signInWait({count: waitS}) : problem}
        </p>
        <Button
          type="submit"
          className="primary"
          isDisabled={busy || waitS > 0 || secret.length < 4}
        >
          {say.signInGo}
        </Button>
        <Button className="quiet" onPress={turn}>
          {byCode ? say.byPin : say.byCode}
        </Button>
      </form>
    </main>
  );
}

function problemText(error: unknown, byCode: boolean, say: ConsoleMessages): string {
  if (!(error instanceof ApiProblem) || error.status === 0) return say.lineLost;
  if (error.kind === 'closed') return say.signInClosed;
  return byCode ? say.hubCodeWrong : say.signInWrong;
}
