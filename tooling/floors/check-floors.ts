import {checkArrows} from './arrows.ts';
import {checkCycles} from './cycles.ts';
import {type Finding, sortFindings} from './finding.ts';
import type {Room} from './floors.ts';
import {buildHouse, type House} from './house.ts';
import {checkPaths} from './paths.ts';
import {checkPurity} from './purity.ts';
import type {Tree} from './tree.ts';

export interface FloorsReport {
  readonly files: number;
  readonly packages: number;
  readonly findings: readonly Finding[];
}

/**
 * Holds the tree against the list. Below `filesMin` files it looked at too little to say anything.
 */
export function checkFloors(
  tree: Tree,
  {rooms, filesMin}: {readonly rooms: readonly Room[]; readonly filesMin: number},
): FloorsReport {
  const house = buildHouse(tree, rooms);
  const files = [...house.rooms.values()].reduce((sum, room) => sum + room.sources.length, 0);
  const findings = [
    ...checkList(house),
    ...checkSyntax(house),
    ...checkArrows(house),
    ...checkPaths(house),
    ...checkCycles(house),
    ...checkPurity(house),
  ];
  if (files < filesMin) {
    const message = `looked at ${files} files, fewer than ${filesMin}: a check of nothing is green`;
    findings.push({rule: 'too-few-files', file: '.', line: 1, message});
  }
  return {files, packages: house.rooms.size, findings: sortFindings(findings)};
}

const HOME = /^(packages|apps|tooling)\/[^/]+\//;

function checkList({tree, rooms, unlisted}: House): Finding[] {
  const findings = unlisted.map(({folder}) => ({
    rule: 'unlisted-package',
    file: `${folder}/package.json`,
    line: 1,
    message: 'is not in tooling/floors/floors.ts under this folder and name',
  }));
  const homes = new Set(
    [...rooms.values(), ...unlisted.map(found => ({package: found}))].map(
      room => `${room.package.folder}/`,
    ),
  );
  for (const file of tree.keys()) {
    const home = HOME.exec(file)?.[0];
    if (home === undefined || homes.has(home) || !/\.tsx?$/.test(file)) continue;
    const message = `${home} holds TypeScript and no package.json`;
    findings.push({rule: 'no-package', file, line: 1, message});
  }
  return findings;
}

function checkSyntax({rooms}: House): Finding[] {
  return [...rooms.values()].flatMap(({sources}) =>
    sources.flatMap(({file, errors}) =>
      errors.map(({line, message}) => ({rule: 'syntax', file, line, message})),
    ),
  );
}
