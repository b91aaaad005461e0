import type {StoreSettings} from '@holdfast/catalogue';
import {useEffect, useRef} from 'react';
import {Button} from 'react-aria-components/Button';
import {nameIn} from '../catalogue/item-finder.ts';
import type {OpenLine} from '../sale/open-sale.ts';
import type {PricedLine} from '../sale/price-lines.ts';
import {useLooks} from './looks.tsx';
import {moneyText} from './money-text.ts';

/** The lines of the open sale: what, how many, at which price, and what was taken off. */
export function SaleLines(props: {
  readonly lines: readonly PricedLine[];
  readonly settings: StoreSettings;
  readonly onLine: (line: OpenLine) => void;
}) {
  const {lines, settings, onLine} = props;
  const {say, language} = useLooks();
  const money = (minor: number) => moneyText(minor, {language, currencyCode: settings.currency});
  const list = useRef<HTMLOListElement>(null);
  const count = lines.length;
  useEffect(() => {
    if (count > 0) list.current?.lastElementChild?.scrollIntoView({block: 'nearest'});
  }, [count]);
  return (
    <ol className="lines" ref={list}>
      {lines.map(({line, extendedMinor, modifiers}) => {
        // What comes off the sale is said once, below the lines.
        const own = modifiers.filter(({methodCode}) => methodCode !== 'saleDiscount');
        const ownMinor = own.reduce((sum, {amountMinor}) => sum + amountMinor, extendedMinor);
        return (
          <li key={line.lineNumber}>
            <Button className="line" onPress={() => onLine(line)}>
              <span className="line-name">{nameIn(line, language)}</span>
              <span className="line-amount">{money(ownMinor)}</span>
              <span className="line-how soft">
                {line.quantity}
                {line.weighed ? ` ${say.kilogram}` : ''} ×{' '}
                {money(line.priceChange?.priceMinor ?? line.priceMinor)}
                {line.priceChange && ` · ${say.insteadOf({amount: money(line.priceMinor)})}`}
              </span>
              {own.map(
                ({methodCode, amountMinor, percent, reason}) =>
                  methodCode === 'lineDiscount' && (
                    <span key={methodCode} className="line-how line-off">
                      {say.off({amount: money(-amountMinor)})}
                      {percent === undefined ? '' : ` (${percent} %)`} · {reasonIn(reason)}
                    </span>
                  ),
              )}
            </Button>
          </li>
        );
      })}
    </ol>
  );

  function reasonIn(reason: string): string {
    const names = settings.discount.reasons.find(({en}) => en === reason);
    return names ? nameIn({names}, language) : reason;
  }
}
