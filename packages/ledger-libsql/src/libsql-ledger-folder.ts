import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import {basename, join} from 'node:path';
import type {AnchorFile, FolderLedger, LedgerFolder, LedgerIndex} from '@holdfast/ledger';
import {nodeDigest, syncDirectory} from '@holdfast/platform-node';
import {Fault} from '@holdfast/std';
import {releaseReserve} from '@holdfast/strict-libsql';
import {onDisk} from './disk-fault.ts';
import type {IndexAnswer, IndexQuestion} from './index-messages.ts';
import {IndexServer} from './index-server.ts';
import type {LedgerKeys} from './ledger-keys.ts';
import type {LedgerAnswer, LedgerQuestion} from './ledger-messages.ts';
import {LedgerServer} from './ledger-server.ts';
import {LibsqlLedgerIndex} from './libsql-ledger-index.ts';
import {LibsqlLedgerStore} from './libsql-ledger-store.ts';
import {InlineLine, type Line} from './line.ts';
import {logAsideOf, setLogAside} from './log-aside.ts';
import {type AnchorShell, TwoSlotFile} from './two-slot-file.ts';
import {WorkerLine} from './worker-line.ts';

/** An anchor alone tells of a ledger too: one whose file is gone. */
const LEDGER_FILE = /^ledger-(\d{4,})\.db(\.anchor)?$/;
/**
 * On a full disk the log must still fit into the file before it can be emptied, so this is more
 * than the log may hold: its cap of 16 MiB, and a group and an entry of the largest size on top.
 */
const RESERVE_BYTES = 24 * 1024 * 1024;

/**
 * `worker`: the ledgers in one thread, the index in another, the anchor by the pool of threads.
 * `inline`: all of it in the caller's own turn, so that the same calls give the same history.
 */
export type LedgerShell = 'worker' | 'inline';

export interface LedgerFolderOptions {
  readonly directory: string;
  readonly shell: LedgerShell;
  /**
   * Disk kept aside for the day it is full, beside the ledger that is written. 24 MiB by default.
   */
  readonly reserveBytes?: number;
  /**
   * What rows are sealed under. Without keys they lie as they are, and a ledger that was sealed is
   * not opened (`data-key/missing`).
   */
  readonly keys?: LedgerKeys;
}

/**
 * A hub's ledgers in one directory: `ledger-0001.db` with its `.anchor`, the next one beside it
 * where one was begun, `index.db` that may be deleted at any time, and `evidence/`.
 */
export class LibsqlLedgerFolder implements LedgerFolder {
  readonly #directory: string;
  readonly #shell: LedgerShell;
  readonly #reserveBytes: number;
  readonly #keys: LedgerKeys | undefined;
  readonly #ledgers: Line<LedgerQuestion, LedgerAnswer>;
  /** Its thread starts when the index is asked for: before that, the ledgers need the machine. */
  #indexLine: Line<IndexQuestion, IndexAnswer> | undefined;
  readonly #anchors: AnchorFile[] = [];
  /** Whether what was set aside is evidence: known once the index is asked for. */
  #decided = false;

  constructor(options: LedgerFolderOptions) {
    this.#directory = options.directory;
    this.#shell = options.shell;
    this.#reserveBytes = options.reserveBytes ?? RESERVE_BYTES;
    this.#keys = options.keys;
    const {directory} = options;
    onDisk(directory, () => mkdirSync(directory, {recursive: true, mode: 0o700}));
    const inline = options.shell === 'inline';
    this.#ledgers = inline
      ? new InlineLine(new LedgerServer())
      : new WorkerLine(new URL('./ledger-worker.ts', import.meta.url));
  }

  async numbers(): Promise<readonly number[]> {
    const files = onDisk(this.#directory, () => readdirSync(this.#directory));
    const names = files.flatMap(name => LEDGER_FILE.exec(name)?.[1] ?? []);
    return [...new Set(names.map(Number))].sort((a, b) => a - b);
  }

  async open(number: number): Promise<FolderLedger> {
    const path = this.#path(number);
    const newest = (await this.numbers()).at(-1) === number;
    setLogAside(path);
    return await this.#open(number, {
      path,
      mode: 'existing',
      reserveBytes: newest ? this.#reserveBytes : 0,
    });
  }

  async create(number: number): Promise<FolderLedger> {
    for (const older of await this.numbers()) releaseReserve(this.#path(older));
    const path = this.#path(number);
    if (existsSync(path)) throw new Fault('database/in-use', {path});
    return await this.#open(number, {path, mode: 'create', reserveBytes: this.#reserveBytes});
  }

  async anchor(number: number): Promise<AnchorFile> {
    const shell: AnchorShell = this.#shell === 'inline' ? 'inline' : 'pool';
    const anchor = new TwoSlotFile(`${this.#path(number)}.anchor`, shell);
    this.#anchors.push(anchor);
    return anchor;
  }

  async remove(number: number): Promise<void> {
    this.#keys?.detach(number);
    const path = this.#path(number);
    // The anchor first: alone it would tell of a ledger that was lost. The file itself last.
    for (const ending of ['.anchor', '-wal.before', '-wal', '-shm', '.reserve', '']) {
      onDisk(path, () => rmSync(path + ending, {force: true}));
      if (ending === '.anchor' || ending === '') onDisk(path, () => syncDirectory(this.#directory));
    }
    rmSync(`${path}.lock`, {force: true});
  }

  async keepEvidence(number: number): Promise<string> {
    const path = this.#path(number);
    const evidence = join(this.#directory, 'evidence');
    const place = join(evidence, basename(path, '.db'));
    onDisk(place, () => {
      mkdirSync(place, {recursive: true, mode: 0o700});
      for (const [from, to] of [
        [logAsideOf(path), `${basename(path)}-wal`],
        [`${path}.anchor`, `${basename(path)}.anchor`],
      ] as const) {
        if (!existsSync(from)) continue;
        copyFileSync(from, join(place, to));
        syncFile(join(place, to));
      }
      for (const directory of [place, evidence, this.#directory]) syncDirectory(directory);
    });
    return place;
  }

  async openIndex({fresh}: {readonly fresh: boolean}): Promise<LedgerIndex> {
    this.#decided = true;
    const path = join(this.#directory, 'index.db');
    this.#indexLine ??= this.#makeIndexLine();
    return await LibsqlLedgerIndex.open(this.#indexLine, {path, fresh});
  }

  async close(): Promise<void> {
    await this.#indexLine?.stop();
    await this.#ledgers.stop();
    for (const anchor of this.#anchors.splice(0)) await anchor.close();
    if (!this.#decided) return;
    for (const number of await this.numbers())
      rmSync(logAsideOf(this.#path(number)), {force: true});
  }

  #makeIndexLine(): Line<IndexQuestion, IndexAnswer> {
    return this.#shell === 'inline'
      ? new InlineLine(new IndexServer(nodeDigest))
      : new WorkerLine(new URL('./index-worker.ts', import.meta.url));
  }

  async #open(
    number: number,
    file: {
      readonly path: string;
      readonly mode: 'create' | 'existing';
      readonly reserveBytes: number;
    },
  ): Promise<FolderLedger> {
    const keys = this.#keys?.all;
    const store = await LibsqlLedgerStore.open(this.#ledgers, {ledger: number, keys, ...file});
    this.#keys?.attach(number, store);
    return {store, anchor: await this.anchor(number)};
  }

  #path(number: number): string {
    return join(this.#directory, `ledger-${String(number).padStart(4, '0')}.db`);
  }
}

function syncFile(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
