import type {Floor, Room} from './floors.ts';
import {readSource, type Source} from './source.ts';
import type {Tree} from './tree.ts';
import {type Package, packagesOf} from './workspace.ts';

/** A package that stands on the list, with every file of it read. */
export interface BuiltRoom {
  readonly package: Package;
  readonly name: string;
  readonly floor: Floor;
  readonly siblings: readonly string[];
  readonly never: readonly string[];
  readonly impure: boolean;
  readonly sources: readonly Source[];
}

/** The tree held against the list of rooms: what every rule looks at. */
export interface House {
  readonly tree: Tree;
  readonly rooms: ReadonlyMap<string, BuiltRoom>;
  /** Packages of the tree that the list does not know. */
  readonly unlisted: readonly Package[];
}

const SCOPE = '@holdfast/';

/** `ledger` → `@holdfast/ledger` */
export function packageName(room: string): string {
  return `${SCOPE}${room}`;
}

export function buildHouse(tree: Tree, list: readonly Room[]): House {
  const rooms = new Map<string, BuiltRoom>();
  const unlisted: Package[] = [];
  for (const found of packagesOf(tree)) {
    const room = list.find(({folder}) => folder === found.folder);
    const name = packageName(found.folder.split('/').at(-1) ?? '');
    if (!room || found.name !== name) {
      unlisted.push(found);
      continue;
    }
    rooms.set(name, {
      package: found,
      name,
      floor: room.floor,
      siblings: (room.siblings ?? []).map(packageName),
      never: (room.never ?? []).map(packageName),
      impure: room.impure !== undefined,
      sources: found.sources.map(file => readSource(file, tree.get(file) ?? '')),
    });
  }
  return {tree, rooms, unlisted};
}

/** `@holdfast/ledger/testing` → the room and the door. Undefined for what is not ours. */
export function doorOf(
  specifier: string,
): {readonly name: string; readonly door: string} | undefined {
  if (!specifier.startsWith(SCOPE)) return undefined;
  const [room = '', ...rest] = specifier.slice(SCOPE.length).split('/');
  return {name: packageName(room), door: ['.', ...rest].join('/')};
}
