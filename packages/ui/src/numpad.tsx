import {Button} from 'react-aria-components/Button';

const KEYS = ['7', '8', '9', '4', '5', '6', '1', '2', '3'] as const;

/** Digits to touch, beside a field that takes them from a keyboard just as well. */
export function Numpad(props: {
  readonly label: string;
  readonly eraseLabel: string;
  /** The key left of 0: a decimal point, two zeros, or nothing. */
  readonly extra?: '.' | '00';
  /** Answers the text after a key. */
  readonly onChange: (change: (text: string) => string) => void;
}) {
  const {label, eraseLabel, extra, onChange} = props;
  const add = (letters: string) => () => onChange(text => text + letters);
  return (
    <fieldset className="numpad" aria-label={label}>
      {[...KEYS, ...(extra ? [extra] : []), '0'].map(key => (
        <Button
          key={key}
          className={key === '0' && !extra ? 'key wide' : 'key'}
          excludeFromTabOrder
          onPress={add(key)}
        >
          {key}
        </Button>
      ))}
      <Button
        className="key"
        excludeFromTabOrder
        aria-label={eraseLabel}
        onPress={() => onChange(text => text.slice(0, -1))}
      >
        ⌫
      </Button>
    </fieldset>
  );
}
