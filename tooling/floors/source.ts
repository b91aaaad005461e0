import {type FreeName, freeNamesOf} from './free-names.ts';
import {type Import, importsOf} from './imports.ts';
import {parseSource} from './syntax.ts';

/** One TypeScript file, as far as the floors care about it. */
export interface Source {
  readonly file: string;
  readonly imports: readonly Import[];
  readonly freeNames: readonly FreeName[];
  readonly errors: readonly {readonly message: string; readonly line: number}[];
  lineAt(offset: number): number;
}

export function readSource(file: string, text: string): Source {
  const {program, errors, lineAt} = parseSource(file, text);
  return {file, imports: importsOf(program), freeNames: freeNamesOf(program), errors, lineAt};
}
