import {Field} from '@holdfast/ui';
import {type FormEvent, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {useLooks} from '../looks.tsx';
import {DeedDone} from './deed-done.tsx';
import type {PageProps} from './page-props.ts';
import {useDeed} from './use-deed.ts';

/** The drawer is opened for nothing: why, and it is counted. */
export function NoSalePage({till, day, state, onBack, onClose}: PageProps) {
  const {say} = useLooks();
  const deed = useDeed();
  const [reason, setReason] = useState('');
  if (deed.receiptNumber !== undefined) {
    return <DeedDone {...{till, state, onClose}} receiptNumber={deed.receiptNumber} />;
  }
  const ready = reason.trim() !== '' && !deed.saving;
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    void deed.run(async submissionId => {
      const noted = await day.noSale({reason, submissionId});
      till.paper.openDrawer(noted.receiptNumber);
      return noted;
    });
  };
  return (
    <form className="asks" onSubmit={save}>
      <p className="soft">{say.noSaleHow}</p>
      <Field
        label={say.deedReason}
        value={reason}
        onChange={text => setReason(text.slice(0, 80))}
        autoFocus
      />
      <p className="problem" role="alert">
        {deed.problem}
      </p>
      <div className="row">
        <Button className="secondary" onPress={onBack}>
          {say.menuBack}
        </Button>
        <Button type="submit" className="primary" isDisabled={!ready}>
          {deed.saving ? say.saving : say.menuNoSale}
        </Button>
      </div>
    </form>
  );
}
