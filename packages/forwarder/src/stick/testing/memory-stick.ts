import type {Bytes} from '@holdfast/std';
import type {StickFolder} from '../ports.ts';

/**
 * A stick in memory that is pulled when it is told to. Then every call rejects, until it is back.
 */
export class MemoryStick implements StickFolder {
  readonly files = new Map<string, Bytes>();
  /** Calls that changed something, or tried to. */
  writes = 0;
  #pullBefore = Number.POSITIVE_INFINITY;
  #tear: 'nothing' | 'aside' = 'nothing';

  /**
   * The stick is pulled at the n-th write from now. `aside`: half of that file is there, under the
   * name that a writer uses before it renames.
   */
  pullAt(write: number, tear: 'nothing' | 'aside' = 'nothing'): void {
    this.#pullBefore = this.writes + write;
    this.#tear = tear;
  }

  pushIn(): void {
    this.#pullBefore = Number.POSITIVE_INFINITY;
  }

  get pulled(): boolean {
    return this.writes >= this.#pullBefore;
  }

  async list(): Promise<readonly string[]> {
    this.#touch();
    return [...this.files.keys()];
  }

  async read(name: string): Promise<Bytes | undefined> {
    this.#touch();
    return this.files.get(name);
  }

  async write(name: string, bytes: Bytes): Promise<void> {
    this.#touch();
    this.writes += 1;
    if (this.pulled && this.#tear === 'aside') {
      this.files.set(`${name}.new`, bytes.slice(0, bytes.length / 2));
    }
    this.#touch();
    this.files.set(name, bytes);
  }

  async remove(name: string): Promise<void> {
    this.#touch();
    this.writes += 1;
    this.#touch();
    this.files.delete(name);
  }

  #touch(): void {
    if (this.pulled) throw new Error('the stick was pulled');
  }
}
