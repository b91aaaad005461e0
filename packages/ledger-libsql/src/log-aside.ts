import {copyFileSync, rmSync, statSync} from 'node:fs';
import {isFault} from '@holdfast/std';
import {onDisk} from './disk-fault.ts';

/**
 * Opening a database empties its log into it. What a damaged log still holds beyond the damage
 * would be gone, so a log that is not empty, which means that the last run did not end well, is
 * copied first. On a disk without room for that the ledger is opened all the same: it must be read
 * and forwarded.
 */
export function setLogAside(path: string): void {
  const log = onDisk(path, () => statSync(`${path}-wal`, {throwIfNoEntry: false}));
  if (!log || log.size === 0) return;
  const aside = logAsideOf(path);
  try {
    onDisk(aside, () => copyFileSync(`${path}-wal`, aside));
  } catch (error) {
    rmSync(aside, {force: true});
    if (!isFault(error, 'database/disk-full')) throw error;
  }
}

/** Where it lies. */
export function logAsideOf(path: string): string {
  return `${path}-wal.before`;
}
