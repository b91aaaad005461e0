import {placeIdSchema} from '@holdfast/wire';
import * as z from 'zod';

const LOOPBACK = /^(127(\.\d{1,3}){3}|\[::1\]|localhost):(\d{1,5})$/;

const listenSchema = z
  .string()
  .regex(LOOPBACK, 'must be a loopback address and a port, as in 127.0.0.1:7480')
  .transform(text => {
    const [, host = '', , port = ''] = LOOPBACK.exec(text) ?? [];
    return {host: host.replace(/^\[|\]$/g, ''), port: Number(port)};
  })
  .refine(({port}) => port <= 65_535, 'must have a port up to 65535');

const addressSchema = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.%a-z]+\]|[A-Za-z0-9.-]{1,253}):\d{1,5}$/, 'must be host:port')
  .transform(text => {
    const at = text.lastIndexOf(':');
    return {host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1))};
  })
  .refine(({port}) => port >= 1 && port <= 65_535, 'must have a port from 1 to 65535');

const MEGABYTE = 1_000_000;

/** `terminal.toml`. One schema for file, flags and papers. */
export const terminalConfigSchema = z.strictObject({
  /** Where journal and key live. */
  data_dir: z.string().min(1).default('/var/lib/holdfast-terminal'),
  /** What this till is paired as. Not asked for again once it is paired. */
  workstation: z
    .strictObject({
      id: placeIdSchema.optional(),
      /** What the manager reads when it asks to be let in. */
      name: z.string().min(1).max(64).default('Till agent'),
    })
    .prefault({}),
  /** The door for programs on this machine. Loopback only: whoever reaches it can sell. */
  listen: listenSchema.prefault('127.0.0.1:7480'),
  /** Origins of pages on this machine that may use the door: `https://pos.example`. */
  origins: z
    .array(z.url({protocol: /^https?$/}))
    .max(16)
    .default([]),
  /** A folder whose `*.json` files are taken as transactions. None by default. */
  watch: z.string().min(1).optional(),
  discovery: z
    .strictObject({
      enabled: z.boolean().default(true),
      /** Names or addresses of the interfaces to look on; all but the loopback by default. */
      interfaces: z.array(z.string().min(1).max(64)).max(16).default([]),
    })
    .prefault({}),
  hub: z
    .strictObject({
      /** Where to look when the hub is neither announced nor where it was. */
      addresses: z.array(addressSchema).max(8).default([]),
    })
    .prefault({}),
  journal: z
    .strictObject({
      /** At this size new sales are refused; old ones are kept. */
      max_megabytes: z.int().min(10).max(1_000_000).default(1_000),
      /** How long a transaction stays after head office holds it. Never less than 7. */
      retention_days: z.int().min(7).max(3_650).default(30),
    })
    .transform(({max_megabytes, retention_days}) => ({
      capBytes: max_megabytes * MEGABYTE,
      retentionMs: retention_days * 24 * 60 * 60_000,
    }))
    .prefault({}),
  log: z
    .strictObject({level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info')})
    .prefault({}),
});

/** Parsed, defaulted and frozen. */
export type TerminalConfig = z.output<typeof terminalConfigSchema>;
/** As it is written: every key may be left out. */
export type TerminalConfigInput = z.input<typeof terminalConfigSchema>;
