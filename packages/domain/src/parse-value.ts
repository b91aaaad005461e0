import {issue, type Parsed, parsed} from '@holdfast/std';
import type {z} from 'zod';

/**
 * The door of every schema: an unknown value becomes a `T`, or the first place that is wrong and
 * why. Never throws. Reasons never quote the value: what is refused may be somebody's card number.
 */
export function parseValue<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): Parsed<z.output<Schema>> {
  const result = schema.safeParse(value, {error: reasonOf});
  if (result.success) return parsed(result.data);
  const [first] = result.error.issues;
  return issue(formatPath(first?.path ?? []), first?.message ?? 'is not valid');
}

/** A reason for a schema, which says `is missing` where there is nothing at all. */
export function mustBe(description: string): {
  readonly error: (raw: {readonly input?: unknown}) => string;
} {
  return {error: raw => (raw.input === undefined ? 'is missing' : `must be ${description}`)};
}

/** `['lineItems', 3, 'quantity']` as `lineItems[3].quantity`. */
function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? String(step) : `.${String(step)}`;
  }
  return text;
}

function reasonOf(raw: z.core.$ZodRawIssue): string {
  if (raw.input === undefined) return 'is missing';
  switch (raw.code) {
    case 'invalid_type':
      return `must be of type ${raw.expected}`;
    case 'invalid_value':
      return `must be one of: ${raw.values.map(String).join(', ')}`;
    case 'too_big':
      return `must be at most ${raw.maximum}`;
    case 'too_small':
      return `must be at least ${raw.minimum}`;
    case 'unrecognized_keys':
      return `has fields that are not known: ${raw.keys.join(', ')}`;
    case 'invalid_union':
      return raw.discriminator === undefined
        ? 'has none of the allowed forms'
        : 'names no kind that is known here';
    default:
      return 'is not valid';
  }
}
