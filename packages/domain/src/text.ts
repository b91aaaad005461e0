import * as z from 'zod';
import {mustBe} from './parse-value.ts';

/** Words for people: a description, a reason. Free text is scanned for card data. */
export const freeTextSchema = z.string(mustBe('text')).max(256, 'must be at most 256 characters');

/** A number or code that some other system gave: kept and compared, never interpreted. */
export const referenceSchema = z
  .string(mustBe('text'))
  .min(1, 'must not be empty')
  .max(64, 'must be at most 64 characters');
