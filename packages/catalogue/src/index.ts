export {type DiscountPolicy, percentMaxOf} from './discount-policy.ts';
export {type Catalogue, catalogueSchema, type Item} from './item.ts';
export type {Names} from './names.ts';
export {
  type Operator,
  operatorSchema,
  operatorsSchema,
  pinSchema,
  ROLES,
  type Role,
} from './operator.ts';
export {isPin} from './pin.ts';
export {type DocumentDisk, type StoredDocument, storedDocumentSchema} from './ports.ts';
export {type Label, readLabel} from './price-barcode.ts';
export {type ItemProblem, readItems} from './read-items.ts';
export {type ImportOutcome, importOutcomeSchema, StoreBook} from './store-book.ts';
export {
  cashStepMinor,
  LOGO_HEIGHT_DOTS_MAX,
  LOGO_WIDTH_DOTS_MAX,
  type StoreLogo,
  type StoreSettings,
  storeSettingsSchema,
  type TaxGroup,
} from './store-settings.ts';
export type {Tender, TenderKind} from './tender.ts';
export {
  type Reach,
  type TenderNow,
  type TenderReason,
  tendersNow,
} from './tenders-now.ts';
export type {TillKeys} from './till-keys.ts';
