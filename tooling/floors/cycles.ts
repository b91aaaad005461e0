import type {Finding} from './finding.ts';
import {doorOf, type House} from './house.ts';
import {resolveRelative} from './paths.ts';

/**
 * Rings of imports, between packages and between the files of one. Types count: they are read
 * together too.
 */
export function checkCycles(house: House): Finding[] {
  const files = new Map<string, readonly string[]>();
  const packages = new Map<string, readonly string[]>();
  for (const room of house.rooms.values()) {
    for (const {file, imports} of room.sources) {
      files.set(
        file,
        imports.flatMap(({specifier}) => resolveRelative(file, specifier) ?? []),
      );
    }
    const imports = room.sources.flatMap(source => source.imports);
    const others = imports.flatMap(({specifier}) => doorOf(specifier)?.name ?? []);
    packages.set(
      room.name,
      [...new Set(others)].filter(name => name !== room.name),
    );
  }
  const manifest = (name: string) =>
    `${house.rooms.get(name)?.package.folder ?? name}/package.json`;
  return [
    ...findCycles(files).map(ring => finding('file-cycle', ring[0] ?? '', ring)),
    ...findCycles(packages).map(ring => finding('package-cycle', manifest(ring[0] ?? ''), ring)),
  ];
}

function finding(rule: string, file: string, ring: readonly string[]): Finding {
  return {rule, file, line: 1, message: [...ring, ring[0]].join(' → ')};
}

/**
 * One ring for each knot (strongly connected component, Tarjan 1972), so that a knot of many rings
 * is reported once. Every ring begins at its first name in the alphabet.
 */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  return knots(graph).flatMap(knot => {
    const inside = new Set(knot);
    const start = [...knot].sort()[0] ?? '';
    const ring = shortestRing(start, name => (graph.get(name) ?? []).filter(to => inside.has(to)));
    return ring ? [ring] : [];
  });
}

function shortestRing(
  start: string,
  next: (name: string) => readonly string[],
): string[] | undefined {
  const roads = new Map<string, string[]>([[start, [start]]]);
  for (const [name, road] of roads) {
    for (const to of next(name)) {
      if (to === start) return road;
      if (!roads.has(to)) roads.set(to, [...road, to]);
    }
  }
  return undefined;
}

function knots(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const visit = (name: string) => {
    const place = order.size;
    order.set(name, place);
    open.push(name);
    let low = place;
    for (const to of graph.get(name) ?? []) {
      if (!graph.has(to)) continue;
      if (!order.has(to)) visit(to);
      if (open.includes(to)) low = Math.min(low, lowest.get(to) ?? order.get(to) ?? low);
    }
    lowest.set(name, low);
    if (low === place) found.push(open.splice(open.indexOf(name)));
  };
  for (const name of graph.keys()) if (!order.has(name)) visit(name);
  return found;
}
