import type {StoreSettings} from '@holdfast/catalogue';
import {Button} from 'react-aria-components/Button';
import type {OpenSale} from '../sale/open-sale.ts';
import {liveTenders} from '../sale/settlement.ts';
import {useLooks} from './looks.tsx';
import {moneyText} from './money-text.ts';
import {tenderName} from './tenders-panel.tsx';

/** What was taken for the open sale already, each with the way to give it back. */
export function TakenTenders(props: {
  readonly sale: OpenSale;
  readonly settings: StoreSettings;
  readonly onBack: (number: number) => void;
}) {
  const {sale, settings, onBack} = props;
  const {say, language} = useLooks();
  const taken = liveTenders(sale);
  if (taken.length === 0) return null;
  return (
    <ul className="taken">
      {taken.map(({number, id, amountMinor, reference}) => {
        const tender = settings.tenders.find(one => one.id === id);
        const name = tender ? tenderName(tender, {say, language}) : id;
        return (
          <li key={number}>
            <span className="grow">
              {name}
              {reference !== undefined && (
                <small className="soft" translate="no">
                  {reference}
                </small>
              )}
            </span>
            <span>{moneyText(amountMinor, {language, currencyCode: settings.currency})}</span>
            <Button
              className="quiet"
              aria-label={say.tenderBack({name})}
              onPress={() => onBack(number)}
            >
              ✕
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
