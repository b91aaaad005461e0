import type {SubmissionRecord} from '@holdfast/terminal-sdk';
import {CustodyMark} from '@holdfast/ui';
import {useEffect, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {TillState} from '../../till/till-state.ts';
import type {WebTill} from '../../till/web-till.ts';
import {custodyLabel, custodyLook} from '../custody-look.ts';
import {useLooks} from '../looks.tsx';

/** A deed is in the journal: its number, and where it is meanwhile. */
export function DeedDone(props: {
  readonly till: WebTill;
  readonly state: TillState;
  readonly receiptNumber: string;
  /** What to say besides: what to hand to the customer. */
  readonly say?: string;
  readonly onClose: () => void;
}) {
  const {till, state, receiptNumber, onClose} = props;
  const {say} = useLooks();
  const [record, setRecord] = useState<SubmissionRecord | undefined>();
  const {custodyCount} = state;
  useEffect(() => {
    let current = custodyCount >= 0;
    void till.record(receiptNumber).then(found => {
      if (current) setRecord(found);
    });
    return () => {
      current = false;
    };
  }, [till, receiptNumber, custodyCount]);
  const look = record && custodyLook(record.custody);
  return (
    <>
      <div className="deed-done" role="status">
        {props.say !== undefined && <p className="done-change">{props.say}</p>}
        <p translate="no">{say.deedDone({receipt: receiptNumber})}</p>
        {look && <CustodyMark custody={look} label={custodyLabel(look, say)} />}
      </div>
      <div className="dialog-end">
        <Button className="primary" autoFocus onPress={onClose}>
          {say.close}
        </Button>
      </div>
    </>
  );
}
