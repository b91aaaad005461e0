import {readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {docblocksOf} from './docblocks.ts';

const SOURCES = fileURLToPath(new URL('../../packages/wire/src/', import.meta.url));

/** What the sources of `packages/wire` say of their names. */
export class WireDocblocks {
  readonly #said: ReadonlyMap<string, string>;

  constructor() {
    const files = readdirSync(SOURCES, {recursive: true, encoding: 'utf8'})
      .filter(file => file.endsWith('.ts') && !/test(ing)?\.ts$/.test(file))
      .sort();
    this.#said = new Map(
      files.flatMap(file => [...docblocksOf(readFileSync(SOURCES + file, 'utf8'))]),
    );
  }

  /** Nothing, where nothing is said. */
  of(name: string): string {
    return this.#said.get(name) ?? '';
  }

  /**
   * Stops the generator where nothing is said: an empty paragraph would look like a promise kept.
   */
  surely(name: string): string {
    const text = this.of(name);
    if (text === '') throw new Error(`packages/wire says nothing above ${name}`);
    return text;
  }
}
