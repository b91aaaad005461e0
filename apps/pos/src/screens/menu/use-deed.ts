import {isFault} from '@holdfast/std';
import type {Submission} from '@holdfast/terminal-sdk';
import {useState} from 'react';
import {useLooks} from '../looks.tsx';

/** One deed of a dialog: under one id however often it is tried, and saved before it is said. */
export interface DeedTry {
  readonly receiptNumber: string | undefined;
  readonly saving: boolean;
  readonly problem: string;
  readonly run: (submit: (submissionId: string) => Promise<Submission>) => Promise<void>;
}

export function useDeed(): DeedTry {
  const {say} = useLooks();
  const [submissionId] = useState(() => crypto.randomUUID());
  const [receiptNumber, setReceiptNumber] = useState<string | undefined>();
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState('');
  const run: DeedTry['run'] = async submit => {
    if (saving) return;
    setSaving(true);
    setProblem('');
    try {
      setReceiptNumber((await submit(submissionId)).receiptNumber);
    } catch (error) {
      setProblem(say.deedFailed({code: isFault(error) ? error.code : String(error)}));
    }
    setSaving(false);
  };
  return {receiptNumber, saving, problem, run};
}
