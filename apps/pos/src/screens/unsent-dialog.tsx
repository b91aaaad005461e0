import {parseTransaction} from '@holdfast/domain';
import type {Messages} from '@holdfast/messages';
import type {SubmissionRecord} from '@holdfast/terminal-sdk';
import {Dialog, UnsentList, type UnsentRow} from '@holdfast/ui';
import {useEffect, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {TillState} from '../till/till-state.ts';
import type {WebTill} from '../till/web-till.ts';
import {custodyLabel, custodyLook} from './custody-look.ts';
import {type Looks, useLooks} from './looks.tsx';
import {moneyText, sinceText} from './money-text.ts';

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
        rows={records.map(record => rowOf(record, looks))}
        empty={say.unsentEmpty}
        {...(records.length > 0 && older > 0 ? {more: say.unsentMore({count: older})} : {})}
      />
      <div className="dialog-end">
        <Button className="primary" autoFocus onPress={onClose}>
          {say.close}
        </Button>
      </div>
    </Dialog>
  );
}

function rowOf(
  {receiptNumber, journaledMs, custody, body}: SubmissionRecord,
  {say, language}: Looks,
): UnsentRow {
  const look = custodyLook(custody);
  const transaction = parseTransaction(body);
  const retail = transaction.ok && transaction.value.kind === 'RetailTransaction';
  const amount =
    transaction.ok && transaction.value.kind === 'RetailTransaction'
      ? moneyText(transaction.value.total.transactionGrandAmountMinor, {
          ...{language, currencyCode: transaction.value.currencyCode},
        })
      : '';
  const control = transaction.ok && transaction.value.kind === 'ControlTransaction';
  return {
    ...{receiptNumber, amount, custody: look, custodyLabel: custodyLabel(look, say)},
    time: sinceText(journaledMs, {language, nowMs: Date.now()}),
    what: retail ? say.kindSale : control ? say.kindControl : say.kindOther,
    reason: reasonOf(look, say),
  };
}

function reasonOf(look: UnsentRow['custody'], say: Messages): string {
  if (look === 'attention') return say.unsentSetAside;
  return look === 'journaled' ? say.unsentWaitsForHub : say.unsentWaitsForOffice;
}
