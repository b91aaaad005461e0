import {Fault} from '@holdfast/std';
import {ONLINE_RETAIL_MAP, PIZZAPLACE_MAP} from './built-in-maps.ts';
import {detectDelimiter, readDelimited} from './delimited-text.ts';
import {tellableName} from './heading.ts';
import type {ImportMap} from './import-map.ts';

const BUILT_IN = [ONLINE_RETAIL_MAP, PIZZAPLACE_MAP];

/** What a file's heading says of the shop it may be from. */
export interface RecognisedMap {
  /** As the first line names them, but for what looks like a card number. */
  readonly columns: readonly string[];
  /** The built-in map all of whose columns are there. */
  readonly map: ImportMap | undefined;
  /** Without one: the map that most of them speak for, and the columns that it lacks. */
  readonly nearest: {readonly map: ImportMap; readonly lacks: readonly string[]} | undefined;
}

/**
 * Tells by the columns of a file whether a built-in map reads it. Fault `import/unreadable` for a
 * file without a first line.
 */
export function recogniseMap(text: string): RecognisedMap {
  const first = readDelimited(text, detectDelimiter(text)).next();
  if (first.done) throw new Fault('import/unreadable', {reason: 'there is no heading'});
  const names = first.value.fields.map(name => name.trim());
  const columns = names.map(tellableName);
  const there = new Set(names.map(name => name.toLowerCase()));
  const fits = BUILT_IN.map(map => {
    const needed = columnsOf(map);
    const lacks = needed.filter(column => !there.has(column.toLowerCase()));
    return {map, lacks, isNear: lacks.length * 2 < needed.length};
  }).sort((a, b) => a.lacks.length - b.lacks.length);
  const [best] = fits;
  if (best?.lacks.length === 0) return {columns, map: best.map, nearest: undefined};
  return {columns, map: undefined, nearest: best?.isNear ? best : undefined};
}

/** The columns that a map cannot do without. */
function columnsOf({invoice = [], when, items, price, currencyColumn}: ImportMap): string[] {
  const given = (column: string | undefined) => (column === undefined ? [] : [column]);
  const ofItems = () => {
    if (items.layout === 'cell') return [items.column];
    if (items.layout === 'columns') return [items.from];
    return [...items.item, ...(items.description ?? []), ...given(items.quantity)];
  };
  const all = [
    ...invoice,
    ...(when.kind === 'column' ? when.columns : []),
    ...ofItems(),
    ...(price.kind === 'none' ? [] : [price.column]),
    ...given(currencyColumn),
  ];
  return [...new Set(all)];
}
