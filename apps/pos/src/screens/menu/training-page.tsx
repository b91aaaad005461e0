import {useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {useLooks} from '../looks.tsx';
import type {PageProps} from './page-props.ts';

/** Begins training, or ends it. Not while a sale is open: what it is must not change. */
export function TrainingPage({till, state, onBack, onClose}: PageProps) {
  const {say} = useLooks();
  const [saving, setSaving] = useState(false);
  const {training} = state;
  const open = state.sale.lines.length > 0;
  const change = async () => {
    setSaving(true);
    await till.setTraining(!training);
    onClose();
  };
  return (
    <div className="asks">
      <p>{training ? say.trainingEndHow : say.trainingHow}</p>
      <p className="problem" role="alert">
        {open ? say.trainingSaleOpen : ''}
      </p>
      <div className="row">
        <Button className="secondary" autoFocus={open} onPress={onBack}>
          {say.menuBack}
        </Button>
        <Button
          className="primary"
          autoFocus={!open}
          isDisabled={open || saving}
          onPress={() => void change()}
        >
          {training ? say.trainingEnd : say.trainingBegin}
        </Button>
      </div>
    </div>
  );
}
