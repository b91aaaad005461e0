import * as z from 'zod';
import {versionField, wallMsSchema} from './frame.ts';

/**
 * Terminal → hub, once a second: I live. The hub echoes it; three missed and the hub is lost to the
 * till.
 */
export const pingSchema = z.object({
  ...versionField,
  type: z.literal('ping'),
  count: z.int().min(0),
  terminalTimeMs: wallMsSchema,
});
export type Ping = z.output<typeof pingSchema>;

/** Hub → terminal: the echo, with the store's time. */
export const pongSchema = z.object({
  ...versionField,
  type: z.literal('pong'),
  count: z.int().min(0),
  hubTimeMs: wallMsSchema,
});
export type Pong = z.output<typeof pongSchema>;
