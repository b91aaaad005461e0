import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** Every text file of the repository that people write: path from the root → its text. */
export type Tree = ReadonlyMap<string, string>;

const FOLDERS_SKIPPED = new Set([
  '.git',
  '.holdfast',
  '.turbo',
  'coverage',
  'dist',
  'fixtures',
  'node_modules',
]);
const FILES_SKIPPED = new Set(['pnpm-lock.yaml']);
const TEXT =
  /\.(ts|tsx|mts|mjs|js|css|html|json|jsonc|md|service|sh|sql|svg|toml|txt|ya?ml)$|^\.ci\/[^.]+$/;

/**
 * Reads the files below `root`; recorded data (`fixtures`), builds and dependencies are not ours to
 * read.
 */
export function readTree(root: string): Tree {
  const tree = new Map<string, string>();
  const visit = (folder: string) => {
    const entries = readdirSync(join(root, folder), {withFileTypes: true});
    for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name, 'en'))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !FOLDERS_SKIPPED.has(entry.name)) visit(path);
      if (entry.isFile() && TEXT.test(path) && !FILES_SKIPPED.has(path)) {
        tree.set(path, readFileSync(join(root, path), 'utf8'));
      }
    }
  };
  visit('');
  return tree;
}
