import {assert} from '@holdfast/std';
import type {ParameterShape} from './sql-shape.ts';

/**
 * What may be written. Numbers are safe integers; bigints fit in 64 bits; strings are well-formed
 * without NUL.
 */
export type SqlParameter = string | number | bigint | Uint8Array | null;

/** One value for each `?`, or one for each `:name`. Neither fewer nor more. */
export type SqlParameters = readonly SqlParameter[] | Readonly<Record<string, SqlParameter>>;

type Bindable = string | bigint | Uint8Array | null;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/**
 * The array libsql may be given. Throws a Defect that names the parameter, never its value. The
 * types already forbid most of what is checked here; a boolean that slips through them would abort
 * the process.
 */
export function bindable(shape: ParameterShape, parameters: SqlParameters): readonly Bindable[] {
  return shape.kind === 'positional'
    ? positional(shape.count, parameters)
    : named(shape.names, parameters);
}

function positional(count: number, parameters: SqlParameters): readonly Bindable[] {
  if (!isArray(parameters)) {
    assert(count === 0 && Object.keys(parameters).length === 0, '? parameters come as an array');
    return [];
  }
  assert(
    parameters.length === count,
    `as many parameters as question marks: ${parameters.length} for ${count}`,
  );
  return Array.from(parameters, (value, at) => bindableValue(`${at + 1}`, value));
}

function named(names: readonly string[], parameters: SqlParameters): readonly Bindable[] {
  assert(!isArray(parameters), ':name parameters come as an object');
  for (const given of Object.keys(parameters))
    assert(names.includes(given), `no surplus parameter: ${given}`);
  return names.map(name => {
    assert(Object.hasOwn(parameters, name), `no missing parameter: ${name}`);
    return bindableValue(name, parameters[name]);
  });
}

function bindableValue(name: string, value: unknown): Bindable {
  if (value === null) return value;
  if (typeof value === 'string') {
    assert(value.isWellFormed(), `parameter ${name} has no lone surrogate`);
    assert(!value.includes('\0'), `parameter ${name} has no NUL: libsql would cut it there`);
    return value;
  }
  if (typeof value === 'number') {
    assert(Number.isSafeInteger(value), `parameter ${name} is a safe integer`);
    return BigInt(value); // a plain number would be bound as a REAL
  }
  if (typeof value === 'bigint') {
    assert(value >= INT64_MIN && value <= INT64_MAX, `parameter ${name} fits in 64 bits`);
    return value;
  }
  assert(
    value instanceof Uint8Array,
    `parameter ${name} is a string, integer, Uint8Array or null, not ${typeof value}`,
  );
  assert(
    !(value.buffer instanceof ArrayBuffer && value.buffer.detached),
    `parameter ${name} was not given away to another thread`,
  );
  return value;
}

function isArray(parameters: SqlParameters): parameters is readonly SqlParameter[] {
  return Array.isArray(parameters);
}
