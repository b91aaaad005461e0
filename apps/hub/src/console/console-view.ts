import {STORE_STATES} from '@holdfast/wire';
import * as z from 'zod';
import {hubStatusSchema} from '../hub-status.ts';
import {CONSOLE_RIGHTS} from './console-role.ts';

/** How the store stood for a while. `stopped`: its hub did not run. */
export const timelinePeriodSchema = z
  .object({
    state: z.enum([...STORE_STATES, 'stopped']),
    /** Stable codes of whatever was wrong meanwhile. */
    causes: z.array(z.string()).readonly(),
    sinceMs: z.number(),
    /** Absent while it lasts. */
    untilMs: z.number().optional(),
    /** The most that head office did not hold meanwhile. */
    unsentMax: z.int(),
  })
  .readonly();
export type TimelinePeriod = z.output<typeof timelinePeriodSchema>;

/** How bad it is: somebody must act now, should see to it soon, or may want to know. */
export const SEVERITIES = ['now', 'soon', 'know'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Something that a person should see to. */
const attentionSchema = z
  .object({
    /** Stable; what to do about it is said by code. */
    code: z.string(),
    severity: z.enum(SEVERITIES),
    /** Which till, uplink or certificate; empty where it is the store. */
    subject: z.string(),
    detail: z.string(),
    /** Since when the hub knows; at the earliest since it started. */
    sinceMs: z.number(),
    /** Whether what helps can be done while people are paying. */
    safeWhileSelling: z.boolean(),
  })
  .readonly();
export type Attention = z.output<typeof attentionSchema>;

/** Everything that the console shows of a store as it is now. */
export const consoleViewSchema = z
  .object({
    schema: z.literal('holdfast.console-view/1'),
    status: hubStatusSchema,
    custody: z
      .object({
        /** Only on tills, as far as they said when they were here last. */
        journaled: z.int(),
        /** In this hub, and not at head office. */
        recorded: z.int(),
        held: z.int(),
        /** Set aside, and not decided. */
        aside: z.int(),
      })
      .readonly(),
    attention: z.array(attentionSchema).readonly(),
    timeline: z.array(timelinePeriodSchema).readonly(),
  })
  .readonly();
export type ConsoleView = z.output<typeof consoleViewSchema>;

/** `GET /console/api/session`. */
export const consoleSessionSchema = z.discriminatedUnion('signedIn', [
  z.object({
    signedIn: z.literal(false),
    store: z.object({id: z.string(), name: z.string()}),
    /** Whether anybody has a PIN for the console. */
    anybody: z.boolean(),
  }),
  z.object({
    signedIn: z.literal(true),
    store: z.object({id: z.string(), name: z.string()}),
    /** Empty for who came by the hub's code. */
    operatorId: z.string(),
    name: z.string(),
    role: z.string(),
    rights: z.array(z.enum(CONSOLE_RIGHTS)).readonly(),
    /** Until the session ends by itself, where nothing is done. */
    leftMs: z.number(),
  }),
]);
export type ConsoleSessionView = z.output<typeof consoleSessionSchema>;
