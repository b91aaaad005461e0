import {issue, type Parsed, parsed} from '@holdfast/std';

export const JSON_DEPTH_MAX = 32;

/**
 * JSON at a door (RFC 8259). Beyond what `JSON.parse` refuses, it refuses nesting deeper than
 * {@link JSON_DEPTH_MAX}, and an object that names one field twice (§4 leaves its meaning open): of
 * two values only the last would be seen here, while the bytes that are kept would still hold the
 * other.
 */
export function parseJson(text: string): Parsed<unknown> {
  const shape = shapeOf(text);
  if (shape.depth > JSON_DEPTH_MAX) return issue('', `is nested deeper than ${JSON_DEPTH_MAX}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return issue('', 'is not JSON');
  }
  return countMembers(value) === shape.members
    ? parsed(value)
    : issue('', 'names a field twice in one object');
}

/** Counts from the text alone: outside strings every colon is one member of an object. */
function shapeOf(text: string): {readonly depth: number; readonly members: number} {
  let depth = 0;
  let deepest = 0;
  let members = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === ':') members++;
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth);
    else if (char === '}' || char === ']') depth--;
  }
  return {depth: deepest, members};
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const children: unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : children.length;
  return children.reduce<number>((sum, child) => sum + countMembers(child), own);
}
