import type {Operator, StoreSettings} from '@holdfast/catalogue';
import {itemAmountMinor, type RetailTransaction, type SaleLine} from '@holdfast/domain';
import {type ItemFinder, nameIn} from '../catalogue/item-finder.ts';
import {useLooks} from './looks.tsx';
import {moneyText} from './money-text.ts';

/** A receipt as the customer gets it to see, made from the transaction that is in the journal. */
export function Receipt(props: {
  readonly transaction: RetailTransaction;
  readonly receiptNumber: string;
  readonly settings: StoreSettings;
  readonly operators: readonly Operator[];
  /** Knows what items are called in this language; the transaction says it in one. */
  readonly finder: ItemFinder | undefined;
}) {
  const {transaction, receiptNumber, settings, operators, finder} = props;
  const {say, language} = useLooks();
  const {lineItems, currencyCode, endDateTime, operatorId, total} = transaction;
  const money = (minor: number) => moneyText(minor, {language, currencyCode});
  const operator = operators.find(one => one.operatorId === operatorId)?.name ?? operatorId;
  const nameOf = ({itemId, description}: SaleLine) => {
    const item = language === 'en' ? undefined : finder?.byCode(itemId);
    return item ? nameIn(item, language) : (description ?? itemId);
  };
  return (
    <article className="receipt" aria-label={say.receiptOf({receipt: receiptNumber})}>
      <header>
        <strong>{settings.name}</strong>
        {[...settings.address, ...settings.receipt.header].map(text => (
          <span key={text}>{text}</span>
        ))}
        {settings.tax_id !== '' && (
          <span>
            {say.taxId} {settings.tax_id}
          </span>
        )}
      </header>
      <dl>
        {lineItems.map(line =>
          line.kind === 'Sale' && !line.voidFlag ? (
            <div key={line.lineNumber}>
              <dt>
                {nameOf(line)}
                <small>
                  {line.quantity}
                  {line.unitOfMeasure === 'KGM' ? ` ${say.kilogram}` : ''} ×{' '}
                  {line.regularSalesUnitPrice}
                </small>
              </dt>
              <dd>{money(itemAmountMinor(line))}</dd>
            </div>
          ) : null,
        )}
      </dl>
      <dl className="receipt-sums">
        <div className="receipt-total">
          <dt>{say.total}</dt>
          <dd>{money(total.transactionGrandAmountMinor)}</dd>
        </div>
        {lineItems.map(line => {
          if (line.kind === 'Tax') {
            return (
              <div key={line.lineNumber} className="soft">
                <dt>{say.taxOf({percent: line.percent})}</dt>
                <dd>{money(line.taxAmountMinor)}</dd>
              </div>
            );
          }
          if (line.kind !== 'Tender' && line.kind !== 'TenderChange') return null;
          return (
            <div key={line.lineNumber}>
              <dt>{line.kind === 'Tender' ? say.cash : say.change}</dt>
              <dd>{money(line.amountMinor)}</dd>
            </div>
          );
        })}
      </dl>
      <footer>
        {settings.receipt.footer.map(text => (
          <span key={text}>{text}</span>
        ))}
        <span translate="no">{receiptNumber}</span>
        <span>
          {endDateTime.slice(0, 16).replace('T', ' ')} · {operator}
        </span>
      </footer>
    </article>
  );
}
