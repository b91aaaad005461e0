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

const [QUOTE, COLON, BACKSLASH] = [0x22, 0x3a, 0x5c];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Counts from the text alone: outside strings every colon is one member of an object. */
function shapeOf(text: string): {readonly depth: number; readonly members: number} {
  let depth = 0;
  let deepest = 0;
  let members = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case COLON:
        members++;
        break;
      case OPEN_OBJECT:
      case OPEN_LIST:
        deepest = Math.max(deepest, ++depth);
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        depth--;
    }
  }
  return {depth: deepest, members};
}

/** Where the string that begins at `start` ends; the end of the text where it never does. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return quote;
  }
  return text.length;
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const children: unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : children.length;
  return children.reduce<number>((sum, child) => sum + countMembers(child), own);
}
