import {hubIdSchema, publicKeySchema} from '@holdfast/wire';
import * as z from 'zod';

/** Who a hub is, and for which store. */
export const hubIdentitySchema = z
  .object({
    hubId: hubIdSchema,
    /** Signs its segments; the id is its hash. */
    publicKey: publicKeySchema,
    store: z.object({id: z.string(), name: z.string()}).readonly(),
  })
  .readonly();
export type HubIdentity = z.output<typeof hubIdentitySchema>;
