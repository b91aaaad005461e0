import * as z from 'zod';

/**
 * How mirroring stands. none: this hub has no standby. mirrored: all that the hub recorded is on
 * the standby's disk. catchingUp: it is on its way. away: the two do not talk. stuck: the standby
 * does not take something, or lacks what was deleted here. diverged: it holds another history.
 */
export const MIRROR_STATES = [
  'none',
  'mirrored',
  'catchingUp',
  'away',
  'stuck',
  'diverged',
] as const;
export type MirrorState = (typeof MIRROR_STATES)[number];

/** `GET /v1/standby`, at the hub and at its standby. */
export const standbyStatusSchema = z
  .object({
    schema: z.literal('holdfast.standby-status/1'),
    /** Which of the two machines says so. */
    role: z.enum(['hub', 'standby']),
    store: z.object({id: z.string(), name: z.string()}).readonly(),
    hubId: z.string(),
    /** Empty where there is none. */
    standbyId: z.string(),
    standbyName: z.string(),
    state: z.enum(MIRROR_STATES),
    /** What stands in the way, where something does. */
    detail: z.string(),
    connected: z.boolean(),
    /** Of the other machine; empty while they do not talk. */
    address: z.string(),
    /** When the other machine was last heard of in this run; 0 for not at all. */
    heardAtMs: z.number(),
    timeMs: z.number(),
    /** The custody that a sale of this minute reaches in the store. */
    custody: z.enum(['recorded', 'mirrored']),
    /** Recorded at the hub and not at the standby, as far as this machine knows. */
    lagEntries: z.int(),
    ledgers: z
      .array(
        z
          .object({
            ledgerId: z.string(),
            hubPosition: z.int(),
            mirroredPosition: z.int(),
            heldPosition: z.int(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();
export type StandbyStatus = z.output<typeof standbyStatusSchema>;
