import {existsSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {type Bytes, Fault} from '@holdfast/std';
import {syncDirectory, writeFileDurably} from './durable-file.ts';

/** What a writer that was stopped leaves beside the file it had begun. */
const ASIDE = '.new';
/** Others may read what lies on a stick; what they must not read is sealed. */
const MODE = 0o644;

/**
 * A folder that may be on a stick, and pulled at any moment. Files are there whole or not at all.
 * Every call throws `stick/unusable` for what the system says of the folder.
 */
export class DurableFolder {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The names of whole files; empty for a folder that is not there yet. */
  async list(): Promise<readonly string[]> {
    return this.#try('', () =>
      existsSync(this.#directory)
        ? readdirSync(this.#directory).filter(name => !name.endsWith(ASIDE))
        : [],
    );
  }

  /** `undefined` for a file that is not there. */
  async read(name: string): Promise<Bytes | undefined> {
    return this.#try(name, () => {
      const file = join(this.#directory, name);
      return existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined;
    });
  }

  /** Resolves after the sync. What an earlier try left aside is written over. */
  async write(name: string, bytes: Uint8Array): Promise<void> {
    this.#try(name, () => writeFileDurably(join(this.#directory, name), bytes, MODE));
  }

  /** One that is not there is no mistake. */
  async remove(name: string): Promise<void> {
    this.#try(name, () => {
      rmSync(join(this.#directory, name), {force: true});
      syncDirectory(this.#directory);
    });
  }

  #try<T>(name: string, work: () => T): T {
    try {
      return work();
    } catch (cause) {
      if (!(cause instanceof Error) || !('code' in cause)) throw cause;
      const file = join(this.#directory, name);
      throw new Fault('stick/unusable', {file, reason: String(cause.code)}, {cause});
    }
  }
}
