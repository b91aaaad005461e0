import {posix} from 'node:path';
import type {Finding} from './finding.ts';
import type {House} from './house.ts';
import type {Source} from './source.ts';

const CODE = /\.[mc]?[jt]sx?$|\/[^./]+$/;

/**
 * The file a relative specifier names, from the root; bundlers' `?worker` endings are no part of
 * it.
 */
export function resolveRelative(file: string, specifier: string): string | undefined {
  if (!/^\.{1,2}(\/|$)/.test(specifier)) return undefined;
  return posix.join(posix.dirname(file), specifier.replace(/\?.*$/, ''));
}

/**
 * Relative imports: inside the package, with the ending the file has, and to a file that is there.
 */
export function checkPaths(house: House): Finding[] {
  return [...house.rooms.values()].flatMap(room =>
    room.sources.flatMap(source => checkSource(house, room.package.folder, source)),
  );
}

function checkSource(house: House, folder: string, source: Source): Finding[] {
  const findings: Finding[] = [];
  for (const {specifier, offset} of source.imports) {
    const path = resolveRelative(source.file, specifier);
    if (path === undefined) continue;
    const refuse = (rule: string, message: string) =>
      findings.push({rule, file: source.file, line: source.lineAt(offset), message});
    if (!path.startsWith(`${folder}/`)) {
      refuse('leaves-package', `${specifier} is outside ${folder}; use the package's name`);
    } else if (CODE.test(path) && !house.tree.has(path)) {
      refuse('missing-file', `${specifier} names no file; write the ending the file has`);
    }
  }
  return findings;
}
