import {type ImportMap, importMapSchema} from './import-map.ts';

/**
 * The UK gift retailer of the data set Online Retail (UCI, doi 10.24432/C5BW33), any of its weeks.
 */
export const ONLINE_RETAIL_MAP: ImportMap = importMapSchema.parse({
  name: 'Online Retail',
  currencyCode: 'GBP',
  timezone: 'Europe/London',
  invoice: 'InvoiceNo',
  when: {kind: 'column', columns: 'InvoiceDate', format: 'DD/MM/YYYY HH:mm'},
  items: {
    layout: 'row',
    item: 'StockCode',
    description: 'Description',
    quantity: 'Quantity',
  },
  price: {kind: 'unit', column: 'UnitPrice'},
  customerColumn: 'CustomerID',
  returnPrefixes: ['C'],
  accountingPrefixes: ['A'],
  itemRules: [
    {means: 'service', codes: ['POST', 'DOT', 'C2', 'C3'], note: 'postage and carriage'},
    {
      means: 'service',
      codes: ['M'],
      note: 'priced by hand; it names no stock, but a customer paid it',
    },
    {means: 'discount', codes: ['D']},
    {means: 'giftCard', codes: ['gift_*']},
    {
      means: 'fee',
      codes: ['AMAZONFEE', 'BANK CHARGES', 'CRUK'],
      note: 'between the shop and a third party',
    },
    {means: 'accounting', codes: ['B', 'ADJUST*'], note: 'bad debt and balance adjustments'},
    {means: 'test', codes: ['TEST*']},
  ],
});

/** The restaurant of `pizzaplace` (R package gt): one pizza a row, its price in US dollars. */
export const PIZZAPLACE_MAP: ImportMap = importMapSchema.parse({
  name: 'Pizzaplace',
  currencyCode: 'USD',
  timezone: 'America/New_York',
  dayStartHour: 4,
  invoice: 'id',
  when: {kind: 'column', columns: ['date', 'time'], format: 'ISO'},
  items: {layout: 'row', item: ['name', 'size'], description: ['name', 'size', 'type']},
  price: {kind: 'unit', column: 'price'},
});
