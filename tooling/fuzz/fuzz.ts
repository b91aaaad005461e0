import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {SeededRandom} from '@holdfast/std/testing';
import {mutate} from './mutate.ts';
import type {Target} from './target.ts';

const CORPUS = fileURLToPath(new URL('./corpus', import.meta.url));

/** Of what a decoder threw, so much is kept. */
const SAID_MAX = 500;

/** A case that a decoder did not survive: the same number is the same bytes. */
export interface Crash {
  readonly target: string;
  readonly case: number;
  readonly error: string;
  /** Base64. */
  readonly bytes: string;
}

export interface Fuzzed {
  readonly cases: number;
  /** Mutants that were understood all the same. */
  readonly values: number;
  readonly crashes: readonly Crash[];
}

/** Whole files that each decoder understands. */
export function corpusOf({name, corpus = name}: Target): readonly Buffer[] {
  const folder = join(CORPUS, corpus);
  return readdirSync(folder)
    .sort()
    .map(file => readFileSync(join(folder, file)));
}

/** Runs cases `from` to `to` on one decoder. Stops after a few crashes: they are mostly one. */
export async function fuzz(
  target: Target,
  cases: {readonly from: number; readonly to: number; readonly crashesMax?: number},
): Promise<Fuzzed> {
  const {from, to, crashesMax = 3} = cases;
  const corpus = corpusOf(target);
  const crashes: Crash[] = [];
  let [ran, values] = [0, 0];
  for (let at = from; at <= to && crashes.length < crashesMax; at += 1) {
    const random = new SeededRandom(at);
    const whole = corpus[random.below(corpus.length)] ?? Buffer.alloc(0);
    const bytes = mutate(whole, corpus, random);
    ran += 1;
    try {
      if ((await target.run(bytes, whole)) === 'value') values += 1;
    } catch (error) {
      const said = String(error).slice(0, SAID_MAX);
      const {name} = target;
      crashes.push({target: name, case: at, error: said, bytes: bytes.toString('base64')});
    }
  }
  return {cases: ran, values, crashes};
}
