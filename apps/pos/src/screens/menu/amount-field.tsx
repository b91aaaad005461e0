import {type CurrencyCode, currencyExponent, parseAmount} from '@holdfast/domain';
import {Field, Numpad} from '@holdfast/ui';
import {useLooks} from '../looks.tsx';

const LENGTH_MAX = 12;

/** An amount of money to type or touch. */
export function AmountField(props: {
  readonly value: string;
  readonly currencyCode: CurrencyCode;
  readonly onChange: (change: (text: string) => string) => void;
}) {
  const {value, currencyCode, onChange} = props;
  const {say} = useLooks();
  const decimals = currencyExponent(currencyCode);
  const change = (next: (text: string) => string) => onChange(text => cleanAmount(next(text)));
  return (
    <>
      <Field
        label={say.amount}
        value={value}
        onChange={text => change(() => text)}
        mode="decimal"
        autoFocus
        invalid={value !== '' && typedMinor(value, currencyCode) === undefined}
      />
      <Numpad
        label={say.digits}
        eraseLabel={say.erase}
        {...(decimals > 0 ? {extra: '.' as const} : {})}
        onChange={change}
      />
    </>
  );
}

/** The amount in minor units; `undefined` for nothing, zero, and what is no amount. */
export function typedMinor(text: string, currencyCode: CurrencyCode): number | undefined {
  const amount = parseAmount(text, currencyCode);
  return amount.ok && amount.value > 0 ? amount.value : undefined;
}

function cleanAmount(text: string): string {
  return text
    .replace(/,/g, '.')
    .replace(/[^\d.]/g, '')
    .slice(0, LENGTH_MAX);
}
