import {createHash} from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import {holdsCardData} from '@holdfast/domain';
import {syncDirectory, writeFileDurably} from '@holdfast/platform-node';
import {type Clock, Fault, isFault, type Log, type Service} from '@holdfast/std';
import type {Terminal} from '@holdfast/terminal-sdk';
import {WIRE_LIMITS} from '@holdfast/wire';
import {submissionAnswer} from '../door/answers.ts';
import {partSubmission} from '../part-submission.ts';
import {submissionIdIn} from '../submission-id.ts';
import {fileHoldsCard} from './file-holds-card.ts';

const POLL_MS = 250;
/** After a till that could not take more: its journal is full, or its disk. */
const PAUSE_MS = 2_000;
const DONE = 'done';
const REJECTED = 'rejected';
/** What a file is called whose own name may not be repeated. */
const NAMELESS = 'card-data.json';

/**
 * Takes transactions as files, for programs that can write a file and nothing else: `sale.json` in,
 * `sale.receipt.json` out, the file itself to `done/`, or to `rejected/` with `sale.reason.json`.
 *
 * Whoever writes gives the file another ending first and renames it when it is whole. Receipt
 * before move: a crash in between takes the file again, and its submission id gives the first
 * receipt. The id is the transaction's own `submissionId`, or the file's name and content.
 *
 * What a transaction says of its customer as `personal` goes beside it; `done/` has it without.
 *
 * A file with card data, in it or in its name, is kept nowhere: it is deleted, and only the reason
 * is left. Whoever wrote it has to write the sale again without the card.
 */
export class WatchedFolder implements Service {
  readonly name = 'watched-folder';
  readonly #directory: string;
  readonly #terminal: Terminal;
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(options: {
    readonly directory: string;
    readonly terminal: Terminal;
    readonly clock: Clock;
    readonly log: Log;
  }) {
    this.#directory = options.directory;
    this.#terminal = options.terminal;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    for (const folder of [DONE, REJECTED]) {
      mkdirSync(join(this.#directory, folder), {recursive: true});
    }
    ready();
    while (!signal.aborted) {
      const taken = await this.#takeAll(signal);
      await this.#clock.sleep(taken === 'paused' ? PAUSE_MS : POLL_MS, signal);
    }
  }

  async #takeAll(signal: AbortSignal): Promise<'rest' | 'paused'> {
    const names = readdirSync(this.#directory).filter(isTransactionFile).sort();
    for (const name of names) {
      if (signal.aborted) return 'rest';
      if (!lstatSync(join(this.#directory, name), {throwIfNoEntry: false})?.isFile()) continue;
      if ((await this.#take(name)) === 'later') return 'paused';
    }
    return 'rest';
  }

  async #take(name: string): Promise<'taken' | 'later'> {
    try {
      if (holdsCardData(stem(name))) throw new Fault('submission/card-data', {field: 'file name'});
      const file = this.#read(name);
      const {body, personal} = partSubmission(file);
      const content = createHash('sha256').update(file).digest('hex').slice(0, 32);
      const submissionId = submissionIdIn(body) ?? `file:${name.slice(0, 80)}:${content}`;
      const beside = personal ? {personal} : {};
      const submission = await this.#terminal.submit(body, {submissionId, ...beside});
      this.#write(`${stem(name)}.receipt.json`, submissionAnswer(submission));
      const done = join(DONE, this.#freeName(name, DONE));
      if (personal) this.#replace(name, {to: done, body});
      else this.#move(name, done);
      return 'taken';
    } catch (error) {
      if (isFault(error) && /^(submission|request)\//.test(error.code) && error.retry === 'never') {
        this.#reject(name, error);
        return 'taken';
      }
      // The till cannot take more, or the folder cannot be read or written: neither is the file's.
      if (!isFault(error) && !isFileTrouble(error)) throw error;
      this.#log.warn('folder.waits', {reason: error.message});
      return 'later';
    }
  }

  /** The reason first: whoever finds the file there, or none, finds out why. */
  #reject(name: string, fault: Fault): void {
    const path = join(this.#directory, name);
    const tellable = holdsCardData(stem(name)) ? NAMELESS : name;
    const free = this.#freeName(tellable, REJECTED);
    // What is refused for another reason may hold a card all the same: no JSON, or far too long.
    const holdsCard = isFault(fault, 'submission/card-data') || fileHoldsCard(path);
    const {code, means, fields} = fault;
    const reason = {
      code,
      means,
      fields,
      ...(holdsCard ? {file: 'deleted: it held card data'} : {}),
    };
    this.#write(join(REJECTED, reasonName(free)), reason);
    if (holdsCard) {
      unlinkSync(path);
      syncDirectory(this.#directory);
    } else {
      this.#move(name, join(REJECTED, free));
    }
    this.#log.warn('folder.rejected', {code, name: tellable, deleted: holdsCard});
  }

  #read(name: string): Uint8Array<ArrayBuffer> {
    const path = join(this.#directory, name);
    const {size} = lstatSync(path);
    const bytesMax = WIRE_LIMITS.bodyBytesMax;
    if (size > bytesMax) throw new Fault('submission/too-large', {bytes: size, bytesMax});
    return new Uint8Array(readFileSync(path));
  }

  /** Nobody would erase what a file in `done` said of a customer: it is kept without. */
  #replace(name: string, {to, body}: {readonly to: string; readonly body: Uint8Array}): void {
    writeFileDurably(join(this.#directory, to), body, 0o644);
    unlinkSync(join(this.#directory, name));
    syncDirectory(this.#directory);
  }

  #write(name: string, value: unknown): void {
    const text = `${JSON.stringify(value, undefined, 2)}\n`;
    writeFileDurably(join(this.#directory, name), text, 0o644);
  }

  #move(name: string, to: string): void {
    renameSync(join(this.#directory, name), join(this.#directory, to));
    syncDirectory(dirname(join(this.#directory, to)));
    syncDirectory(this.#directory);
  }

  /** Nothing is overwritten: a second file of one name gets a number. */
  #freeName(name: string, folder: string): string {
    for (let number = 1; ; number++) {
      const free = number === 1 ? name : `${stem(name)}.${number}.json`;
      const names = folder === REJECTED ? [free, reasonName(free)] : [free];
      if (!names.some(taken => existsSync(join(this.#directory, folder, taken)))) return free;
    }
  }
}

function isFileTrouble(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

function isTransactionFile(name: string): boolean {
  return name.endsWith('.json') && !name.endsWith('.receipt.json') && !name.startsWith('.');
}

function reasonName(name: string): string {
  return `${stem(name)}.reason.json`;
}

function stem(name: string): string {
  return name.slice(0, -'.json'.length);
}
