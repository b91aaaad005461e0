import {existsSync} from 'node:fs';
import {FileLock} from '@holdfast/strict-libsql';

/**
 * Throws `database/in-use` for a file that a hub has open. Looks, and makes nothing: where no hub
 * ever was, there is no lock, and none is left behind.
 */
export function refuseInUse(path: string): void {
  if (existsSync(`${path}.lock`)) FileLock.take(path).release();
}
