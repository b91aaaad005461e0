import * as z from 'zod';

const portSchema = z.int().min(0).max(65_535);
const hostSchema = z.union([z.ipv4(), z.ipv6()]);

/**
 * How the gateway shows who it is. Hubs believe signatures, not certificates; TLS keeps readers
 * out.
 */
const tlsSchema = z.discriminatedUnion('mode', [
  /** A key of its own, made on first start, whose pin stands in every enrolment link. */
  z.strictObject({mode: z.literal('pinned')}),
  /** A certificate that hubs' systems trust already. */
  z.strictObject({
    mode: z.literal('files'),
    certificate_file: z.string().min(1),
    key_file: z.string().min(1),
  }),
  /** None: a proxy in front does it. The proxies named here may say whom they speak for. */
  z.strictObject({
    mode: z.literal('plain'),
    trusted_proxies: z.array(hostSchema).max(64).default([]),
  }),
]);

/** `gateway.toml`. One schema for files, environment, flags and papers. */
export const gatewayConfigSchema = z.strictObject({
  /** Where keys and the store live. */
  data_dir: z.string().min(1).default('/var/lib/holdfast-gateway'),
  listen: z
    .strictObject({host: hostSchema.default('0.0.0.0'), port: portSchema.default(8443)})
    .prefault({}),
  /** How hubs reach it, for enrolment links: `https://gw.example:8443`. */
  public_url: z.url({protocol: /^https?$/}).optional(),
  tls: tlsSchema.default({mode: 'pinned'}),
  limits: z
    .strictObject({
      /** Requests with a body that are in memory at a time; further ones wait for their turn. */
      bodies_in_flight: z.int().min(1).max(1024).default(32),
      /** Of one address, on average and at once. A chain behind one address needs more. */
      requests_per_second: z.int().min(1).max(100_000).default(100),
      requests_burst: z.int().min(1).max(100_000).default(400),
    })
    .prefault({}),
  log: z
    .strictObject({level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info')})
    .prefault({}),
});

/** Parsed, defaulted and frozen. */
export type GatewayConfig = z.output<typeof gatewayConfigSchema>;
/** As it is written: every key may be left out. */
export type GatewayConfigInput = z.input<typeof gatewayConfigSchema>;
