import type {StoreSettings} from '@holdfast/catalogue';
import {Field} from '@holdfast/ui';
import {type FormEvent, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {FoundOriginal} from '../../day/find-original.ts';
import {useLooks} from '../looks.tsx';
import type {PageProps} from './page-props.ts';
import {PickPage} from './pick-page.tsx';
import {UnseenPage} from './unseen-page.tsx';

type Step =
  | {readonly at: 'ask'; readonly problem: string; readonly mayGoOn: boolean}
  | {readonly at: 'looking'}
  | {readonly at: 'pick'; readonly found: FoundOriginal}
  | {readonly at: 'unseen'};

/** Goods come back by their receipt; without looking it up only where nobody can. */
export function ReturnPage(props: PageProps & {readonly settings: StoreSettings}) {
  const {day, onBack} = props;
  const {say} = useLooks();
  const [receipt, setReceipt] = useState('');
  const [step, setStep] = useState<Step>({at: 'ask', problem: '', mayGoOn: false});
  const toAsk = () => setStep({at: 'ask', problem: '', mayGoOn: false});
  if (step.at === 'pick') return <PickPage {...props} found={step.found} onBack={toAsk} />;
  if (step.at === 'unseen') return <UnseenPage {...props} receipt={receipt} onBack={toAsk} />;
  const lookUp = async (event: FormEvent) => {
    event.preventDefault();
    if (receipt.trim() === '') return;
    setStep({at: 'looking'});
    const found = await day.lookUp(receipt);
    const problems = {
      unknown: say.returnUnknown,
      noSale: say.returnNoSale,
      noHub: say.returnNoHub,
    } as const;
    if (found.kind === 'found') setStep({at: 'pick', found});
    else {
      const mayGoOn = found.kind === 'noHub';
      setStep({at: 'ask', problem: problems[found.kind], mayGoOn});
    }
  };
  const ready = step.at === 'ask' && receipt.trim() !== '';
  return (
    <form className="asks" onSubmit={event => void lookUp(event)}>
      <p className="soft">{say.returnHow}</p>
      <Field
        label={say.returnReceipt}
        value={receipt}
        onChange={text => setReceipt(text.slice(0, 120))}
        autoFocus
      />
      <p className="problem" role="alert">
        {step.at === 'ask' ? step.problem : ''}
      </p>
      {step.at === 'ask' && step.mayGoOn && (
        <Button className="secondary" onPress={() => setStep({at: 'unseen'})}>
          {say.returnUnseen}
        </Button>
      )}
      <div className="row">
        <Button className="secondary" onPress={onBack}>
          {say.menuBack}
        </Button>
        <Button type="submit" className="primary" isDisabled={!ready}>
          {step.at === 'looking' ? say.returnLooking : say.returnLookUp}
        </Button>
      </div>
    </form>
  );
}
