import {readFileSync} from 'node:fs';
import {type ImportMap, parseImportMap, recogniseMap} from '@holdfast/importer';
import {Fault, formatIssue} from '@holdfast/std';
import {parse, TomlError} from 'smol-toml';

/** A shop's recorded lines, and how they are to be read. */
export interface ShopFile {
  readonly text: string;
  readonly map: ImportMap;
}

/**
 * Reads a shop's file under the map that was named, or under a built-in one that its columns speak
 * for. Throws `config/invalid` for what cannot be read and for a map that is wrong or needed,
 * `import/column-missing` for a known shop's file that lacks a column, `import/unreadable` for text
 * that is not of the encoding.
 */
export function readShopFile(options: {
  readonly file: string;
  readonly map: string | undefined;
  /** As the Encoding Standard names it: `utf-8`, `gb18030`, `windows-1252`. */
  readonly encoding: string;
}): ShopFile {
  const text = decode(options);
  return {text, map: options.map === undefined ? knownMap(text) : readMap(options.map)};
}

function decode({file, encoding}: {readonly file: string; readonly encoding: string}): string {
  const bytes = read('FILE', file);
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, {fatal: true});
  } catch (cause) {
    const reason = 'is no known encoding, such as utf-8 or gb18030';
    throw new Fault('config/invalid', {key: '--encoding', value: encoding, reason}, {cause});
  }
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    const reason = `is not ${decoder.encoding} text; name another with --encoding`;
    throw new Fault('import/unreadable', {file, reason}, {cause});
  }
}

function knownMap(text: string): ImportMap {
  const {columns, map, nearest} = recogniseMap(text);
  if (map) return map;
  const has = columns.join(', ');
  if (nearest) {
    const fields = {column: nearest.lacks.join(', '), has, shop: nearest.map.name};
    throw new Fault('import/column-missing', fields);
  }
  const reason = 'is needed: no built-in map reads these columns';
  throw new Fault('config/invalid', {key: '--map', reason, columns: has});
}

function readMap(file: string): ImportMap {
  const text = read('--map', file).toString('utf8');
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const reason = cause.message.split('\n')[0] ?? 'is not TOML';
    throw new Fault('config/invalid', {file, line: cause.line, reason}, {cause});
  }
  const map = parseImportMap(value);
  if (map.ok) return map.value;
  throw new Fault('config/invalid', {key: '--map', file, reason: formatIssue(map.issue)});
}

function read(key: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : 'failed';
    const reason = `cannot be read: ${code}`;
    throw new Fault('config/invalid', {key, value: file, reason}, {cause});
  }
}
