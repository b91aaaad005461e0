import type {Tree} from './tree.ts';

/**
 * What the checks ask of a `package.json`. Whatever else stands there is none of their business.
 */
export interface Package {
  /** `packages/std` */
  readonly folder: string;
  /** `@holdfast/std`; empty when the manifest names none. */
  readonly name: string;
  /** The doors: `.` and `./testing`, each with the file behind it. */
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies: ReadonlySet<string>;
  readonly devDependencies: ReadonlySet<string>;
  /** Paths of its TypeScript files, from the root. */
  readonly sources: readonly string[];
}

const MANIFEST = /^((?:packages|apps|tooling)\/[^/]+)\/package\.json$/;
const SOURCE = /\.tsx?$/;

/** The packages of the workspace, in the tree's order. */
export function packagesOf(tree: Tree): Package[] {
  const packages: Package[] = [];
  for (const [path, text] of tree) {
    const folder = MANIFEST.exec(path)?.[1];
    if (folder === undefined) continue;
    const manifest: unknown = JSON.parse(text);
    packages.push({
      folder,
      name: textOf(fieldOf(manifest, 'name')),
      exports: Object.fromEntries(
        entriesOf(fieldOf(manifest, 'exports')).map(([door, target]) => [door, textOf(target)]),
      ),
      dependencies: keysOf(fieldOf(manifest, 'dependencies')),
      devDependencies: keysOf(fieldOf(manifest, 'devDependencies')),
      sources: [...tree.keys()].filter(file => file.startsWith(`${folder}/`) && SOURCE.test(file)),
    });
  }
  return packages;
}

function fieldOf(value: unknown, field: string): unknown {
  return new Map(entriesOf(value)).get(field);
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function keysOf(value: unknown): Set<string> {
  return new Set(entriesOf(value).map(([key]) => key));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A test: run by vitest, never shipped. */
export function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file);
}

/**
 * Fakes, acceptance suites and what only tests start: `testing.ts`, `testing-lan.ts`, `testing/…`.
 */
export function isTestSupport(file: string): boolean {
  return /\/(testing|acceptance)((-[a-z0-9-]+)?\.tsx?$|\/)/.test(file);
}
