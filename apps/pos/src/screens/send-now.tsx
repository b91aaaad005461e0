import {useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {TillState} from '../till/till-state.ts';
import type {WebTill} from '../till/web-till.ts';
import {useLooks} from './looks.tsx';
import {sinceText} from './money-text.ts';

/** Asks for a try at once, and says what came of it. */
export function SendNow({till, state}: {readonly till: WebTill; readonly state: TillState}) {
  const {say, language} = useLooks();
  const [trying, setTrying] = useState(false);
  const [outcome, setOutcome] = useState('');
  const {here, inHub} = till.unsentCounts;
  const send = async () => {
    setTrying(true);
    setOutcome('');
    const sent = await till.sendNow();
    const time = sinceText(Date.now(), {language, nowMs: Date.now()});
    const left = till.unsentCounts;
    setTrying(false);
    if (left.here + left.inHub === 0) setOutcome(say.sendAllSent({time}));
    else if (left.here > 0) setOutcome(say.sendNoHub({time, count: left.here}));
    else if (sent > 0) setOutcome(say.sendSome({time, count: sent}));
    else setOutcome(say.sendInHub({time, count: left.inHub}));
  };
  return (
    <>
      <p className="send-outcome" role="status">
        {trying ? say.sendTrying : outcome}
      </p>
      <Button
        className="secondary"
        isDisabled={trying || here + inHub === 0 || !state.paired}
        onPress={() => void send()}
      >
        {say.sendNow}
      </Button>
    </>
  );
}
