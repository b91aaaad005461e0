import {mustBe, operatorIdSchema} from '@holdfast/domain';
import * as z from 'zod';

/**
 * Cashiers and supervisors sell. A manager decides about the store, and IT about its tills and its
 * ways out: both sign in at the hub's console.
 */
export const ROLES = ['cashier', 'supervisor', 'manager', 'it'] as const;
export type Role = (typeof ROLES)[number];

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));

/** A PIN as tills keep it: enough to recognise it, and dear to guess. */
const pinHashSchema = z
  .strictObject({scheme: z.literal('scrypt-14-8-1'), salt: hex(16), hash: hex(32)})
  .readonly();
export type PinHash = z.output<typeof pinHashSchema>;

export const operatorSchema = z
  .strictObject({
    operatorId: operatorIdSchema,
    name: z.string().min(1).max(64),
    role: z.enum(ROLES),
    pin: pinHashSchema,
  })
  .readonly();
export type Operator = z.output<typeof operatorSchema>;

export const operatorsSchema = z
  .object({operators: z.array(operatorSchema).max(500).readonly()})
  .readonly();

/** Four to eight digits: what a numpad and a memory take. */
export const pinSchema = z.string().regex(/^\d{4,8}$/, mustBe('4 to 8 digits'));
