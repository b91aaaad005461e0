import {closeSync, fsyncSync, openSync, readSync, renameSync, statfsSync} from 'node:fs';
import {dirname} from 'node:path';

const COMPARED_BYTES = 1024 * 1024;

/**
 * Returns after the file's content is on the disk. Never for an open database: closing any handle
 * drops its locks.
 */
export function syncFile(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Returns after the names in the folder of `path` are on the disk. */
export function syncFolderOf(path: string): void {
  syncFile(dirname(path));
}

/** Moves a file and returns after the new name is on the disk. Both are in one folder. */
export function renameDurably(move: {readonly from: string; readonly to: string}): void {
  renameSync(move.from, move.to);
  syncFolderOf(move.to);
}

/** `<stem><ending>`, `<stem>.2<ending>`, `<stem>.3<ending>`… without end. */
export function* numberedNames(name: {
  readonly stem: string;
  readonly ending: string;
}): Generator<string, never> {
  yield `${name.stem}${name.ending}`;
  for (let number = 2; ; number += 1) yield `${name.stem}.${number}${name.ending}`;
}

/** Whether two files hold the same bytes, read a piece at a time. */
export function sameContent(left: string, right: string): boolean {
  const handles = [openSync(left, 'r'), openSync(right, 'r')] as const;
  try {
    const pieces = [Buffer.alloc(COMPARED_BYTES), Buffer.alloc(COMPARED_BYTES)] as const;
    for (;;) {
      const leftBytes = readSync(handles[0], pieces[0]);
      const rightBytes = readSync(handles[1], pieces[1]);
      if (leftBytes !== rightBytes) return false;
      if (leftBytes === 0) return true;
      if (pieces[0].compare(pieces[1], 0, rightBytes, 0, leftBytes) !== 0) return false;
    }
  } finally {
    for (const handle of handles) closeSync(handle);
  }
}

/** Whether the disk below `path` has no block left that this process may use. */
export function diskIsFull(path: string): boolean {
  try {
    return statfsSync(dirname(path)).bavail === 0;
  } catch {
    return false; // then the first error stands as it was reported
  }
}
