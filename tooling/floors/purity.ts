import {isBuiltin} from 'node:module';
import type {Finding} from './finding.ts';
import {
  MEMBER_ALLOWED,
  MEMBER_INSTEAD,
  PORT_INSTEAD,
  PURE_FLOOR_MAX,
  PURE_LIBRARIES,
} from './floors.ts';
import type {FreeName} from './free-names.ts';
import {doorOf, type House} from './house.ts';
import {resolveRelative} from './paths.ts';
import type {Source} from './source.ts';
import {isTest} from './workspace.ts';

/**
 * Floors 0 to 3 see neither Node nor a browser: whatever is not computed comes in through a port.
 */
export function checkPurity(house: House): Finding[] {
  return [...house.rooms.values()]
    .filter(room => room.floor <= PURE_FLOOR_MAX && !room.impure)
    .flatMap(room => room.sources.filter(({file}) => !isTest(file)).flatMap(checkSource));
}

function checkSource(source: Source): Finding[] {
  const {file, lineAt} = source;
  const modules = source.imports.flatMap(({specifier, offset}) => {
    const rule = ruleAgainst(specifier);
    if (rule === undefined) return [];
    const message = `${specifier} is not for floors 0 to ${PURE_FLOOR_MAX}; ask for a port`;
    return {rule, file, line: lineAt(offset), message};
  });
  const globals = source.freeNames.flatMap(name => {
    const instead = insteadOf(file, name);
    if (instead === undefined) return [];
    const said = name.member === undefined ? name.name : `${name.name}.${name.member}`;
    return {
      rule: 'global',
      file,
      line: lineAt(name.offset),
      message: `${said} is not for floors 0 to ${PURE_FLOOR_MAX}; use ${instead}`,
    };
  });
  return [...modules, ...globals];
}

function ruleAgainst(specifier: string): string | undefined {
  if (isBuiltin(specifier)) return 'node-import';
  if (resolveRelative('', specifier) !== undefined || doorOf(specifier)) return undefined;
  const parts = specifier.split('/');
  const library = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  return PURE_LIBRARIES.includes(library) ? undefined : 'impure-library';
}

function insteadOf(file: string, {name, member}: FreeName): string | undefined {
  const full = `${name}.${member ?? ''}`;
  if (MEMBER_ALLOWED[file]?.includes(full)) return undefined;
  if (Object.hasOwn(PORT_INSTEAD, name)) return PORT_INSTEAD[name];
  if (Object.hasOwn(MEMBER_INSTEAD, full)) return MEMBER_INSTEAD[full];
  // Handed on as a whole, or taken apart: nobody can see which member is meant.
  if (member === undefined && name in MEMBERS_WATCHED) return MEMBERS_WATCHED[name];
  return undefined;
}

const MEMBERS_WATCHED: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(MEMBER_INSTEAD).map(full => {
    const [name = ''] = full.split('.');
    return [name, `its members by name (${name}.max)`];
  }),
);
