import * as z from 'zod';

/** What a runner says of one seed. More fields may come along. */
export const seedResultSchema = z.object({
  seed: z.number(),
  troubles: z.array(z.object({invariant: z.string(), at: z.string(), detail: z.string()})),
  /** Why this machine has nothing to play on. */
  missing: z.string().optional(),
});

export type SeedResult = z.output<typeof seedResultSchema>;

/** A seed under which a planted bug showed. */
export interface Catch {
  readonly seed: number;
  readonly invariant: string;
  readonly detail: string;
}

/** The first trouble that is of the kinds that were expected. */
export function catchOf({seed, troubles}: SeedResult, finds: readonly string[]): Catch | undefined {
  const found = troubles.find(({invariant}) => finds.includes(invariant));
  if (!found) return undefined;
  const {invariant, at, detail} = found;
  const [line = ''] = `${at}: ${detail}`.split('\n');
  return {seed, invariant, detail: line.slice(0, 160)};
}
