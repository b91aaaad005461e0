import {parseSync, visitorKeys} from 'oxc-parser';

/** A node of the ESTree that oxc-parser makes, as far as a walk needs to know it. */
export interface Syntax {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

export interface Comment {
  readonly type: 'Line' | 'Block';
  readonly start: number;
  readonly end: number;
}

export interface ParsedSource {
  readonly program: Syntax;
  readonly comments: readonly Comment[];
  /** Parser's own words, with the line. */
  readonly errors: readonly {readonly message: string; readonly line: number}[];
  lineAt(offset: number): number;
}

export function isSyntax(value: unknown): value is Syntax {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'start' in value &&
    typeof value.start === 'number'
  );
}

export function parseSource(file: string, text: string): ParsedSource {
  const {program, comments, errors} = parseSync(file, text);
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
    lineStarts.push(at + 1);
  const lineAt = (offset: number) => {
    const after = lineStarts.findIndex(start => start > offset);
    return after < 0 ? lineStarts.length : after;
  };
  const root: unknown = program;
  if (!isSyntax(root)) throw new Error(`${file}: the parser returned no program`);
  return {
    program: root,
    comments,
    errors: errors.map(({message, labels}) => ({message, line: lineAt(labels[0]?.start ?? 0)})),
    lineAt,
  };
}

/** The children of `node`, each with the name of the field it stands in. */
export function* childrenOf(node: Syntax): Generator<readonly [field: string, child: Syntax]> {
  for (const field of visitorKeys[node.type] ?? []) {
    const value = node[field];
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isSyntax(child)) yield [field, child];
    }
  }
}
