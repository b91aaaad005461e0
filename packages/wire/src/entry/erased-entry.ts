import * as z from 'zod';
import {sha256Schema} from '../lan/frame.ts';
import {transactionKeySchema} from './transaction-key.ts';

/** An entry whose personal data is erased, and the commitment that stays of it. */
export const erasedEntrySchema = z.object({
  key: transactionKeySchema,
  /** As the entry's header has it: nothing can be told from it without the salt that goes, too. */
  personalSha256: sha256Schema,
});
export type ErasedEntry = z.output<typeof erasedEntrySchema>;
