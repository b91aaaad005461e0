import type {SubmissionRecord} from '@holdfast/terminal-sdk';
import {Dialog, UnsentList} from '@holdfast/ui';
import {useEffect, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {TillState} from '../till/till-state.ts';
import type {WebTill} from '../till/web-till.ts';
import {useLooks} from './looks.tsx';
import {SendNow} from './send-now.tsx';
import {unsentRow} from './unsent-row.ts';

const ROWS_MAX = 100;

/** What head office does not hold yet, as it is now: it shortens while somebody looks. */
export function UnsentDialog(props: {
  readonly till: WebTill;
  readonly state: TillState;
  readonly onClose: () => void;
}) {
  const {till, state, onClose} = props;
  const looks = useLooks();
  const {say} = looks;
  const [records, setRecords] = useState<readonly SubmissionRecord[]>([]);
  const {custodyCount} = state;
  useEffect(() => {
    let current = custodyCount >= 0;
    void till.unsent(ROWS_MAX).then(found => {
      if (current) setRecords(found);
    });
    return () => {
      current = false;
    };
  }, [till, custodyCount]);
  const {here, inHub} = till.unsentCounts;
  const older = here + inHub - records.length;
  return (
    <Dialog label={say.unsentTitle} onClose={onClose}>
      <h2>{say.unsentTitle}</h2>
      <UnsentList
        label={say.unsentTitle}
        rows={records.map(record => unsentRow(record, looks))}
        empty={say.unsentEmpty}
        {...(records.length > 0 && older > 0 ? {more: say.unsentMore({count: older})} : {})}
      />
      <div className="dialog-end">
        <SendNow till={till} state={state} />
        <Button className="primary" autoFocus onPress={onClose}>
          {say.close}
        </Button>
      </div>
    </Dialog>
  );
}
