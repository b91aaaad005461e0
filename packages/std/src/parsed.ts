/**
 * What a parser at a door answers: the value, or the first place that is wrong and why. Never an
 * exception.
 */
export type Parsed<T> =
  | {readonly ok: true; readonly value: T}
  | {readonly ok: false; readonly issue: ParseIssue};

export interface ParseIssue {
  /** Where, as a path a person can follow: `lineItems[3].extendedAmount`. Empty for the whole. */
  readonly field: string;
  /** Why, as half a sentence: `must be a whole number of minor units`. */
  readonly reason: string;
}

export function parsed<T>(value: T): Parsed<T> {
  return {ok: true, value};
}

export function issue(
  field: string,
  reason: string,
): {readonly ok: false; readonly issue: ParseIssue} {
  return {ok: false, issue: {field, reason}};
}

export function formatIssue({field, reason}: ParseIssue): string {
  return field === '' ? reason : `${field}: ${reason}`;
}
