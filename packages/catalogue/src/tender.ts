import {mustBe, type TenderType, tenderTypeSchema} from '@holdfast/domain';
import * as z from 'zod';
import {keySchema} from './till-keys.ts';

/**
 * How a means of payment works, which says when it does. `cash` needs nobody. `manual` is taken
 * beside the till, on a card machine of its own say, and typed in. `scan-pay` goes over the
 * customer's phone, and a person looks at it. `online` is asked over the internet.
 */
export const TENDER_KINDS = ['cash', 'manual', 'scan-pay', 'online'] as const;
export type TenderKind = (typeof TENDER_KINDS)[number];

const TYPE_OF_KIND: Readonly<Record<TenderKind, TenderType>> = {
  cash: 'cash',
  manual: 'creditDebit',
  'scan-pay': 'mobileWallet',
  online: 'giftCard',
};

const nameSchema = z.string().min(1).max(32);

const tenderSchema = z
  .strictObject({
    /** What this store calls it in its own lists; not shown. */
    id: z.string().regex(/^[a-z0-9-]{1,16}$/, mustBe('1 to 16 of a–z 0–9 -')),
    kind: z.enum(TENDER_KINDS),
    /** What buttons and receipts call it. Cash has its name in every language already. */
    name: nameSchema.optional(),
    name_zh: nameSchema.optional(),
    /** What it is in transactions; by its kind where nothing is said. */
    tender_type: tenderTypeSchema.optional(),
    /** Whether the payment's own number is typed in as its proof. Never a card's. */
    reference: z.enum(['none', 'optional', 'required']).default('optional'),
    /** The key that chooses it while somebody pays. */
    key: keySchema.optional(),
  })
  .refine(({kind, name}) => kind === 'cash' || name !== undefined, {
    path: ['name'],
    error: 'must say what people call it',
  })
  .transform(({tender_type: type, ...tender}) => ({
    ...tender,
    tender_type: type ?? TYPE_OF_KIND[tender.kind],
  }))
  .readonly();

/** One means of payment that a store takes. */
export type Tender = z.output<typeof tenderSchema>;

const CASH: Tender = {id: 'cash', kind: 'cash', tender_type: 'cash', reference: 'none'};

/** `"cash"` alone is cash. Each id stands once; a store without cash is possible. */
export const tendersSchema = z
  .array(z.union([z.literal('cash').transform(() => CASH), tenderSchema]))
  .min(1)
  .max(8)
  .refine(tenders => new Set(tenders.map(({id}) => id)).size === tenders.length, {
    error: 'names one id twice',
  })
  .default([CASH])
  .readonly();
