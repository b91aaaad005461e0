import {STORE_STATES} from '@holdfast/wire';
import * as z from 'zod';
import {printerStatusSchema} from './printing/printer-status.ts';
import {MIRROR_STATES} from './standby/standby-status.ts';

/** One till, as the hub knows it. */
const tillStatusSchema = z
  .object({
    workstationId: z.string(),
    name: z.string(),
    journalId: z.string(),
    connected: z.boolean(),
    address: z.string(),
    /** Since when it is connected; 0 while it is not. */
    sinceMs: z.number(),
    /** Hub's clock minus till's. */
    clockOffsetMs: z.number(),
    app: z.string(),
    /** The last sequence this hub recorded, and the last that head office has signed for. */
    recordedSequence: z.int(),
    heldSequence: z.int(),
    /** The last that a standby has, where there is one. */
    mirroredSequence: z.int().optional(),
    /** Why its journal takes nothing more, where it does not. */
    closed: z.string().optional(),
    /** When it came or went last, since the hub started; absent where it has not been here. */
    seenAtMs: z.number().optional(),
    /** Where it said that its journal ends, when it came. */
    saidSequence: z.int().optional(),
  })
  .readonly();
export type TillStatus = z.output<typeof tillStatusSchema>;

const uplinkFields = {
  name: z.string(),
  health: z.string(),
  sinceMs: z.number(),
  metered: z.boolean(),
  paused: z.boolean(),
  preferred: z.boolean(),
  rttMs: z.number().optional(),
  bytesOut: z.number(),
  bytesIn: z.number(),
  /** This budget month, both directions; no budget where none is set. */
  usedBytes: z.number(),
  budgetBytes: z.number().optional(),
  /** The address that head office sees this way come from; empty before it has said so. */
  seenAs: z.string(),
  lastError: z.string(),
};

export const uplinkStatusSchema = z.object(uplinkFields).readonly();
export type UplinkStatus = z.output<typeof uplinkStatusSchema>;

/** An uplink after it was tried on purpose. */
export const uplinkTestSchema = z
  .object({
    ...uplinkFields,
    /** Whether head office has signed an answer since. */ answered: z.boolean(),
  })
  .readonly();
export type UplinkTest = z.output<typeof uplinkTestSchema>;

/** `GET /v1/status`: everything a person or a program asks a hub first. */
export const hubStatusSchema = z
  .object({
    schema: z.literal('holdfast.hub-status/1'),
    version: z.string(),
    hubId: z.string(),
    store: z.object({id: z.string(), name: z.string()}).readonly(),
    timeMs: z.number(),
    state: z.enum(STORE_STATES),
    sinceMs: z.number(),
    causes: z.array(z.string()).readonly(),
    ledger: z
      .object({
        ledgerId: z.string(),
        position: z.int(),
        heldPosition: z.int(),
        /** Over all ledgers of this hub. */
        unsent: z.int(),
        oldestUnsentMs: z.number(),
        /** Since the hub started. */
        quarantined: z.int(),
        /** What stands in the way of forwarding and will not go by itself. */
        stuck: z.string(),
      })
      .readonly(),
    retention: z
      .object({
        days: z.int(),
        /** Up to here the current ledger was deleted; 0 while all of it is here. */
        prunedPosition: z.int(),
        /** Since the hub started, of all ledgers. */
        entriesDeleted: z.int(),
        ledgersDeleted: z.int(),
        /** Why what is left of a ledger stays; none before the first look. */
        holds: z
          .array(
            z
              .object({
                ledgerId: z.string(),
                kind: z.string(),
                position: z.int(),
                journalId: z.string(),
              })
              .readonly(),
          )
          .readonly(),
      })
      .readonly(),
    /** The machine that mirrors this hub; absent where there is none. */
    standby: z
      .object({
        name: z.string(),
        state: z.enum(MIRROR_STATES),
        lagEntries: z.int(),
        /** 0 before it was heard of in this run. */
        heardAtMs: z.number(),
      })
      .readonly()
      .optional(),
    tills: z.array(tillStatusSchema).readonly(),
    /** Receipt printers, each as it was met last. */
    printers: z.array(printerStatusSchema).readonly().optional(),
    /** Where this hub took over from another: how far it has what each till had. */
    tookOver: z
      .object({
        hubBefore: z.string(),
        epoch: z.int(),
        tills: z
          .array(
            z
              .object({
                workstationId: z.string(),
                journalId: z.string(),
                /** Not seen: not since this hub started. */
                state: z.enum(['complete', 'refilling', 'notSeen']),
                /**
                 * Recorded here or held at head office; of a till not seen, what was known last.
                 */
                sequence: z.int(),
                /** Where the till said that its journal ends. */
                of: z.int(),
                /** When it was seen last; 0 where nobody knows. */
                seenAtMs: z.number(),
              })
              .readonly(),
          )
          .readonly(),
      })
      .readonly()
      .optional(),
    uplinks: z.array(uplinkStatusSchema).readonly(),
    routes: z
      .object({
        /** Uplinks that leave by another line than their own, for want of a policy route. */
        lacking: z.array(z.string()).readonly(),
        /** Why it cannot be told; empty where it can. */
        problem: z.string(),
      })
      .readonly(),
    discovery: z
      .object({
        announcing: z.boolean(),
        name: z.string(),
        interfaces: z.array(z.string()).readonly(),
        problem: z.string(),
      })
      .readonly(),
    lan: z.object({host: z.string(), port: z.int()}).readonly(),
    /** The store's certificate authority, and what this hub shows under it. */
    authority: z
      .object({
        /** Its fingerprint: eight words, and all of SHA-256 in hexadecimal. */
        words: z.array(z.string()).readonly(),
        sha256: z.string(),
        notAfterMs: z.number(),
        /** Where browsers find this store, once they trust its authority. */
        origin: z.string(),
        leafNotAfterMs: z.number(),
        /** The page that hands it out: its port, 0 where it does not listen, and why. */
        site: z.object({port: z.int(), problem: z.string()}).readonly(),
      })
      .readonly(),
    /** What a person should see to, besides what the state says: a stable code, and details. */
    issues: z.array(z.object({code: z.string(), detail: z.string()}).readonly()).readonly(),
    /** Counters since the start: groups, syncs, checkpoints, acks … */
    counts: z.record(z.string(), z.number()).readonly(),
  })
  .readonly();
export type HubStatus = z.output<typeof hubStatusSchema>;
