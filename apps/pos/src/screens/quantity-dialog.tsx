import type {Item} from '@holdfast/catalogue';
import {Dialog, Field, Numpad} from '@holdfast/ui';
import {useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {type OpenLine, parseQuantity} from '../sale/open-sale.ts';
import {useLooks} from './looks.tsx';

/** How many of an item that is to be added, or of a line that is there. */
export type QuantityQuestion =
  | {readonly kind: 'add'; readonly item: Item; readonly name: string}
  | {readonly kind: 'change'; readonly line: OpenLine; readonly name: string};

export function QuantityDialog(props: {
  readonly question: QuantityQuestion;
  readonly onClose: () => void;
  readonly onSet: (quantityText: string) => void;
  readonly onVoid: (lineNumber: number) => void;
}) {
  const {question, onClose, onSet, onVoid} = props;
  const {say} = useLooks();
  const [text, setText] = useState('');
  const {name} = question;
  const {weighed} = question.kind === 'add' ? question.item : question.line;
  const label = weighed ? say.weightOf({name}) : say.quantityOf({name});
  const fits = parseQuantity(text, {weighed}) !== undefined;
  return (
    <Dialog label={label} onClose={onClose}>
      <form
        className="asks"
        onSubmit={event => {
          event.preventDefault();
          if (fits) onSet(text);
        }}
      >
        <Field label={label} value={text} onChange={setText} mode="decimal" autoFocus />
        <Numpad
          label={say.digits}
          eraseLabel={say.erase}
          {...(weighed ? {extra: '.' as const} : {})}
          onChange={setText}
        />
        <div className="row">
          {question.kind === 'change' ? (
            <Button className="danger" onPress={() => onVoid(question.line.lineNumber)}>
              {say.voidLine}
            </Button>
          ) : (
            <Button className="secondary" onPress={onClose}>
              {say.cancel}
            </Button>
          )}
          <Button type="submit" className="primary" isDisabled={!fits}>
            {say.set}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
