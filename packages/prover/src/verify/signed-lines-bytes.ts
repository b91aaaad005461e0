import {same, unbase64url} from './bytes.ts';

const LINE_FEED = 10;

/** A signed message as a file: two lines of JSON, the message and its signature. */
export interface SignedLinesBytes {
  readonly message: Uint8Array;
  readonly value: Readonly<Record<string, unknown>>;
  readonly signature: Uint8Array;
}

/** Throws for what is not exactly two such lines. */
export function readSignedLines(bytes: Uint8Array): SignedLinesBytes {
  const end = bytes.indexOf(LINE_FEED);
  if (end < 0) throw new RangeError('is not two lines');
  const message = bytes.slice(0, end);
  const text = unbase64url(readObject(bytes.slice(end + 1))['signature']);
  const second = new TextDecoder().decode(bytes.slice(end + 1));
  const canonical = /^\{"signature":"[\w-]{86}"\}\n$/.test(second);
  if (!canonical || text.length !== 64) throw new RangeError('has no signature on its second line');
  return {message, value: readObject(message), signature: text};
}

function readObject(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const text = new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new RangeError('is not an object');
  if (!same(new TextEncoder().encode(text), bytes)) throw new RangeError('is not UTF-8');
  return value as Readonly<Record<string, unknown>>;
}
