import {Fault} from '@holdfast/std';
import type {z} from 'zod';

/**
 * A part of an address or a body, checked. Throws `request/malformed`, naming the first wrong
 * place.
 */
export function requestPart<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const first = result.error.issues[0];
  throw malformed((first?.path ?? []).map(String).join('.'), first?.message ?? 'malformed');
}

/** The JSON of a small request. Throws `request/malformed`. */
export function requestJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(body));
  } catch {
    throw malformed('', 'is not JSON text');
  }
}

export function malformed(field: string, reason: string): Fault {
  return new Fault('request/malformed', {field, reason});
}
