import {closest, distance} from 'fastest-levenshtein';
import * as z from 'zod';

export interface ExplainedIssue {
  /** `uplink[1].monthly_budget` */
  readonly key: string;
  readonly reason: string;
  /** The key that was probably meant, for one that the schema does not know. */
  readonly meant?: string;
}

type Issue = z.core.$ZodIssue | undefined;

/** One zod issue in a person's words, with the right key for a typo. */
export function explainIssue(schema: z.ZodType, issue: Issue): ExplainedIssue {
  const path = (issue?.path ?? []).filter(part => typeof part !== 'symbol');
  if (issue?.code !== 'unrecognized_keys') {
    return {key: formatPath(path), reason: issue?.message ?? 'is malformed'};
  }
  const unknown = issue.keys[0] ?? '';
  const known = keysAt(schema, path);
  const nearest = known.length > 0 ? closest(unknown, known) : '';
  const near = nearest !== '' && distance(unknown, nearest) <= Math.max(2, unknown.length / 3);
  return {
    key: formatPath([...path, unknown]),
    reason: 'is not a setting',
    ...(near ? {meant: formatPath([...path, nearest])} : {}),
  };
}

function formatPath(path: readonly (string | number)[]): string {
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? part : `.${part}`))
    .join('');
}

/** The keys the schema knows at a path, looking through arrays, defaults and optionals. */
function keysAt(schema: z.ZodType, path: readonly (string | number)[]): string[] {
  let here: unknown = schema;
  for (const part of path) {
    here = unwrap(here);
    if (here instanceof z.ZodObject) here = here.shape[String(part)];
    else if (here instanceof z.ZodArray) here = here.element;
  }
  here = unwrap(here);
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}

function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return unwrap(schema.unwrap());
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodReadonly)
    return unwrap(schema.unwrap());
  return schema;
}
