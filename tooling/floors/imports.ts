import {childrenOf, isSyntax, type Syntax} from './syntax.ts';

/**
 * Any way one file names another: import, export from, import(), import type, a type's import('…').
 */
export interface Import {
  readonly specifier: string;
  /** Where it stands in the text. */
  readonly offset: number;
}

const WITH_SOURCE = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]);

export function importsOf(program: Syntax): Import[] {
  const imports: Import[] = [];
  const visit = (node: Syntax) => {
    if (WITH_SOURCE.has(node.type) && isSyntax(node['source'])) {
      const specifier = node['source']['value'];
      if (typeof specifier === 'string') {
        imports.push({specifier, offset: node.start});
      }
    }
    for (const [, child] of childrenOf(node)) visit(child);
  };
  visit(program);
  return imports;
}
