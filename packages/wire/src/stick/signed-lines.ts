import {
  type Bytes,
  concatBytes,
  Fault,
  fromBase64Url,
  toBase64Url,
  utf8Decode,
  utf8Encode,
} from '@holdfast/std';
import * as z from 'zod';
import {signatureSchema} from '../lan/frame.ts';

/** Of a message whose lists are full. */
const FILE_BYTES_MAX = 1024 * 1024;
const LINE_FEED = 10;
const signatureLineSchema = z.strictObject({signature: signatureSchema});

/** A message as it was signed, byte for byte, and its signature. */
export interface SignedLines {
  readonly message: Bytes;
  readonly signature: Bytes;
}

/**
 * A signed message as a file: two lines of JSON, the message and its signature. People can read it,
 * and what is verified is what stands there, encoded by nobody again.
 */
export function encodeSignedLines({message, signature}: SignedLines): Bytes {
  const second = JSON.stringify({signature: toBase64Url(signature)});
  return concatBytes(message, utf8Encode(`\n${second}\n`));
}

/** Throws `wire/malformed` for what is not two such lines. Does not check the signature. */
export function decodeSignedLines(bytes: Uint8Array): SignedLines {
  const end = bytes.indexOf(LINE_FEED);
  if (end < 0 || bytes.length > FILE_BYTES_MAX) throw malformed('is not two lines');
  const second = signatureLineSchema.safeParse(parseJson(bytes.subarray(end + 1)));
  const signature = second.success ? fromBase64Url(second.data.signature) : undefined;
  if (!signature) throw malformed('has no signature on its second line');
  const message = new Uint8Array(bytes.subarray(0, end));
  // One encoding only: a byte that means nothing would be a byte that may change unseen.
  const again = encodeSignedLines({message, signature});
  if (again.length !== bytes.length || again.some((byte, at) => byte !== bytes[at])) {
    throw malformed('is not written as it should be');
  }
  return {message, signature};
}

/** The message itself, checked. Throws `wire/malformed`, naming the field. */
export function parseSignedMessage<T>(schema: z.ZodType<T>, message: Uint8Array): T {
  const result = schema.safeParse(parseJson(message));
  if (result.success) return result.data;
  const first = result.error.issues[0];
  const field = (first?.path ?? []).map(String).join('.');
  throw malformed(`${field}: ${first?.message ?? 'malformed'}`);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8Decode(bytes));
  } catch {
    return undefined;
  }
}

function malformed(reason: string): Fault {
  return new Fault('wire/malformed', {what: 'signed lines', reason});
}
