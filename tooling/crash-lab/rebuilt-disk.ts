import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import type {SeededRandom} from '@holdfast/std/testing';
import type {TraceEvent} from './trace.ts';

/** What a disk writes whole or not at all. */
const SECTOR_BYTES = 512;
/** Made anew by whoever opens, or living as long as a process: no power cut is about them. */
const PASSING = /(-shm|\.lock|\.reserve)$/;

type Change = {readonly at: number; readonly bytes: Buffer} | {readonly size: number};

/** What was written to one file, whatever it is called. */
interface TrackedFile {
  durable: Buffer;
  /** Since the last sync, in order. */
  pending: Change[];
}

type Names = Map<string, TrackedFile>;

/** A name that came, went or moved, and that nothing synced yet. */
interface NameChange {
  /** The directories whose sync makes it durable. */
  readonly folders: readonly string[];
  /** The file whose sync does so, too. */
  readonly made?: TrackedFile;
  apply(names: Names): void;
}

/** Files as they are in a directory now, by their names in it. */
export function readFiles(directory: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(directory, {recursive: true, withFileTypes: true})) {
    if (!entry.isFile() || PASSING.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(directory, path), readFileSync(path));
  }
  return files;
}

export function layFiles(directory: string, files: ReadonlyMap<string, Buffer>): void {
  for (const [name, bytes] of files) {
    const path = join(directory, name);
    mkdirSync(dirname(path), {recursive: true});
    writeFileSync(path, bytes, {mode: 0o600});
  }
}

/**
 * A disk that is led along a trace, and can be asked at any event what a power cut would leave:
 * what was synced, and of the rest any part, torn between sectors. Changes of names keep their
 * order; what no sync covers of them may be undone.
 */
export class RebuiltDisk {
  readonly #root: string;
  /** As programs see them. */
  readonly #names: Names;
  /** As a power cut finds them at least. */
  readonly #durableNames: Names;
  #nameChanges: NameChange[] = [];
  /** A control: as if the program had never asked for a sync. */
  readonly #deaf: boolean;

  constructor(options: {
    readonly root: string;
    readonly files: ReadonlyMap<string, Buffer>;
    readonly ignoreSyncs?: boolean;
  }) {
    this.#root = options.root;
    this.#deaf = options.ignoreSyncs ?? false;
    this.#names = new Map();
    for (const [name, durable] of options.files) this.#names.set(name, {durable, pending: []});
    this.#durableNames = new Map(this.#names);
  }

  apply(event: TraceEvent): void {
    if (event.kind === 'say' || PASSING.test(event.path)) return;
    const name = relative(this.#root, event.path);
    if (name.startsWith('..')) return;
    switch (event.kind) {
      case 'make':
        this.#touch(name);
        return;
      case 'write':
        this.#touch(name).pending.push({at: event.at, bytes: event.bytes});
        return;
      case 'truncate':
        this.#touch(name).pending.push({size: event.size});
        return;
      case 'remove':
        this.#change({folders: [dirname(name)], apply: names => void names.delete(name)});
        return;
      case 'rename':
        this.#rename(name, relative(this.#root, event.to));
        return;
      case 'sync':
        if (!this.#deaf) this.#sync(name);
    }
  }

  /** The files as a machine might find them that lost power now. */
  cut(random: SeededRandom): Map<string, Buffer> {
    const names = new Map(this.#durableNames);
    const kept = random.below(this.#nameChanges.length + 1);
    for (const change of this.#nameChanges.slice(0, kept)) change.apply(names);
    const left = new Map<string, Buffer>();
    for (const [name, {durable, pending}] of names) {
      // Mostly nearly all of it is there, as disks do; at times anything goes.
      const keptPercent = random.chance(50) ? 50 + random.below(50) : random.below(101);
      let bytes = durable;
      for (const change of pending) bytes = changed(bytes, change, {random, keptPercent});
      left.set(name, bytes);
    }
    return left;
  }

  /** The files as a program finds them that was killed while its machine went on. */
  all(): Map<string, Buffer> {
    const whole = [...this.#names].map(([name, {durable, pending}]) => {
      let bytes = durable;
      for (const change of pending) bytes = changed(bytes, change);
      return [name, bytes] as const;
    });
    return new Map(whole);
  }

  #touch(name: string): TrackedFile {
    const known = this.#names.get(name);
    if (known) return known;
    const made: TrackedFile = {durable: Buffer.alloc(0), pending: []};
    const folders = [dirname(name)];
    this.#change({folders, made, apply: names => void names.set(name, made)});
    return made;
  }

  #rename(from: string, to: string): void {
    const apply = (names: Names) => {
      const file = names.get(from);
      names.delete(from);
      if (file) names.set(to, file);
    };
    this.#change({folders: [dirname(from), dirname(to)], apply});
  }

  #change(change: NameChange): void {
    change.apply(this.#names);
    this.#nameChanges.push(change);
  }

  #sync(name: string): void {
    const file = this.#names.get(name);
    const folder = name === '' ? '.' : name;
    // In the order in which they were made: a later name is never there without an earlier one.
    const covered = this.#nameChanges.findLastIndex(({folders, made}) =>
      file ? made === file : folders.includes(folder),
    );
    for (const change of this.#nameChanges.splice(0, covered + 1)) change.apply(this.#durableNames);
    if (!file) return;
    for (const change of file.pending) file.durable = changed(file.durable, change);
    file.pending = [];
  }
}

/** All of a change, or the part of it that chance leaves. */
function changed(
  before: Buffer,
  change: Change,
  luck?: {readonly random: SeededRandom; readonly keptPercent: number},
): Buffer {
  const keeps = () => !luck || luck.random.chance(luck.keptPercent);
  if ('size' in change) {
    if (!keeps()) return before;
    const after = Buffer.alloc(change.size);
    before.copy(after);
    return after;
  }
  const {at, bytes} = change;
  const after = Buffer.alloc(Math.max(before.length, at + bytes.length));
  before.copy(after);
  let any = false;
  for (let from = 0; from < bytes.length; ) {
    // Sectors are the file's, not the write's.
    const to = Math.min(bytes.length, from + SECTOR_BYTES - ((at + from) % SECTOR_BYTES));
    if (keeps()) {
      bytes.copy(after, at + from, from, to);
      any = true;
    }
    from = to;
  }
  return any ? after : before;
}
