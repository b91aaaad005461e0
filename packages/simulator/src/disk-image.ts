import {mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';

/** All files of one machine at one instant. */
export interface DiskImage {
  readonly files: ReadonlyMap<string, Buffer>;
  /** Which file was which, for a mark that names its file by number. */
  readonly numbers: ReadonlyMap<string, string>;
}

/**
 * Shared memory and locks live as long as a process, and a reserve is made again by whoever opens.
 */
const PASSING = /(-shm|\.lock|\.reserve)$/;
const PLACE_MARK = '.place';

export function takeImage(directory: string): DiskImage {
  const files = new Map<string, Buffer>();
  const numbers = new Map<string, string>();
  for (const entry of readdirSync(directory, {recursive: true, withFileTypes: true})) {
    if (!entry.isFile() || PASSING.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(directory, path);
    files.set(name, readFileSync(path));
    if (name.endsWith('.db')) numbers.set(name, inodeOf(path));
  }
  return {files, numbers};
}

/**
 * Lays the files out in an empty directory: a disk as a machine finds it when it starts. It is the
 * same disk, so a mark that named a file by its number names it still.
 */
export function layOut(image: DiskImage, directory: string): void {
  mkdirSync(directory, {recursive: true});
  for (const [name, bytes] of image.files) {
    const path = join(directory, name);
    mkdirSync(dirname(path), {recursive: true});
    writeFileSync(path, bytes, {mode: 0o600});
  }
  for (const [name, number] of image.numbers) {
    const mark = image.files.get(`${name}${PLACE_MARK}`)?.toString('utf8');
    if (mark === undefined || !image.files.has(name)) continue;
    const moved = mark.replaceAll(`"${number}"`, `"${inodeOf(join(directory, name))}"`);
    writeFileSync(join(directory, `${name}${PLACE_MARK}`), moved);
  }
}

function inodeOf(path: string): string {
  return String(statSync(path, {bigint: true}).ino);
}
