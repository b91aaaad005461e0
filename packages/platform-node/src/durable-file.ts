import {closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';

/**
 * Replaces a file so that after a power cut it holds the old content or the new, never a mixture:
 * written aside, synced, renamed, and the directory synced.
 */
export function writeFileDurably(file: string, content: string | Uint8Array, mode = 0o600): void {
  const aside = `${file}.new`;
  mkdirSync(dirname(file), {recursive: true});
  const handle = openSync(aside, 'w', mode);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(aside, file);
  syncDirectory(dirname(file));
}

/** Makes created, renamed and removed names in a directory durable. */
export function syncDirectory(directory: string): void {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
