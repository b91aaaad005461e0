import * as z from 'zod';
import {namesSchema} from './names.ts';
import type {Role} from './operator.ts';

const percentSchema = z.int().min(0).max(100);

/** Who may take how much off a price, and why. */
export const discountPolicySchema = z
  .strictObject({
    /** Percent of a line that a cashier takes off alone. */
    cashier_percent_max: percentSchema.default(10),
    supervisor_percent_max: percentSchema.default(50),
    /** What a reason is chosen from; the transaction says it in English. */
    reasons: z
      .array(namesSchema)
      .min(1)
      .max(12)
      .default([
        {en: 'Damaged', 'zh-CN': '商品破损'},
        {en: 'Price on the shelf', 'zh-CN': '货架标价不同'},
        {en: 'Expires soon', 'zh-CN': '临期'},
        {en: 'Goodwill', 'zh-CN': '顾客优惠'},
      ])
      .readonly(),
  })
  .readonly();
export type DiscountPolicy = z.output<typeof discountPolicySchema>;

/** How many percent of a line this role takes off without asking anybody. Managers: all of it. */
export function percentMaxOf(role: Role, policy: DiscountPolicy): number {
  if (role === 'manager') return 100;
  return role === 'supervisor' ? policy.supervisor_percent_max : policy.cashier_percent_max;
}
