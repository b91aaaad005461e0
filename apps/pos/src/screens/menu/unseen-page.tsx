import type {Operator, StoreSettings} from '@holdfast/catalogue';
import {Field} from '@holdfast/ui';
import {type FormEvent, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {nameIn} from '../../catalogue/item-finder.ts';
import type {BroughtItem} from '../../day/make-return.ts';
import {parseTypedLine} from '../../sale/typed-line.ts';
import {ApproveDialog} from '../approve-dialog.tsx';
import {useLooks} from '../looks.tsx';
import {moneyText} from '../money-text.ts';
import {DeedDone} from './deed-done.tsx';
import type {PageProps} from './page-props.ts';
import {useDeed} from './use-deed.ts';

/** A return that nobody can look up: at today’s prices, if a supervisor allows it. */
export function UnseenPage(
  props: PageProps & {readonly settings: StoreSettings; readonly receipt: string},
) {
  const {till, day, state, settings, receipt, onBack, onClose} = props;
  const {say, language} = useLooks();
  const deed = useDeed();
  const [items, setItems] = useState<readonly BroughtItem[]>([]);
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState('');
  const [asking, setAsking] = useState(false);
  const [paidMinor, setPaidMinor] = useState(0);
  const money = (minor: number) => moneyText(minor, {language, currencyCode: settings.currency});
  if (deed.receiptNumber !== undefined) {
    const give = say.returnGive({amount: money(paidMinor)});
    return <DeedDone {...{till, state, onClose}} receiptNumber={deed.receiptNumber} say={give} />;
  }
  const cashMinor = day.unseenCashMinor(items);
  const ready = cashMinor !== undefined && cashMinor > 0 && reason.trim() !== '' && !deed.saving;
  const add = (event: FormEvent) => {
    event.preventDefault();
    const line = parseTypedLine(typed);
    const item = state.store.finder?.byCode(line.text);
    setTyped('');
    setProblem(item ? '' : say.unknownCode({code: line.text}));
    if (item) setItems([...items, {item, quantityText: line.quantityText ?? '1'}]);
  };
  const allowed = (approver: Operator) => {
    setAsking(false);
    setPaidMinor(cashMinor ?? 0);
    const back = {items, receiptNumber: receipt.trim().slice(0, 64), reason};
    const {operatorId: approverId} = approver;
    void deed.run(submissionId => day.giveBackUnseen({...back, approverId, submissionId}));
  };
  return (
    <div className="asks">
      <p className="unsure">{say.returnUnseenHow}</p>
      <form className="asks" onSubmit={add}>
        <Field
          label={say.returnCode}
          value={typed}
          onChange={text => setTyped(text.slice(0, 40))}
          autoFocus
        />
      </form>
      <ul className="picks">
        {items.map(({item, quantityText}, at) => (
          <li key={`${at} ${item.code}`}>
            <span className="grow">
              {quantityText} × {nameIn(item, language)}
            </span>
            <Button
              className="secondary"
              aria-label={say.returnLess({name: nameIn(item, language)})}
              onPress={() => setItems(items.filter((_, other) => other !== at))}
            >
              −
            </Button>
          </li>
        ))}
      </ul>
      <Field
        label={say.returnReason}
        value={reason}
        onChange={text => setReason(text.slice(0, 80))}
      />
      <p className="problem" role="alert">
        {deed.problem || problem}
      </p>
      <div className="row">
        <Button className="secondary" onPress={onBack}>
          {say.menuBack}
        </Button>
        <Button className="primary" isDisabled={!ready} onPress={() => setAsking(true)}>
          {say.returnPay({amount: money(cashMinor ?? 0)})}
        </Button>
      </div>
      {asking && (
        <ApproveDialog
          approvers={state.store.operators.filter(({role}) => role !== 'cashier')}
          lede={say.returnUnseenHow}
          onClose={() => setAsking(false)}
          onApproved={allowed}
        />
      )}
    </div>
  );
}
