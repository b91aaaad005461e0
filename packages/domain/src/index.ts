export {businessDayDateOf} from './business-day.ts';
export {
  addDays,
  type BusinessDayDate,
  businessDayDateSchema,
  type CalendarDate,
  calendarDate,
  dayNumber,
  formatCalendarDate,
  type ZonedDateTime,
  zonedDateTimeSchema,
} from './calendar.ts';
export {holdsCardBytes, mayHoldCardBytes} from './card-bytes.ts';
export {findCardData, holdsCardData} from './card-data.ts';
export {type CurrencyCode, currencyCodeSchema, currencyExponent} from './currency.ts';
export {
  addDecimals,
  type Decimal,
  decimalFrom,
  equalDecimals,
  formatDecimal,
  multiplyDecimals,
  negateDecimal,
  roundDecimal,
  ZERO_DECIMAL,
} from './decimal.ts';
export {
  HUB_WORKSTATION_ID,
  type JournalId,
  journalIdSchema,
  type OperatorId,
  operatorIdSchema,
  type RetailStoreId,
  retailStoreIdSchema,
  SEQUENCE_NUMBER_MAX,
  sequenceNumberSchema,
  type TillId,
  type TransactionKey,
  tillIdSchema,
  transactionKeySchema,
  type WorkstationId,
  workstationIdSchema,
} from './ids.ts';
export {
  ITEM_TYPES,
  type LineItem,
  lineItemSchema,
  PRICE_MODIFIER_METHODS,
  type RetailPriceModifier,
  type ReturnLine,
  type SaleLine,
  type TenderLine,
} from './line-item.ts';
export {
  allocate,
  amountMinorSchema,
  formatAmount,
  magnitudeMinorSchema,
  minorFromDecimal,
  parseAmount,
  roundCash,
} from './money.ts';
export {JSON_DEPTH_MAX, parseJson} from './parse-json.ts';
export {
  BODY_BYTES_MAX,
  encodeTransaction,
  parseBody,
  parseTransaction,
  parseTransactionValue,
} from './parse-transaction.ts';
export {mustBe, parseValue} from './parse-value.ts';
export {type PersonalData, parsePersonalData, personalDataSchema} from './personal-data.ts';
export {
  extendedAmountMinor,
  isExtension,
  type PricedQuantity,
  type Quantity,
  quantitySchema,
  type UnitPrice,
  unitPriceSchema,
} from './quantity.ts';
export {
  formatReceiptNumber,
  JOURNAL_MARK_LENGTH,
  parseReceiptNumber,
  type ReceiptNumberParts,
} from './receipt-number.ts';
export {
  makeReturnLines,
  pointsAt,
  type ReturnableLine,
  type ReturnedItems,
  type ReturnPick,
  returnableLines,
  returnedItems,
} from './returns.ts';
export {reverseLines} from './reverse-lines.ts';
export {TENDER_TYPES, type TenderType, tenderTypeSchema} from './tender-type.ts';
export {
  amountDueMinor,
  grandShareMinor,
  itemAmountMinor,
  proveTotals,
  salesAmountMinor,
  settlementShareMinor,
  totalOf,
} from './totals.ts';
export {
  CONTROL_TYPES,
  type ControlTransaction,
  controlTransactionSchema,
  RETAIL_TRANSACTION_TYPES,
  type RetailTransaction,
  retailTransactionSchema,
  TENDER_CONTROL_TYPES,
  type TenderControlTransaction,
  type Total,
  type Transaction,
  type TransactionDraft,
  tenderControlTransactionSchema,
  transactionSchema,
} from './transaction.ts';
export {type TransactionLink, transactionLinkSchema} from './transaction-link.ts';
