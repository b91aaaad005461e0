import * as z from 'zod';
import type {ProcessSample} from './process-sample.ts';

/** At the end of a simulated day, or at a moment of the drain. */
export interface Sample {
  readonly day: number;
  readonly seconds: number;
  readonly hub: ProcessSample;
  readonly gateway: ProcessSample;
  readonly hubBytes: number;
  /** The hub's logs alone, which checkpoints keep short. */
  readonly logBytes: number;
  readonly gatewayBytes: number;
  readonly tillBytes: number;
  readonly recorded: number;
  readonly unsent: number;
  /** Answers `busy` so far; each was sent again. */
  readonly refusals: number;
  readonly state: string;
}

/** What `holdfast prove` counted on the disks of the three sides. */
export const proofSchema = z.object({
  ok: z.boolean(),
  counts: z.object({journaled: z.int(), recorded: z.int(), held: z.int()}),
  findings: z.array(z.object({invariant: z.string(), entry: z.string(), detail: z.string()})),
});

export const capsSchema = z.object({
  hub: z.object({
    diskMb: z.int(),
    /** Before the first refusal. */
    recorded: z.int(),
    /** What a till was answered past the floor, and what the hub counted of such answers. */
    answer: z.string(),
    refused: z.int(),
    /** At head office while the disk was full: forwarding goes on. */
    heldMeanwhile: z.int(),
    /** Refused at first, and recorded once there was room again. */
    recordedLater: z.int(),
  }),
  till: z.object({
    capMb: z.int(),
    sold: z.int(),
    /** What the one sale too many was answered. */
    status: z.int(),
    code: z.string(),
    journaled: z.int(),
  }),
  proof: proofSchema,
});
export type Caps = z.output<typeof capsSchema>;

/** All that a run of endurance says. */
export interface Endured {
  readonly commit: string;
  readonly date: string;
  readonly cores: number;
  readonly transactions: number;
  readonly days: number;
  readonly tills: number;
  readonly offline: readonly Sample[];
  readonly drain: readonly Sample[];
  readonly sellSeconds: number;
  readonly drainSeconds: number;
  readonly proof: z.output<typeof proofSchema>;
  readonly caps: Caps | undefined;
}
