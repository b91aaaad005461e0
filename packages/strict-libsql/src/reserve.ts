import {closeSync, fsyncSync, openSync, rmSync, statSync, writeSync} from 'node:fs';
import {syncFolderOf} from './durable-file.ts';

const PIECE_BYTES = 1024 * 1024;

/**
 * Fills `<path>.reserve` with `bytes` of disk to be given back on the day the disk is full: then
 * the log can be copied into the file, and old rows deleted, without anybody's help. Without room
 * for it there is none, and that is no fault; says whether there is.
 */
export function keepReserve(path: string, bytes: number): boolean {
  const reserve = reserveOf(path);
  if (statSync(reserve, {throwIfNoEntry: false})?.size === bytes) return true;
  const handle = openSync(reserve, 'w');
  let whole = false;
  try {
    // Not zeros: some disks keep those without keeping room for them.
    const piece = Buffer.alloc(PIECE_BYTES, 'holdfast');
    for (let written = 0; written < bytes; )
      written += writeSync(handle, piece, 0, Math.min(PIECE_BYTES, bytes - written));
    fsyncSync(handle);
    whole = true;
  } catch {
    // The disk is too full for it, which is when it is of no use.
  } finally {
    closeSync(handle);
    if (!whole) rmSync(reserve, {force: true});
  }
  return whole;
}

/** Gives the reserve back to the disk. False if there was none. */
export function releaseReserve(path: string): boolean {
  const reserve = reserveOf(path);
  if (statSync(reserve, {throwIfNoEntry: false}) === undefined) return false;
  rmSync(reserve);
  syncFolderOf(reserve);
  return true;
}

function reserveOf(path: string): string {
  return `${path}.reserve`;
}
