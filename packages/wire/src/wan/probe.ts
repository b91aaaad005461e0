import * as z from 'zod';
import {gatewayIncarnationSchema, hubIdSchema} from '../ids.ts';
import {bytesSchema, versionField, wallMsSchema} from '../lan/frame.ts';

/**
 * Hub → gateway: are you there, and are you you? Only a signed answer to this fresh nonce counts as
 * *up*.
 */
export const probeSchema = z.object({
  ...versionField,
  type: z.literal('probe'),
  hubId: hubIdSchema,
  nonce: bytesSchema({min: 16, max: 16}),
});
export type Probe = z.output<typeof probeSchema>;

export const probeAnswerSchema = z.object({
  ...versionField,
  type: z.literal('probeAnswer'),
  nonce: bytesSchema({min: 16, max: 16}),
  gatewayIncarnation: gatewayIncarnationSchema,
  gatewayTimeMs: wallMsSchema,
  /** The address the gateway saw: a router that silently switched to LTE shows here. */
  sourceAddress: z.string().max(64),
});
export type ProbeAnswer = z.output<typeof probeAnswerSchema>;
