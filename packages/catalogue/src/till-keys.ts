import {mustBe} from '@holdfast/domain';
import * as z from 'zod';

/** A scanner types letters and digits, so no bare one of them is a command (WCAG 2.1.4). */
export const keySchema = z
  .string()
  .regex(/^(?:F(?:[1-9]|1[0-2])|(?:Ctrl|Alt)\+[A-Z0-9])$/, mustBe('F1 to F12, or such as Ctrl+K'));

/** What a key does at every till of the store. */
export const tillKeysSchema = z
  .strictObject({
    search: keySchema.default('F2'),
    suspend: keySchema.default('F6'),
    recall: keySchema.default('F7'),
    discount: keySchema.default('F8'),
    pay: keySchema.default('F12'),
  })
  .readonly();
export type TillKeys = z.output<typeof tillKeysSchema>;
