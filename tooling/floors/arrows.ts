import type {Finding} from './finding.ts';
import {ABOVE_FOR_TESTS} from './floors.ts';
import {type BuiltRoom, doorOf, type House, packageName} from './house.ts';
import type {Import} from './imports.ts';
import type {Source} from './source.ts';
import {isTest, isTestSupport} from './workspace.ts';

const TOOLING_FLOOR = 6;

/** Imports between packages: down or along an arrow, through a door, and declared. */
export function checkArrows(house: House): Finding[] {
  return [...house.rooms.values()].flatMap(room => [
    ...room.sources.flatMap(source => checkSource(house, room, source)),
    ...checkUnused(room),
    ...checkReach(house, room),
  ]);
}

const TEST_PLATFORM = ABOVE_FOR_TESTS.map(packageName);

function checkSource(house: House, room: BuiltRoom, source: Source): Finding[] {
  const findings: Finding[] = [];
  for (const used of source.imports) {
    const target = doorOf(used.specifier);
    if (!target) continue;
    const refuse = (rule: string, message: string) =>
      findings.push({rule, file: source.file, line: source.lineAt(used.offset), message});
    if (target.name === room.name) {
      refuse('own-door', 'a package imports its own files by path, not by its name');
      continue;
    }
    const other = house.rooms.get(target.name);
    if (!other) {
      refuse('unknown-package', `there is no package ${target.name}`);
      continue;
    }
    const arrow = refusedArrow(room, other);
    const lent = isTest(source.file) && TEST_PLATFORM.includes(other.name);
    if (arrow && !lent) refuse(arrow.rule, arrow.message);
    if (!(target.door in other.package.exports)) {
      refuse('deep-import', `${other.name} has no door ${target.door}; see its "exports"`);
    }
    // Benches and labs are tests that print; nothing of tooling is shipped.
    const shipped =
      !isTest(source.file) && !isTestSupport(source.file) && room.floor < TOOLING_FLOOR;
    if (shipped && isTestDoor(target.door)) {
      refuse('test-door', `${used.specifier} is for tests; shipped code may not lean on a fake`);
    }
    const declared = declaredFor(room, source.file);
    if (!declared.some(names => names.has(other.name))) {
      refuse('undeclared', `${other.name} is not among the dependencies of ${room.name}`);
    }
  }
  return findings;
}

function refusedArrow(
  room: BuiltRoom,
  other: BuiltRoom,
): {readonly rule: string; readonly message: string} | undefined {
  if (other.floor > room.floor) {
    const message = `${other.name} is on floor ${other.floor}, above ${room.name} on ${room.floor}`;
    return {rule: 'higher-floor', message};
  }
  if (other.floor === room.floor && !room.siblings.includes(other.name)) {
    return {rule: 'sibling', message: `no arrow leads from ${room.name} to ${other.name}`};
  }
  return undefined;
}

function isTestDoor(door: string): boolean {
  return door === './testing' || door === './acceptance';
}

/** What is only there for development may be used by tests and tools, not by what is deployed. */
function declaredFor(room: BuiltRoom, file: string): ReadonlySet<string>[] {
  const {dependencies, devDependencies} = room.package;
  return isTest(file) || isTestSupport(file) ? [dependencies, devDependencies] : [dependencies];
}

function checkUnused(room: BuiltRoom): Finding[] {
  const used = new Set(room.sources.flatMap(({imports}) => imports.map(packageOf)));
  return [...room.package.dependencies, ...room.package.devDependencies]
    .filter(name => doorOf(name) && !used.has(name))
    .map(name => ({
      rule: 'unused',
      file: `${room.package.folder}/package.json`,
      line: 1,
      message: `${name} is declared and nothing imports it`,
    }));
}

function packageOf({specifier}: Import): string | undefined {
  return doorOf(specifier)?.name;
}

/** Follows what is shipped, not what tests use, from room to room. */
function checkReach(house: House, room: BuiltRoom): Finding[] {
  const findings: Finding[] = [];
  const roads = new Map<string, readonly string[]>([[room.name, [room.name]]]);
  for (const [name, road] of roads) {
    for (const next of shippedImports(house, name)) {
      if (!roads.has(next)) roads.set(next, [...road, next]);
    }
  }
  for (const name of room.never) {
    const road = roads.get(name);
    if (!road) continue;
    findings.push({
      rule: 'never',
      file: `${room.package.folder}/package.json`,
      line: 1,
      message: `${room.name} may not reach ${name}, and does: ${road.join(' → ')}`,
    });
  }
  return findings;
}

function shippedImports(house: House, name: string): Set<string> {
  const sources = house.rooms.get(name)?.sources ?? [];
  const shipped = sources.filter(({file}) => !isTest(file) && !isTestSupport(file));
  return new Set(shipped.flatMap(({imports}) => imports.flatMap(used => packageOf(used) ?? [])));
}
