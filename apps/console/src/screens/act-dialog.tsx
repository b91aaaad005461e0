import {Dialog} from '@holdfast/ui';
import {type FormEvent, type ReactNode, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {ApiProblem} from '../office/api-problem.ts';
import {useLooks} from './looks.tsx';

/** A question that changes something: what is filled in, and a yes. It closes once it is done. */
export function ActDialog(props: {
  readonly title: string;
  readonly yes: string;
  readonly dangerous?: boolean;
  readonly ready: boolean;
  readonly onYes: () => Promise<void>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const {title, yes, dangerous = false, ready, onYes, onClose, children} = props;
  const {say} = useLooks();
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    try {
      await onYes();
      onClose();
    } catch (error) {
      setProblem(problemOf(error, say));
      setBusy(false);
    }
  };
  return (
    <Dialog label={title} onClose={onClose}>
      <form className="asks" onSubmit={event => void submit(event)}>
        <h2>{title}</h2>
        {children}
        <p className="problem" role="alert">
          {problem}
        </p>
        <div className="dialog-end">
          <Button className="secondary" onPress={onClose}>
            {say.cancel}
          </Button>
          <Button
            type="submit"
            className={dangerous ? 'danger' : 'primary'}
            isDisabled={!ready || busy}
          >
            {yes}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What the hub said, for a person. */
export function problemOf(
  error: unknown,
  say: {readonly failed: string; readonly notAllowed: string; readonly lineLost: string},
): string {
  if (!(error instanceof ApiProblem)) return say.failed;
  if (error.status === 0) return say.lineLost;
  if (error.status === 403) return say.notAllowed;
  const code = error.code === '' ? '' : ` (${error.code})`;
  return `${say.failed}: ${error.message}${code}`;
}
