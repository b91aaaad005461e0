import type {Item} from '@holdfast/catalogue';
import {Dialog, Field, Numpad} from '@holdfast/ui';
import {useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {OpenLine} from '../sale/open-sale.ts';
import {parseQuantity} from '../sale/parse-quantity.ts';
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
  readonly onReduce: (kind: 'price' | 'line', line: OpenLine) => void;
}) {
  const {question, onClose, onSet, onVoid, onReduce} = props;
  const {say} = useLooks();
  const [text, setText] = useState('');
  const {name} = question;
  const {weighed} = question.kind === 'add' ? question.item : question.line;
  const line = question.kind === 'change' ? question.line : undefined;
  // A label says how much there is and what it costs.
  const labelled = line?.labelMinor !== undefined;
  const label = labelled ? name : weighed ? say.weightOf({name}) : say.quantityOf({name});
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
        {labelled ? (
          <h2>{name}</h2>
        ) : (
          <>
            <Field label={label} value={text} onChange={setText} mode="decimal" autoFocus />
            <Numpad
              label={say.digits}
              eraseLabel={say.erase}
              {...(weighed ? {extra: '.' as const} : {})}
              onChange={setText}
            />
          </>
        )}
        {line && (
          <div className="row halves">
            <Button
              className="secondary"
              isDisabled={labelled}
              onPress={() => onReduce('price', line)}
            >
              {say.priceChange}
            </Button>
            <Button
              className="secondary"
              autoFocus={labelled}
              onPress={() => onReduce('line', line)}
            >
              {say.discount}
            </Button>
          </div>
        )}
        <div className="row">
          {line ? (
            <Button className="danger" onPress={() => onVoid(line.lineNumber)}>
              {say.voidLine}
            </Button>
          ) : (
            <Button className="secondary" onPress={onClose}>
              {say.cancel}
            </Button>
          )}
          <Button type="submit" className="primary" isDisabled={!fits || labelled}>
            {say.set}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
