import type {StoreSettings} from '@holdfast/catalogue';
import {
  quantitySchema,
  type ReturnableLine,
  type ReturnPick,
  returnableLines,
} from '@holdfast/domain';
import {Field} from '@holdfast/ui';
import {type FormEvent, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {nameIn} from '../../catalogue/item-finder.ts';
import type {FoundOriginal} from '../../day/find-original.ts';
import {refundCashMinor} from '../../day/make-return.ts';
import {useLooks} from '../looks.tsx';
import {moneyText} from '../money-text.ts';
import {DeedDone} from './deed-done.tsx';
import type {PageProps} from './page-props.ts';
import {useDeed} from './use-deed.ts';

/** Which lines of a sale come back, and how much of each: never more than is left. */
export function PickPage(
  props: PageProps & {readonly settings: StoreSettings; readonly found: FoundOriginal},
) {
  const {till, day, state, settings, found, onBack, onClose} = props;
  const {say, language} = useLooks();
  const deed = useDeed();
  const [counts, setCounts] = useState<ReadonlyMap<number, string>>(new Map());
  const [reason, setReason] = useState('');
  const [paidMinor, setPaidMinor] = useState(0);
  const {currencyCode} = found.original;
  const money = (minor: number) => moneyText(minor, {language, currencyCode});
  if (deed.receiptNumber !== undefined) {
    const give = say.returnGive({amount: money(paidMinor)});
    return <DeedDone {...{till, state, onClose}} receiptNumber={deed.receiptNumber} say={give} />;
  }
  const lines = returnableLines(found.original, found.returned);
  const picks = picksOf(counts);
  const cashMinor = refundCashMinor(found, {picks, settings});
  const ready = cashMinor !== undefined && reason.trim() !== '' && !deed.saving;
  const giveBack = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    setPaidMinor(cashMinor);
    void deed.run(submissionId => day.giveBack({found, picks, reason, submissionId}));
  };
  const set = ({line}: ReturnableLine, quantity: string) =>
    setCounts(new Map([...counts, [line.lineNumber, quantity]]));
  const nameOf = ({line}: ReturnableLine) => {
    const item = state.store.finder?.byCode(line.itemId);
    return item ? nameIn(item, language) : (line.description ?? line.itemId);
  };
  return (
    <form className="asks" onSubmit={giveBack}>
      <p>
        <strong translate="no">{found.receiptNumber}</strong>
        <br />
        <span className="soft">
          {found.original.endDateTime.slice(0, 16).replace('T', ' ')} ·{' '}
          {found.lookedUpAt === 'hub' ? say.returnFromHub : say.returnFromTill}
        </span>
      </p>
      {!found.sure && <p className="unsure">{say.returnUnsure}</p>}
      {lines.length === 0 && <p>{say.returnNothingLeft}</p>}
      <ul className="picks">
        {lines.map((one, at) => {
          const picked = counts.get(one.line.lineNumber) ?? '0';
          const name = nameOf(one);
          return (
            <li key={one.line.lineNumber}>
              <span className="grow">
                {name}
                <small className="soft">{say.returnLeft({quantity: one.left})}</small>
              </span>
              <Button
                className="secondary"
                aria-label={say.returnLess({name})}
                isDisabled={picked === '0'}
                onPress={() => set(one, less(picked))}
              >
                −
              </Button>
              <output>{picked}</output>
              <Button
                className="secondary"
                aria-label={say.returnMore({name})}
                autoFocus={at === 0}
                isDisabled={picked === one.left}
                onPress={() => set(one, more(picked, one.left))}
              >
                +
              </Button>
            </li>
          );
        })}
      </ul>
      <Field
        label={say.returnReason}
        value={reason}
        onChange={text => setReason(text.slice(0, 80))}
      />
      <p className="problem" role="alert">
        {deed.problem ||
          (cashMinor !== undefined && reason.trim() === '' ? say.returnReasonNeeded : '')}
      </p>
      <div className="row">
        <Button className="secondary" autoFocus={lines.length === 0} onPress={onBack}>
          {say.menuBack}
        </Button>
        <Button type="submit" className="primary" isDisabled={!ready}>
          {say.returnPay({amount: money(cashMinor ?? 0)})}
        </Button>
      </div>
    </form>
  );
}

/** What is counted goes one by one; what is weighed comes back whole. */
function more(picked: string, left: string): string {
  return left.includes('.') ? left : String(Math.min(Number(picked) + 1, Number(left)));
}

function less(picked: string): string {
  return picked.includes('.') ? '0' : String(Number(picked) - 1);
}

function picksOf(counts: ReadonlyMap<number, string>): readonly ReturnPick[] {
  return [...counts].flatMap(([lineNumber, text]) => {
    const quantity = quantitySchema.safeParse(text);
    return quantity.success && text !== '0' ? [{lineNumber, quantity: quantity.data}] : [];
  });
}
