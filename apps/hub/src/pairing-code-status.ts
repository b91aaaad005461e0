import * as z from 'zod';

/** `POST /v1/pairing-codes`: digits to show. They are told once, to whoever opened the window. */
export const pairingCodeOpenedSchema = z
  .object({windowId: z.string(), code: z.string(), windowMs: z.number(), untilMs: z.number()})
  .readonly();
export type PairingCodeOpened = z.output<typeof pairingCodeOpenedSchema>;

/** `GET /v1/pairing-codes/:windowId`: how a window stands, and whose name waits for a yes. */
export const pairingCodeStatusSchema = z
  .object({
    windowId: z.string(),
    state: z.enum(['open', 'claimed', 'approved', 'paired', 'closed']),
    /** Why it closed; empty while it has not. */
    reason: z.string(),
    triesLeft: z.int(),
    till: z
      .object({
        workstationId: z.string(),
        name: z.string(),
        journalId: z.string(),
        address: z.string(),
      })
      .readonly()
      .optional(),
  })
  .readonly();
export type PairingCodeStatus = z.output<typeof pairingCodeStatusSchema>;
