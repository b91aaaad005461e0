import {Field} from '@holdfast/ui';
import {useState} from 'react';
import * as z from 'zod';
import type {Office} from '../office/office.ts';
import {ActDialog} from './act-dialog.tsx';
import {useLooks} from './looks.tsx';
import {type TillView, unsentThere} from './till-words.ts';

const REASON_MIN = 3;

interface TillDialogProps {
  readonly office: Office;
  readonly till: TillView;
  readonly onClose: () => void;
}

export function RenameTill({office, till, onClose}: TillDialogProps) {
  const {say} = useLooks();
  const [name, setName] = useState(till.name);
  const path = `/tills/${till.journalId}/rename`;
  return (
    <ActDialog
      title={`${say.tillRename}: ${till.workstationId}`}
      yes={say.save}
      ready={name.trim() !== ''}
      onYes={async () => void (await office.ask(z.unknown(), 'POST', path, {name}))}
      onClose={onClose}
    >
      <Field label={say.tillName} value={name} onChange={setName} autoFocus />
    </ActDialog>
  );
}

export function RevokeTill({office, till, onClose}: TillDialogProps) {
  const {say} = useLooks();
  const [reason, setReason] = useState('');
  const path = `/tills/${till.journalId}/revoke`;
  const waiting = unsentThere(till);
  return (
    <ActDialog
      title={say.tillRevokeTitle({name: till.workstationId})}
      yes={say.tillRevoke}
      dangerous
      ready={reason.trim().length >= REASON_MIN}
      onYes={async () => void (await office.ask(z.unknown(), 'POST', path, {reason}))}
      onClose={onClose}
    >
      <p>{say.tillRevokeWarning}</p>
      {waiting > 0 && <p className="problem">{say.tillRevokeUnsent({count: waiting})}</p>}
      <Field label={say.reason} value={reason} onChange={setReason} autoFocus>
        <p className="soft hint">{say.reasonHint}</p>
      </Field>
    </ActDialog>
  );
}
