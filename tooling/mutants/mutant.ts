import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import * as z from 'zod';

/**
 * Who is to notice: the simulator's storms, the crash lab's rebuilt power cuts, or the scenes of
 * the lab, which needs networks of its own.
 */
export const RUNNERS = ['simulator', 'crash-lab', 'lab'] as const;

const headerSchema = z.strictObject({
  /** What the patch breaks, in one sentence. */
  breaks: z.string().min(10),
  'caught by': z.enum(RUNNERS),
  /** The seed that caught it when it was planted; tried first. */
  seed: z.string().regex(/^\d+$/).transform(Number),
  /** Of these, at least one must be found: invariants, `defect` or `bound`. */
  finds: z.string().transform(words => words.split(/,\s*/)),
  /** `yes`: quick enough for the slice that every change is checked with. */
  slice: z.enum(['yes', 'no']),
});

/** A bug that is planted to see whether it would be caught. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly breaks: string;
  readonly runner: (typeof RUNNERS)[number];
  readonly seed: number;
  readonly finds: readonly string[];
  readonly inSlice: boolean;
}

/** Every `*.patch` of a folder, by name. Throws for a header that does not say all it must. */
export function readMutants(folder: string): readonly Mutant[] {
  return readdirSync(folder)
    .filter(file => file.endsWith('.patch'))
    .sort()
    .map(file => readMutant(file, readFileSync(join(folder, file), 'utf8'), folder));
}

function readMutant(file: string, text: string, folder: string): Mutant {
  const [head = ''] = text.split(/^diff --git /m);
  const fields = head
    .trim()
    .split('\n')
    .map(line => /^([A-Z][a-z ]+): (.+)$/.exec(line))
    .map(found => [found?.[1]?.toLowerCase() ?? '', found?.[2] ?? ''] as const);
  const header = headerSchema.safeParse(Object.fromEntries(fields));
  if (!header.success) throw new Error(`${file}: ${z.prettifyError(header.error)}`);
  const {breaks, 'caught by': runner, seed, finds, slice} = header.data;
  const name = file.replace(/\.patch$/, '');
  return {name, file: join(folder, file), breaks, runner, seed, finds, inSlice: slice === 'yes'};
}
