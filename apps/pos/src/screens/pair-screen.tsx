import type {Messages} from '@holdfast/messages';
import {isFault} from '@holdfast/std';
import {Field} from '@holdfast/ui';
import {type FormEvent, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {WebTill} from '../till/web-till.ts';
import {useLooks} from './looks.tsx';

/** Makes this browser a till, by the digits that the hub shows. */
export function PairScreen({till}: {readonly till: WebTill}) {
  const {say} = useLooks();
  const [code, setCode] = useState('');
  const [workstationId, setWorkstationId] = useState('');
  const [name, setName] = useState<string>(say.pairNameDefault);
  const [waiting, setWaiting] = useState(false);
  const [problem, setProblem] = useState('');
  const pair = async (event: FormEvent) => {
    event.preventDefault();
    if (waiting) return;
    setWaiting(true);
    setProblem('');
    try {
      await till.pair({code, workstationId: workstationId.trim(), name: name.trim()});
    } catch (error) {
      setProblem(problemOf(error, say));
      setWaiting(false);
    }
  };
  return (
    <main className="card-screen">
      <form className="card" onSubmit={event => void pair(event)}>
        <h1>{say.pairTitle}</h1>
        <p className="soft">{say.pairLede}</p>
        <Field label={say.pairCode} value={code} onChange={setCode} mode="numeric" autoFocus />
        <Field label={say.pairWorkstation} value={workstationId} onChange={setWorkstationId} />
        <Field label={say.pairName} value={name} onChange={setName} />
        <p className="problem" role="alert">
          {problem}
        </p>
        <Button
          type="submit"
          className="primary"
          isDisabled={waiting || code.trim() === '' || workstationId.trim() === ''}
        >
          {say.pairGo}
        </Button>
        <p role="status" className="soft">
          {waiting ? say.pairWaiting : ''}
        </p>
      </form>
    </main>
  );
}

function problemOf(error: unknown, say: Messages): string {
  if (isFault(error, 'pairing/busy')) return say.pairBusy;
  if (isFault(error, 'pairing/refused') || isFault(error, 'hub/untrusted')) return say.pairRefused;
  if (isFault(error, 'hub/unreachable')) return say.pairUnreachable;
  if (isFault(error, 'request/malformed')) return say.pairMalformed;
  return say.pairFailed({code: isFault(error) ? error.code : String(error)});
}
