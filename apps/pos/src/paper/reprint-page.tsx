import {logoOf} from '@holdfast/paper';
import {isFault} from '@holdfast/std';
import {Field} from '@holdfast/ui';
import {type FormEvent, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {useLooks} from '../screens/looks.tsx';
import type {PageProps} from '../screens/menu/page-props.ts';
import {PaperSheet} from './paper-sheet.tsx';
import {type Reprint, reprint} from './reprint.ts';
import {paperOf} from './till-paper.ts';

/** A receipt of this till again, by the number on it. The last one stands there already. */
export function ReprintPage({till, state, onBack, onClose}: PageProps) {
  const {say, language} = useLooks();
  const {settings} = state.store;
  const [typed, setTyped] = useState(state.last?.receiptNumber ?? '');
  const [done, setDone] = useState<Reprint | undefined>();
  const [problem, setProblem] = useState('');
  const again = (event: FormEvent) => {
    event.preventDefault();
    setProblem('');
    reprint(till, {receiptNumber: typed, language}).then(
      found => {
        setDone(found);
        if (found.kind === 'unknown') setProblem(say.paperNoSuchReceipt);
      },
      (error: unknown) => setProblem(say.deedFailed({code: isFault(error) ? error.code : '?'})),
    );
  };
  return (
    <form className="asks" onSubmit={again}>
      <Field label={say.paperReceiptNumber} value={typed} onChange={setTyped} autoFocus />
      <p className="problem" role="alert">
        {problem}
      </p>
      {done?.kind === 'asked' && <p role="status">{say.paperAskedAgain}</p>}
      {done?.kind === 'dialog' && settings && (
        <PaperSheet
          document={done.document}
          paper={paperOf(state.paper)}
          label={say.receiptOf({receipt: typed})}
          logo={logoOf(settings)}
        />
      )}
      <div className="row">
        <Button className="secondary" onPress={onBack}>
          {say.menuBack}
        </Button>
        {done?.kind === 'dialog' ? (
          <Button className="primary" onPress={() => window.print()}>
            {say.paperPrint}
          </Button>
        ) : (
          <Button type="submit" className="primary" isDisabled={typed.trim() === ''}>
            {say.paperAgain}
          </Button>
        )}
        <Button className="secondary" onPress={onClose}>
          {say.close}
        </Button>
      </div>
    </form>
  );
}
