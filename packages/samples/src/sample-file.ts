import {readFileSync} from 'node:fs';
import {brotliDecompressSync} from 'node:zlib';

/** The recorded files; what each is, and whose, stands in this package's README. */
export const SAMPLE_NAMES = ['online-retail-2010-12-01_12', 'pizzaplace-2015-h1'] as const;
export type SampleName = (typeof SAMPLE_NAMES)[number];

/** The bytes of a recorded file (CSV, UTF-8), as it was published. */
export function sampleFile(name: SampleName): Uint8Array<ArrayBuffer> {
  const compressed = readFileSync(new URL(`../data/${name}.csv.br`, import.meta.url));
  return new Uint8Array(brotliDecompressSync(compressed));
}
