/**
 * When a till rang, not what: an application that asks again after a crash may have a later time.
 */
const TIMES = new Set(['beginDateTime', 'endDateTime']);

/**
 * Whether two bodies record the same business: equal JSON values, whatever the order of their
 * fields and the times they begin and end.
 */
export function isSameBusiness(left: unknown, right: unknown): boolean {
  return isEqual(withoutTimes(left), withoutTimes(right));
}

function withoutTimes(body: unknown): unknown {
  return isRecord(body)
    ? Object.fromEntries(Object.entries(body).filter(([field]) => !TIMES.has(field)))
    : body;
}

function isEqual(left: unknown, right: unknown): boolean {
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, at) => isEqual(item, right[at]))
    );
  }
  if (!isRecord(left) || !isRecord(right)) return left === right;
  const fields = Object.keys(left);
  return (
    fields.length === Object.keys(right).length &&
    fields.every(field => Object.hasOwn(right, field) && isEqual(left[field], right[field]))
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
