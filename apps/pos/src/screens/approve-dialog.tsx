import {isPin, type Operator} from '@holdfast/catalogue';
import {Dialog} from '@holdfast/ui';
import {useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {useLooks} from './looks.tsx';
import {PinForm} from './pin-form.tsx';

/** Somebody who may lets something be, by name and PIN, without signing anybody off. */
export function ApproveDialog(props: {
  /** Those who may. */
  readonly approvers: readonly Operator[];
  readonly lede: string;
  readonly onClose: () => void;
  readonly onApproved: (approver: Operator) => void;
}) {
  const {approvers, lede, onClose, onApproved} = props;
  const {say} = useLooks();
  const [chosen, setChosen] = useState(approvers.length === 1 ? approvers[0] : undefined);
  return (
    <Dialog label={say.approveTitle} onClose={onClose}>
      <h2>{say.approveTitle}</h2>
      <p>{approvers.length === 0 ? say.approveNobody : lede}</p>
      {chosen ? (
        <PinForm
          name={chosen.name}
          goLabel={say.approveGo}
          backLabel={say.cancel}
          onBack={onClose}
          onPin={async pin => {
            const right = isPin(pin, chosen.pin);
            if (right) onApproved(chosen);
            return right;
          }}
        />
      ) : (
        <>
          <ul className="people">
            {approvers.map((operator, at) => (
              <li key={operator.operatorId}>
                <Button className="person" autoFocus={at === 0} onPress={() => setChosen(operator)}>
                  {operator.name}
                </Button>
              </li>
            ))}
          </ul>
          <div className="dialog-end">
            <Button className="secondary" autoFocus={approvers.length === 0} onPress={onClose}>
              {say.cancel}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
