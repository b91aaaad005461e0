import {RETENTION_LIMITS} from '@holdfast/ledger';
import type {WayOut} from '@holdfast/uplink-https';
import {placeIdSchema} from '@holdfast/wire';
import * as z from 'zod';

const DAY_MS = 24 * 60 * 60_000;
const RETENTION_DAYS = RETENTION_LIMITS.retentionMs / DAY_MS;
const RETENTION_DAYS_MIN = RETENTION_LIMITS.retentionMinMs / DAY_MS;

const portSchema = z.int().min(0).max(65_535);

/** `2GB`, `500 MB`: decimal units, as mobile tariffs are sold. */
const byteSizeSchema = z
  .string()
  .regex(/^\d+(\.\d+)?\s*(KB|MB|GB)$/i, 'must be a number and KB, MB or GB, as in "2GB"')
  .transform(text => {
    const [, digits = '0', unit = 'MB'] = /^([\d.]+)\s*(KB|MB|GB)$/i.exec(text) ?? [];
    return Math.round(
      Number(digits) * {KB: 1e3, MB: 1e6, GB: 1e9}[unit.toUpperCase() as 'KB' | 'MB' | 'GB'],
    );
  });

const uplinkSchema = z.strictObject({
  /** What people call it: `fibre`, `4g`. */
  name: z.string().regex(/^[a-z0-9-]{1,24}$/, 'must be 1 to 24 of a–z 0–9 -'),
  /** The interface it leaves by; its first IPv4 address is bound. */
  interface: z.string().max(32).optional(),
  /** Or the source address itself. Neither: the system's own route. */
  source_address: z.union([z.ipv4(), z.ipv6()]).optional(),
  /** 1 is preferred. */
  priority: z.int().min(1).max(99).default(1),
  /** Paid by the byte: only used when no other way is up, and within its budget. */
  metered: z.boolean().default(false),
  monthly_budget: byteSizeSchema.optional(),
  /** The day of the month on which the tariff starts again. */
  budget_reset_day: z.int().min(1).max(28).default(1),
  /**
   * Its router switches to mobile data by itself: metered while head office sees it come from
   * elsewhere.
   */
  router_falls_back: z.boolean().default(false),
  provider: z.string().max(64).optional(),
  line: z.string().max(64).optional(),
  phone: z.string().max(32).optional(),
});

/** `hub.toml`. One schema for files, environment, flags and papers. */
export const hubConfigSchema = z.strictObject({
  /** Where keys, ledgers and the index live. */
  data_dir: z.string().min(1).default('/var/lib/holdfast'),
  store: z.strictObject({
    id: placeIdSchema,
    name: z.string().min(1).max(64).default('Store'),
    /** Its host name on the LAN, without `.local`; made of the id where it is left out. */
    label: z
      .string()
      .regex(
        /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
        'must be a host label: a–z, 0–9, inner hyphens',
      )
      .optional(),
  }),
  lan: z
    .strictObject({
      host: z.union([z.ipv4(), z.ipv6()]).default('0.0.0.0'),
      port: portSchema.default(7443),
      /** The address that pairing links name; found by itself where there is only one. */
      public_host: z.string().max(253).optional(),
      /** Host names besides addresses and `.local` that terminals may call this hub by. */
      names: z.array(z.string().max(253)).max(16).default([]),
      /** Origins of pages that may open sessions. */
      origins: z.array(z.string().max(253)).max(16).default([]),
    })
    .prefault({}),
  /**
   * The same door without TLS, for a browser on this machine: a browser trusts its own loopback
   * address without a certificate.
   */
  loopback: z
    .strictObject({enabled: z.boolean().default(false), port: portSchema.default(7445)})
    .prefault({}),
  announce: z
    .strictObject({
      enabled: z.boolean().default(true),
      /** Addresses of the interfaces to announce on; all of the machine's by default. */
      interfaces: z.array(z.ipv4()).max(16).default([]),
    })
    .prefault({}),
  /**
   * The one page of plain HTTP, which hands out the store's authority. It listens where the LAN
   * server does.
   */
  ca_site: z
    .strictObject({enabled: z.boolean().default(true), port: portSchema.default(7442)})
    .prefault({}),
  /** Ways to head office, in any order. Without one, the system's own route is used. */
  uplink: z
    .array(uplinkSchema)
    .max(8)
    .default([
      {
        name: 'default',
        priority: 1,
        metered: false,
        budget_reset_day: 1,
        router_falls_back: false,
      },
    ]),
  /** How long this hub keeps what head office has signed for. */
  retention: z
    .strictObject({
      days: z
        .int()
        .min(RETENTION_DAYS_MIN, `must be at least ${RETENTION_DAYS_MIN} days`)
        .max(36_500)
        .default(RETENTION_DAYS),
    })
    .prefault({}),
  /** The loopback door for `holdfast status`, metrics and pairing. */
  admin: z.strictObject({port: portSchema.default(7444)}).prefault({}),
  log: z
    .strictObject({level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info')})
    .prefault({}),
});

/** Parsed, defaulted and frozen. */
export type HubConfig = z.output<typeof hubConfigSchema>;
export type UplinkConfig = HubConfig['uplink'][number];

/** How an uplink of the configuration leaves the machine. */
export function wayOutOf({
  interface: interfaceName,
  source_address: sourceAddress,
}: UplinkConfig): WayOut {
  return {
    ...(interfaceName === undefined ? {} : {interfaceName}),
    ...(sourceAddress === undefined ? {} : {sourceAddress}),
  };
}

export function retentionMsOf({retention}: Pick<HubConfig, 'retention'>): number {
  return retention.days * DAY_MS;
}
