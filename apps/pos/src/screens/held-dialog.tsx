import type {Operator, StoreSettings} from '@holdfast/catalogue';
import {paidTwice, type SuspendedRow} from '@holdfast/orders';
import {Dialog} from '@holdfast/ui';
import {useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {SuspendedView} from '../till/till-suspended.ts';
import type {WebTill} from '../till/web-till.ts';
import {useLooks} from './looks.tsx';
import {moneyText, sinceText} from './money-text.ts';

/** The store's held sales: who held which, when and where, and the way to take one up. */
export function HeldDialog(props: {
  readonly till: WebTill;
  readonly view: SuspendedView;
  readonly settings: StoreSettings;
  readonly operators: readonly Operator[];
  readonly onClose: () => void;
}) {
  const {till, view, settings, operators, onClose} = props;
  const {say, language} = useLooks();
  const [problem, setProblem] = useState('');
  const [asking, setAsking] = useState(false);
  const money = (minor: number) => moneyText(minor, {language, currencyCode: settings.currency});
  const takeUp = async (row: SuspendedRow) => {
    setAsking(true);
    const answer = await till.recallSale(row);
    setAsking(false);
    const {workstationId} = row.sale;
    switch (answer.kind) {
      case 'recalled':
        onClose();
        return;
      case 'takenBy':
        setProblem(say.heldTaken({till: answer.workstationId}));
        return;
      case 'ended':
        setProblem(say.heldEnded);
        return;
      default:
        setProblem(say.heldUnreachable({till: workstationId}));
    }
  };
  const note = ({atHub, stuck}: SuspendedRow) => {
    if (stuck?.kind === 'refused' && stuck.reason === 'full') return say.heldFull;
    return atHub ? '' : say.heldHere;
  };
  const twice = view.sales.filter(paidTwice);
  return (
    <Dialog label={say.heldTitle} onClose={onClose}>
      <h2>{say.heldTitle}</h2>
      {twice.map(({saleId, payments, amountMinor}) => (
        <p key={saleId} className="problem" role="alert">
          {say.heldTwice({
            receipt: payments.map(({receiptNumber}) => receiptNumber).join(' · '),
            amount: money(amountMinor),
          })}
        </p>
      ))}
      {view.waiting.length === 0 && <p className="soft">{say.heldNone}</p>}
      <ul className="unsent">
        {view.waiting.toReversed().map(row => {
          const {sale} = row;
          const name =
            operators.find(({operatorId}) => operatorId === sale.operatorId)?.name ??
            sale.operatorId;
          const time = sinceText(sale.suspendedAtMs, {language, nowMs: Date.now()});
          return (
            <li key={`${sale.saleId}${sale.round}${row.atHub}`} className="held">
              <span>
                <span className="unsent-head">
                  <strong>{money(sale.amountMinor)}</strong>
                  <span className="soft">{say.heldLines({count: sale.lines})}</span>
                </span>
                <span className="unsent-where soft">
                  {say.heldBy({till: sale.workstationId, name, time})}
                </span>
                {note(row) !== '' && <span className="unsent-where">{note(row)}</span>}
              </span>
              <Button className="secondary" isDisabled={asking} onPress={() => void takeUp(row)}>
                {say.heldUp}
              </Button>
            </li>
          );
        })}
      </ul>
      <p className="problem" role="alert">
        {problem}
      </p>
      <div className="dialog-end">
        <Button className="secondary" autoFocus={view.waiting.length === 0} onPress={onClose}>
          {say.close}
        </Button>
      </div>
    </Dialog>
  );
}
