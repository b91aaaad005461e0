import * as z from 'zod';

/**
 * Means of payment (POSLog TenderType, with the wallets it did not know). Closed; what fits nowhere
 * is `other`.
 */
export const TENDER_TYPES = [
  'cash',
  'creditDebit',
  'mobileWallet',
  'giftCard',
  'voucher',
  'storeCredit',
  'customerAccount',
  'bankTransfer',
  'check',
  'loyalty',
  'other',
] as const;

export const tenderTypeSchema = z.enum(TENDER_TYPES);
export type TenderType = z.output<typeof tenderTypeSchema>;
