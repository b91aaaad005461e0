import {childrenOf, isSyntax, type Syntax} from './syntax.ts';

/** A name that nothing in the file declares where it is used: it comes from the platform. */
export interface FreeName {
  readonly name: string;
  /** What is taken from it: `random` of `Math.random`. */
  readonly member?: string;
  /** Where it stands in the text. */
  readonly offset: number;
}

/**
 * Finds the names a file takes from the platform, by scope: a parameter called `process` is not the
 * global. An ambient declaration (`declare const console`) binds nothing, for it only describes the
 * platform.
 */
export function freeNamesOf(program: Syntax): FreeName[] {
  const found: FreeName[] = [];
  const visit = (node: Syntax, parent: Syntax | undefined, scopes: readonly Set<string>[]) => {
    const name = node['name'];
    if (node.type === 'Identifier' && typeof name === 'string') {
      if (!scopes.some(scope => scope.has(name))) {
        const member = parent && memberOf(parent, node);
        found.push({name, offset: node.start, ...(member !== undefined && {member})});
      }
    }
    const declared = declaredBy(node);
    const inner = declared.length > 0 ? [...scopes, new Set(declared)] : scopes;
    for (const [field, child] of childrenOf(node)) {
      if (!isLabel(node, field)) visit(child, node, inner);
    }
  };
  visit(program, undefined, []);
  return found;
}

function memberOf(parent: Syntax, object: Syntax): string | undefined {
  if (parent.type !== 'MemberExpression' || parent['object'] !== object) return undefined;
  const property = parent['property'];
  if (!isSyntax(property)) return undefined;
  const named = parent['computed'] === true ? property['value'] : property['name'];
  return typeof named === 'string' ? named : undefined;
}

const KEYED =
  /^(Property|MethodDefinition|PropertyDefinition|AccessorProperty|TSPropertySignature)$/;
const KEYED_TYPE = /^TS(MethodSignature|Abstract\w+|MappedType|EnumMember)$/;

/**
 * Identifiers that name a place in something else, or something outside the file, and are no
 * reference.
 */
function isLabel(node: Syntax, field: string): boolean {
  switch (field) {
    case 'property':
      return node.type === 'MetaProperty' || node['computed'] !== true;
    case 'key':
      return (KEYED.test(node.type) || KEYED_TYPE.test(node.type)) && node['computed'] !== true;
    case 'specifiers':
      return node.type === 'ExportNamedDeclaration' && isSyntax(node['source']);
    case 'label':
    case 'imported':
    case 'exported':
    case 'meta':
    case 'qualifier':
    case 'attributes':
      return true;
    case 'right':
      return node.type === 'TSQualifiedName';
    default:
      return false;
  }
}

/** The names that hold inside `node` because of `node` itself. */
function declaredBy(node: Syntax): string[] {
  const names: string[] = [];
  const add = (value: unknown) => names.push(...patternNames(value));
  for (const field of ['params', 'parameters']) each(node[field], add);
  if (/^(Function|Class)Expression$/.test(node.type)) add(node['id']);
  if (node.type === 'CatchClause') add(node['param']);
  if (/^For/.test(node.type)) for (const field of ['init', 'left']) declaration(node[field], add);
  if (node.type === 'SwitchStatement') {
    each(node['cases'], branch => {
      if (isSyntax(branch)) each(branch['consequent'], statement => declaration(statement, add));
    });
  }
  if (/^(Program|BlockStatement|StaticBlock)$/.test(node.type)) {
    each(node['body'], statement => declaration(statement, add));
  }
  return names;
}

function declaration(statement: unknown, add: (pattern: unknown) => void): void {
  if (!isSyntax(statement) || statement['declare'] === true) return;
  switch (statement.type) {
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      declaration(statement['declaration'], add);
      break;
    case 'ImportDeclaration':
      each(statement['specifiers'], specifier => {
        if (isSyntax(specifier)) add(specifier['local']);
      });
      break;
    case 'VariableDeclaration':
      each(statement['declarations'], declarator => {
        if (isSyntax(declarator)) add(declarator['id']);
      });
      break;
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSInterfaceDeclaration':
      add(statement['id']);
      break;
  }
}

function patternNames(pattern: unknown): string[] {
  if (!isSyntax(pattern)) return [];
  switch (pattern.type) {
    case 'Identifier':
      return typeof pattern['name'] === 'string' ? [pattern['name']] : [];
    case 'AssignmentPattern':
      return patternNames(pattern['left']);
    case 'RestElement':
      return patternNames(pattern['argument']);
    case 'ArrayPattern':
      return listOf(pattern['elements']).flatMap(patternNames);
    case 'ObjectPattern':
      return listOf(pattern['properties']).flatMap(property =>
        isSyntax(property) && property.type === 'Property'
          ? patternNames(property['value'])
          : patternNames(property),
      );
    default:
      return [];
  }
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function each(value: unknown, visit: (item: unknown) => void): void {
  for (const item of listOf(value)) visit(item);
}
