import type {Item} from '@holdfast/catalogue';
import {type Ref, useMemo, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {Input, Label, TextField} from 'react-aria-components/TextField';
import {categoriesOf, nameIn} from '../catalogue/item-finder.ts';
import {parseTypedLine} from '../sale/typed-line.ts';
import type {TillState} from '../till/till-state.ts';
import {useLooks} from './looks.tsx';
import {moneyText, sinceText} from './money-text.ts';

const FOUND_MAX = 24;
const TILES_MAX = 60;

/** Finding items: scan, type, or touch a tile. */
export function ItemsPanel(props: {
  readonly state: TillState;
  readonly typed: string;
  readonly inputRef: Ref<HTMLInputElement>;
  readonly problem: string;
  /** Something else has the keyboard now. */
  readonly away: boolean;
  readonly onType: (text: string) => void;
  readonly onEnter: () => void;
  readonly onItem: (item: Item) => void;
}) {
  const {state, typed, problem, away, onType, onEnter, onItem} = props;
  const {say, language} = useLooks();
  const {catalogue, finder, settings, pricesAsOfMs} = state.store;
  const [category, setCategory] = useState('');
  const categories = useMemo(() => (catalogue ? categoriesOf(catalogue) : []), [catalogue]);
  const {text} = parseTypedLine(typed);
  const shown =
    text === ''
      ? (catalogue?.items ?? [])
          .filter(item => category === '' || item.category?.en === category)
          .slice(0, TILES_MAX)
      : (finder?.search(text, FOUND_MAX) ?? []);
  return (
    <section className="items" inert={away} aria-label={say.items}>
      <form
        className="search"
        onSubmit={event => {
          event.preventDefault();
          onEnter();
        }}
      >
        <TextField className="search-field" aria-label={say.search} value={typed} onChange={onType}>
          <Label className="hidden">{say.search}</Label>
          <Input
            ref={props.inputRef}
            placeholder={say.search}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            enterKeyHint="done"
            onKeyDown={event => {
              if (event.key === 'Escape') onType('');
            }}
          />
        </TextField>
        <span aria-hidden="true" className="key-name">
          {settings?.keys.search}
        </span>
      </form>
      <p className="problem" role="alert">
        {problem}
      </p>
      {text === '' && categories.length > 0 && (
        <fieldset className="chips" aria-label={say.items}>
          {[undefined, ...categories].map(one => (
            <Button
              key={one?.en ?? ''}
              className="chip"
              aria-pressed={category === (one?.en ?? '')}
              onPress={() => setCategory(one?.en ?? '')}
            >
              {one ? nameIn({names: one}, language) : say.allItems}
            </Button>
          ))}
        </fieldset>
      )}
      {!catalogue && <p className="soft">{say.nothingYet}</p>}
      {text !== '' && shown.length === 0 && <p className="soft">{say.searchNone}</p>}
      <ul className="tiles">
        {shown.map((item, at) => (
          <li key={item.code}>
            <Button
              className="tile"
              data-first={text !== '' && at === 0}
              onPress={() => onItem(item)}
            >
              <span className="tile-name">{nameIn(item, language)}</span>
              <span className="tile-price">
                {settings &&
                  moneyText(item.priceMinor, {language, currencyCode: settings.currency})}
                {item.weighed && <span className="soft"> / {say.kilogram}</span>}
              </span>
            </Button>
          </li>
        ))}
      </ul>
      {catalogue && (
        <p className="soft as-of">
          {say.pricesAsOf({time: sinceText(pricesAsOfMs, {language, nowMs: Date.now()})})}
        </p>
      )}
    </section>
  );
}
