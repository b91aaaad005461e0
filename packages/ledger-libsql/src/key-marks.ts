import {keyIdOfMark, keyMark} from '@holdfast/data-keys/key-mark';
import {Fault} from '@holdfast/std';
import {type Database, readBytes, readInteger, readOptional} from '@holdfast/strict-libsql';

const MARKS = `
  SELECT ifnull(CAST(mark AS BLOB), x'') AS mark, CAST(first AS INTEGER) AS first,
    ifnull(CAST(kept AS INTEGER), 0) AS kept FROM data_key`;
const MARK_GROUPS = `
  INSERT INTO data_key (mark, first, kept) VALUES (:mark, :first, 0)
  ON CONFLICT (mark) DO UPDATE SET first = coalesce(first, excluded.first)`;
const MARK_KEPT = `
  INSERT INTO data_key (mark, first, kept) VALUES (:mark, NULL, 1)
  ON CONFLICT (mark) DO UPDATE SET kept = 1`;

/** A key that rows of a ledger are sealed under. */
export interface KeyInUse {
  readonly keyId: string;
  /** Its groups begin here, and end where the next key's begin; `undefined` for none. */
  readonly first: number | undefined;
  /** Whether entries that stay for good are sealed under it. */
  readonly kept: boolean;
}

/**
 * Which data keys a ledger's rows are sealed under, as the rows' own file says: so a key that is
 * missing is known before anything is read, written or given up for lost. A mark that was
 * damaged counts for nothing.
 */
export function keysInUse(database: Database, firstPosition: number): readonly KeyInUse[] {
  const marks = database
    .all(MARKS)
    .flatMap(row => {
      const keyId = keyIdOfMark(readBytes(row, 'mark'));
      const first = readOptional(row, 'first', readInteger);
      return keyId === undefined ? [] : [{keyId, first, kept: readInteger(row, 'kept') === 1}];
    })
    .toSorted((a, b) => (a.first ?? Infinity) - (b.first ?? Infinity));
  return marks.filter(({first, kept}, at) => {
    const next = marks.slice(at + 1).find(mark => mark.first !== undefined)?.first ?? Infinity;
    return kept || (first !== undefined && next > firstPosition);
  });
}

/** Throws `data-key/missing` for the first key that is not at hand. */
export function assertKeys(
  keys: readonly KeyInUse[],
  ledger: {readonly path: string; readonly has: (keyId: string) => boolean},
): void {
  const {path, has} = ledger;
  const missing = keys.find(({keyId}) => !has(keyId));
  if (!missing) return;
  throw new Fault('data-key/missing', {
    path,
    key: missing.keyId,
    ...(missing.first === undefined ? {} : {sealedFromPosition: missing.first}),
  });
}

/** For rows before the key's time: where it has no mark yet, the file needs it for good. */
const MARK_REWRITTEN = `
  INSERT INTO data_key (mark, first, kept) VALUES (:mark, NULL, 1) ON CONFLICT DO NOTHING`;

/** In the transaction of the first row that is sealed under it. */
export function markKey(
  database: Database,
  use: {readonly keyId: string; readonly from: number | 'kept' | 'rewritten'},
): void {
  const mark = keyMark(use.keyId);
  if (use.from === 'kept') database.run(MARK_KEPT, {mark});
  else if (use.from === 'rewritten') database.run(MARK_REWRITTEN, {mark});
  else database.run(MARK_GROUPS, {mark, first: use.from});
}
