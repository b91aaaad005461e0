import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Fault} from '@holdfast/std';
import * as z from 'zod';

const doorSchema = z.object({
  port: z.int().min(1).max(65_535),
  /** On this machine. */
  url: z.url(),
  /** SHA-256 of its TLS key, base64url; absent where its certificate is trusted by others. */
  keyPin: z.string().optional(),
});

/** How the running gateway is reached from its own machine. */
export type GatewayDoor = z.output<typeof doorSchema>;

/** Written at each start, for commands that are run beside the gateway. */
export function doorFile(dataDir: string): string {
  return join(dataDir, 'door.json');
}

/** Throws `gateway/unreachable` where no gateway has ever started with this directory. */
export function readDoor(dataDir: string): GatewayDoor {
  try {
    return doorSchema.parse(JSON.parse(readFileSync(doorFile(dataDir), 'utf8')));
  } catch (cause) {
    throw new Fault('gateway/unreachable', {dataDir, reason: 'no gateway runs here'}, {cause});
  }
}

/** An address under which a listener on `host` is met on its own machine. */
export function localHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
