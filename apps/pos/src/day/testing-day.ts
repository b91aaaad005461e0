import {type Item, type StoreSettings, storeSettingsSchema} from '@holdfast/catalogue';
import {
  parseTransactionValue,
  type Transaction,
  type TransactionDraft,
  zonedDateTimeSchema,
} from '@holdfast/domain';
import {makeTransaction} from '../sale/make-transaction.ts';
import {addItem, beginSale} from '../sale/open-sale.ts';
import {totalsOf} from '../sale/sale-totals.ts';

/** A store for tests: one tax in its prices, one on top. */
export const TEST_SETTINGS: StoreSettings = storeSettingsSchema.parse({
  name: 'Shop',
  currency: 'CNY',
  tax_group: [
    {id: 'A', percent: '13', included: true},
    {id: 'X', percent: '7.75', included: false},
  ],
});

function item(code: string, priceMinor: number, more: Partial<Item> = {}): Item {
  const names = {en: code, 'zh-CN': code};
  return {...{code, names, priceMinor, taxGroup: 'A', weighed: false}, ...more};
}

export const MILK = item('milk', 1290);
export const APPLES = item('apples', 1160, {weighed: true});
export const TOY = item('toy', 999, {taxGroup: 'X'});

export function moment(text: string) {
  return zonedDateTimeSchema.parse(text);
}

/** A draft as everybody reads it after the journal: through the door that proves its totals. */
export function taken(draft: TransactionDraft): Transaction {
  const parsed = parseTransactionValue(draft);
  if (!parsed.ok) throw new Error(`${parsed.issue.field} ${parsed.issue.reason}`);
  return parsed.value;
}

/** A sale that was paid with so much more cash than it costs. */
export function soldFor(sold: {
  readonly items: readonly (readonly [Item, string])[];
  readonly at: string;
  readonly operatorId?: string;
  readonly moreMinor?: number;
}): Transaction {
  const {items, at, operatorId = '7', moreMinor = 0} = sold;
  const begun = beginSale({saleId: at, beganAt: at});
  const sale = items.reduce(
    (sum, [one, quantity]) => addItem(sum, one, {quantityText: quantity}),
    begun,
  );
  const cashMinor = totalsOf(sale, TEST_SETTINGS).dueMinor + moreMinor;
  const end = {settings: TEST_SETTINGS, operatorId, endedAt: moment(at), cashMinor};
  return taken(makeTransaction(sale, end));
}
