import {Field} from '@holdfast/ui';
import {useState} from 'react';
import * as z from 'zod';
import type {Office} from '../office/office.ts';
import {ActDialog} from './act-dialog.tsx';
import {useLooks} from './looks.tsx';

export type Decision = 'accept' | 'void';
const REASON_MIN = 3;

/** A person's word about what stands aside, with a reason: an entry of the hub's journal. */
export function DecideDialog(props: {
  readonly office: Office;
  readonly path: string;
  readonly receiptNumber: string;
  readonly entryHash: string;
  readonly decision: Decision;
  readonly onClose: () => void;
}) {
  const {office, path, receiptNumber: name, entryHash, decision, onClose} = props;
  const {say} = useLooks();
  const [reason, setReason] = useState('');
  const accepts = decision === 'accept';
  const decide = async () => {
    const body = {decision, reason, entryHash};
    await office.ask(z.unknown(), 'POST', `/ledger/entries/${path}/decision`, body);
  };
  return (
    <ActDialog
      title={accepts ? say.asideAcceptTitle({name}) : say.asideVoidTitle({name})}
      yes={accepts ? say.asideAccept : say.asideVoid}
      dangerous={!accepts}
      ready={reason.trim().length >= REASON_MIN}
      onYes={decide}
      onClose={onClose}
    >
      <p>{accepts ? say.asideAcceptHow : say.asideVoidHow}</p>
      <Field label={say.reason} value={reason} onChange={setReason} autoFocus>
        <p className="soft hint">{say.reasonHint}</p>
      </Field>
    </ActDialog>
  );
}
