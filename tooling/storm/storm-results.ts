import * as z from 'zod';

/** What each part of a storm writes down when it ends. */
export const simulatedSchema = z.object({
  from: z.int(),
  seeds: z.int(),
  hashes: z.int(),
  sales: z.int(),
  virtualMs: z.number(),
  seconds: z.number(),
  rare: z.record(z.string(), z.int()),
  never: z.array(z.string()),
  failed: z.array(
    z.object({seed: z.int(), invariant: z.string(), at: z.string(), detail: z.string()}),
  ),
});

export const mutantsSchema = z.object({
  controls: z.array(
    z.object({
      runner: z.string(),
      seeds: z.int(),
      troubles: z.array(z.string()),
      seconds: z.number(),
    }),
  ),
  trials: z.array(
    z.object({
      mutant: z.object({name: z.string(), breaks: z.string(), runner: z.string()}),
      hunt: z.object({
        caught: z.object({seed: z.int(), invariant: z.string()}).optional(),
        seedsTried: z.int(),
        missing: z.string().optional(),
      }),
      seconds: z.number(),
    }),
  ),
});

export const crashedSchema = z.object({
  struck: z.record(z.string(), z.int()),
  powerCuts: z.int(),
  flips: z.int(),
  flipsNamed: z.int(),
  recordings: z.int(),
  controls: z.int(),
  controlsBlind: z.int(),
  seconds: z.number(),
  troubles: z.array(z.object({invariant: z.string(), at: z.string(), detail: z.string()})),
});

export const wholesSchema = z.object({
  wholes: z.array(
    z.object({
      fault: z.string(),
      struck: z.int(),
      named: z.int(),
      sales: z.int(),
      troubles: z.array(z.string()),
    }),
  ),
  seconds: z.number(),
});

export const fuzzedSchema = z.object({
  targets: z.record(z.string(), z.object({cases: z.int(), values: z.int()})),
  cases: z.int(),
  seconds: z.number(),
  crashes: z.array(z.object({target: z.string(), case: z.int(), error: z.string()})),
});

/** One run of everything; a part that could not run is missing, and the page says so. */
export interface StormResults {
  readonly commit: string;
  readonly date: string;
  readonly cores: number;
  readonly simulated: z.output<typeof simulatedSchema> | undefined;
  readonly mutants: z.output<typeof mutantsSchema> | undefined;
  readonly crashed: z.output<typeof crashedSchema> | undefined;
  readonly wholes: z.output<typeof wholesSchema> | undefined;
  readonly fuzzed: z.output<typeof fuzzedSchema> | undefined;
}
