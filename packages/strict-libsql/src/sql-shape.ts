import {assert, Defect} from '@holdfast/std';

/** What the wrapper must know of a statement that libsql does not tell. */
export interface SqlShape {
  /** The first word, in capitals. */
  readonly keyword: string;
  readonly returning: boolean;
  readonly parameters: ParameterShape;
}

export type ParameterShape =
  | {readonly kind: 'positional'; readonly count: number}
  /** In the order in which SQLite numbers them: by first appearance. */
  | {readonly kind: 'named'; readonly names: readonly string[]};

// One alternative a kind of token, in the order in which they must be tried. Identifiers swallow
// `$`, as in SQLite.
const TOKEN = new RegExp(
  [
    String.raw`(?<space>\s+|--[^\n]*|/\*[^]*?(?:\*/|$))`,
    String.raw`(?<quoted>'(?:[^']|'')*'|"(?:[^"]|"")*"|\x60(?:[^\x60]|\x60\x60)*\x60|\[[^\]]*\])`,
    String.raw`(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`,
    String.raw`(?<number>\.?\d[\w.]*)`,
    String.raw`\?(?<index>\d*)`,
    String.raw`[:@$](?<name>[\w$\u0080-\uffff]+)`,
    '(?<semicolon>;)',
    '(?<operator>[^])',
  ].join('|'),
  'gy',
);

/**
 * Reads one statement's parameters, first word and whether it has a RETURNING clause.
 * Throws a Defect on two statements, on `?NNN`, and on `?` mixed with names: each of them binds by
 * surprise.
 */
export function parseSqlShape(sql: string): SqlShape {
  const names = new Set<string>();
  let positional = 0;
  let keyword = '';
  let returning = false;
  let ended = false;
  for (const {groups = {}} of sql.matchAll(TOKEN)) {
    if (groups['space'] !== undefined) continue;
    assert(!ended, `one statement a call: ${sql}`);
    if (groups['semicolon'] !== undefined) ended = true;
    const word = groups['word']?.toUpperCase();
    if (keyword === '' && word !== undefined) keyword = word;
    if (word === 'RETURNING') returning = true;
    if (groups['index'] !== undefined) {
      assert(groups['index'] === '', `parameters are ? or :name, not ?NNN: ${sql}`);
      positional += 1;
    }
    if (groups['name'] !== undefined) names.add(groups['name']);
  }
  if (keyword === '') throw new Defect(`a statement has a first word: ${sql}`);
  assert(positional === 0 || names.size === 0, `parameters are all ? or all :name: ${sql}`);
  return {
    keyword,
    returning,
    parameters:
      names.size > 0 ? {kind: 'named', names: [...names]} : {kind: 'positional', count: positional},
  };
}
