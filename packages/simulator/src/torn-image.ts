import type {SeededRandom} from '@holdfast/std/testing';
import type {DiskImage} from './disk-image.ts';

/** What a disk writes whole or not at all. */
const SECTOR_BYTES = 512;

/**
 * What a power cut leaves of one write: every sector that was under way may be there or not, and
 * what was synced before is. A database is written only while its log still says the same, so where
 * it was being written the log is the old one; a file that came by a new name is there or is not.
 */
export function tearImage(
  random: SeededRandom,
  disk: {readonly before: DiskImage; readonly after: DiskImage},
): DiskImage {
  const {before, after} = disk;
  const names = [...new Set([...before.files.keys(), ...after.files.keys()])].sort();
  const changed = names.filter(name => !same(before.files.get(name), after.files.get(name)));
  const folding = changed.some(name => name.endsWith('.db') && before.files.has(name));
  const installed = changed.some(name => !before.files.has(name) && !name.endsWith('-wal'));
  if (installed) return random.chance(50) ? before : after;
  const files = new Map(after.files);
  for (const name of changed) {
    const pair = {old: before.files.get(name), young: after.files.get(name)};
    const torn = folding && name.endsWith('-wal') ? pair.old : tear(random, name, pair);
    if (torn) files.set(name, torn);
    else files.delete(name);
  }
  return {files, numbers: after.numbers};
}

function tear(
  random: SeededRandom,
  name: string,
  {old, young}: {readonly old: Buffer | undefined; readonly young: Buffer | undefined},
): Buffer | undefined {
  const bySector = name.endsWith('.db') || name.endsWith('-wal') || name.endsWith('.anchor');
  if (!bySector || !young) return random.chance(50) ? old : young;
  const oldBytes = old ?? Buffer.alloc(0);
  // A file is cut shorter at once: its length is one number.
  if (young.length < oldBytes.length) return random.chance(50) ? old : young;
  const torn = Buffer.alloc(oldBytes.length + random.below(young.length - oldBytes.length + 1));
  oldBytes.copy(torn);
  // Mostly in order, as disks do; at times anything goes.
  const keptPercent = random.chance(50) ? 50 + random.below(50) : random.below(101);
  for (let at = 0; at < torn.length; at += SECTOR_BYTES) {
    if (random.chance(keptPercent)) young.copy(torn, at, at, at + SECTOR_BYTES);
  }
  return torn;
}

function same(left: Buffer | undefined, right: Buffer | undefined): boolean {
  return left === right || (left !== undefined && right !== undefined && left.equals(right));
}
