import type {StoreSettings} from '@holdfast/catalogue';
import type {Messages} from '@holdfast/messages';
import {Field} from '@holdfast/ui';
import {type FormEvent, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {CASH_MOVEMENTS, type CashMovement, needsReason} from '../../day/cash-movement.ts';
import {useLooks} from '../looks.tsx';
import {AmountField, typedMinor} from './amount-field.tsx';
import {DeedDone} from './deed-done.tsx';
import type {PageProps} from './page-props.ts';
import {useDeed} from './use-deed.ts';

/** Cash into the drawer and out of it: which, how much, what for. */
export function CashPage(props: PageProps & {readonly settings: StoreSettings}) {
  const {till, day, state, settings, onBack, onClose} = props;
  const {say} = useLooks();
  const deed = useDeed();
  const [movement, setMovement] = useState<CashMovement>('loan');
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  if (deed.receiptNumber !== undefined) {
    return <DeedDone {...{till, state, onClose}} receiptNumber={deed.receiptNumber} />;
  }
  const amountMinor = typedMinor(typed, settings.currency);
  const reasoned = !needsReason(movement) || reason.trim() !== '';
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (amountMinor === undefined || !reasoned) return;
    void deed.run(submissionId => day.moveCash({movement, amountMinor, reason, submissionId}));
  };
  const words = movementWords(say);
  return (
    <form className="asks" onSubmit={save}>
      <fieldset className="chips" aria-label={say.menuCash}>
        {CASH_MOVEMENTS.map(one => (
          <Button
            key={one}
            className="chip"
            aria-pressed={one === movement}
            onPress={() => setMovement(one)}
          >
            {words[one][0]}
          </Button>
        ))}
      </fieldset>
      <p className="soft">{words[movement][1]}</p>
      <AmountField value={typed} currencyCode={settings.currency} onChange={setTyped} />
      <Field
        label={say.deedReason}
        value={reason}
        onChange={text => setReason(text.slice(0, 80))}
      />
      <p className="problem" role="alert">
        {deed.problem || (amountMinor !== undefined && !reasoned ? say.deedReasonNeeded : '')}
      </p>
      <div className="row">
        <Button className="secondary" onPress={onBack}>
          {say.menuBack}
        </Button>
        <Button
          type="submit"
          className="primary"
          isDisabled={amountMinor === undefined || !reasoned || deed.saving}
        >
          {deed.saving ? say.saving : say.deedSave}
        </Button>
      </div>
    </form>
  );
}

/** What each movement is called, and what it is. */
function movementWords(say: Messages): Readonly<Record<CashMovement, readonly [string, string]>> {
  return {
    loan: [say.cashLoan, say.cashLoanHow],
    paidIn: [say.cashPaidIn, say.cashPaidInHow],
    paidOut: [say.cashPaidOut, say.cashPaidOutHow],
    safeDrop: [say.cashSafeDrop, say.cashSafeDropHow],
    pickup: [say.cashPickup, say.cashPickupHow],
  };
}
