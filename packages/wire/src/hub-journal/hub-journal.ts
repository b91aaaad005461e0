import {HUB_WORKSTATION_ID} from '@holdfast/domain';
import {type Bytes, issue, type Parsed, parsed, utf8Decode, utf8Encode} from '@holdfast/std';
import type {z} from 'zod';

/** The workstation that a hub's own journal speaks for. No terminal may be paired under it. */
export const HUB_WORKSTATION: string = HUB_WORKSTATION_ID;

/** Encodes a body of the hub's own journal. */
export function encodeHubBody<T>(schema: z.ZodType<T>, body: T): Bytes {
  return utf8Encode(JSON.stringify(schema.parse(body)));
}

/** Reads a body of a hub's own journal; names the field that is wrong. */
export function parseHubBody<T>(schema: z.ZodType<T>, body: Uint8Array): Parsed<T> {
  let json: unknown;
  try {
    json = JSON.parse(utf8Decode(body));
  } catch {
    return issue('', 'is not JSON text');
  }
  const result = schema.safeParse(json);
  if (result.success) return parsed(result.data);
  const first = result.error.issues[0];
  return issue((first?.path ?? []).map(String).join('.'), first?.message ?? 'malformed');
}
