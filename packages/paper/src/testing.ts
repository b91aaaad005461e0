import {type StoreSettings, storeSettingsSchema} from '@holdfast/catalogue';
import {type RetailTransaction, retailTransactionSchema} from '@holdfast/domain';
import type {Language} from '@holdfast/messages';
import type {ReceiptParts} from './receipt-document.ts';

/** A store with a picture of two rows, in yuan. For tests. */
export function printedStore(): StoreSettings {
  return storeSettingsSchema.parse({
    name: '南京路店',
    address: ['18 Nanjing Road'],
    tax_id: '91310101MA1FPX1234',
    currency: 'CNY',
    receipt: {
      header: ['谢谢惠顾'],
      footer: ['七天内凭小票退换'],
      logo: {width_dots: 16, height_dots: 2, rows: '_wCBAQ'},
    },
    tax_group: [{id: 'A', percent: '13', included: true}],
  });
}

/** Two cartons of milk and a bag of rice at a discount, paid with a note. For tests. */
export function printedSale(): RetailTransaction {
  return retailTransactionSchema.parse({
    kind: 'RetailTransaction',
    businessDayDate: '2026-03-14',
    beginDateTime: '2026-03-14T09:26:53+08:00',
    endDateTime: '2026-03-14T09:27:41+08:00',
    operatorId: '7',
    transactionType: 'sale',
    currencyCode: 'CNY',
    lineItems: [
      {
        ...{kind: 'Sale', lineNumber: 1, itemId: '6901', description: 'Fresh milk 1 L'},
        ...{itemType: 'stock', quantity: '2', regularSalesUnitPrice: '12.90'},
        ...{extendedAmountMinor: 2580, taxGroup: 'A'},
      },
      {
        ...{kind: 'Sale', lineNumber: 2, itemId: '6902', voidFlag: true, description: 'Taken back'},
        ...{itemType: 'stock', quantity: '1', regularSalesUnitPrice: '99.00'},
        ...{extendedAmountMinor: 9900, taxGroup: 'A'},
      },
      {
        ...{kind: 'Sale', lineNumber: 3, itemId: '6903'},
        ...{description: 'Jasmine rice from the north-east, in a bag of ten kilograms'},
        ...{itemType: 'stock', quantity: '1', regularSalesUnitPrice: '1058.00'},
        ...{extendedAmountMinor: 105800, taxGroup: 'A'},
        priceModifiers: [{amountMinor: -5800, reason: 'Offer'}],
      },
      {
        ...{kind: 'Tax', lineNumber: 4, taxGroup: 'A', percent: '13', included: true},
        ...{taxableAmountMinor: 90779, taxAmountMinor: 11801},
      },
      {kind: 'Tender', lineNumber: 5, tenderType: 'cash', amountMinor: 103000},
      {kind: 'TenderChange', lineNumber: 6, tenderType: 'cash', amountMinor: 420},
    ],
    total: {transactionGrandAmountMinor: 102580, transactionTaxAmountMinor: 11801},
  });
}

/** Everything a receipt of {@link printedSale} is made of. For tests. */
export function printedReceipt(
  language: Language,
  change: Partial<ReceiptParts> = {},
): ReceiptParts {
  const names: Readonly<Record<string, string>> =
    language === 'en' ? {} : {'6901': '鲜牛奶 1升', '6903': '东北茉莉香米十公斤装家庭优惠'};
  return {
    transaction: printedSale(),
    receiptNumber: 'W01-K7Q-000482',
    settings: printedStore(),
    operatorName: language === 'en' ? 'Ana' : '李梅',
    language,
    custody: 'recorded',
    copy: false,
    nameOf: itemId => names[itemId],
    ...change,
  };
}
