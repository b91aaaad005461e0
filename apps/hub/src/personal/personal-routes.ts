import {Hono} from 'hono';
import * as z from 'zod';
import {problem} from '../problem.ts';
import type {PersonalControl} from './personal-control.ts';

const customerIdSchema = z.string().min(1).max(64);
const receiptSchema = z.string().min(1).max(64);
const erasureWishSchema = z
  .object({
    customerId: customerIdSchema.optional(),
    receiptNumbers: z.array(receiptSchema).min(1).max(1000).optional(),
    reason: z.string().trim().min(1).max(200),
    erasedBy: z.string().trim().min(1).max(64),
  })
  .refine(
    ({customerId, receiptNumbers}) => (customerId === undefined) !== (receiptNumbers === undefined),
    'name a customer, or receipts',
  );

/** The part of the loopback door that shows personal data, and erases it. */
export function personalRoutes(control: Pick<PersonalControl, 'list' | 'erase'>): Hono {
  const app = new Hono();
  app.get('/v1/personal', async context => {
    const query = z
      .object({customer: customerIdSchema.optional(), data: z.literal('yes').optional()})
      .safeParse(context.req.query());
    if (!query.success) return problem(400, 'customer is an id, data is yes');
    const receiptNumbers = context.req.queries('receipt');
    const {customer: customerId, data} = query.data;
    const how = {withData: data === 'yes'};
    return context.json(await control.list({customerId, receiptNumbers}, how));
  });
  app.post('/v1/personal/erasures', async context => {
    const wish = erasureWishSchema.safeParse(await context.req.json());
    if (!wish.success) return problem(400, wish.error.issues[0]?.message ?? 'malformed');
    const {reason, erasedBy, ...query} = wish.data;
    return context.json(await control.erase(query, {reason, erasedBy}), 201);
  });
  return app;
}
