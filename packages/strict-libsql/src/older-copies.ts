import {readdirSync, rmSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {syncFolderOf} from './durable-file.ts';

const COPY = /^\.v\d+(\.\d+)?\.(bak|partial)$/;

/** Removes, durably, the copies that migrations made of a file as it was before them. */
export function removeOlderCopies(path: string): void {
  const [folder, name] = [dirname(path), basename(path)];
  const copies = readdirSync(folder).filter(
    other => other.startsWith(name) && COPY.test(other.slice(name.length)),
  );
  for (const copy of copies) rmSync(join(folder, copy), {force: true});
  if (copies.length > 0) syncFolderOf(path);
}
