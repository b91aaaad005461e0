import {findCardData, parseValue} from '@holdfast/domain';
import {formatIssue} from '@holdfast/std';
import type * as z from 'zod';
import {problem} from '../problem.ts';
import type {ConsoleContext} from './console-door.ts';

/** The body of a request as `schema` says, or what is wrong with it. Card data is refused. */
export async function readJson<Schema extends z.ZodType>(
  {req}: ConsoleContext,
  schema: Schema,
): Promise<z.output<Schema> | Response> {
  if (!/^application\/json\b/i.test(req.header('content-type') ?? '')) {
    return problem(415, 'a request is JSON');
  }
  let told: unknown;
  try {
    told = await req.json();
  } catch {
    return problem(400, 'is not JSON text');
  }
  const card = findCardData(told);
  if (card !== undefined) return problem(400, 'looks like a card number', {field: card});
  const read = parseValue(schema, told);
  return read.ok ? read.value : problem(400, formatIssue(read.issue), {field: read.issue.field});
}
