import {execFile} from 'node:child_process';
import {isIPv4} from 'node:net';
import type {networkInterfaces} from 'node:os';
import {promisify} from 'node:util';
import {Fault} from '@holdfast/std';
import * as z from 'zod';
import {bindAddress, boundInterface, type WayOut} from './source-address.ts';
import {
  type InterfaceRoute,
  type RuleLine,
  routeChanges,
  type UplinkRoute,
  uplinkRoutes,
} from './uplink-routes.ts';

/** Runs `ip` with these arguments and answers what it prints. Rejects when it fails. */
export type RunIp = (args: readonly string[]) => Promise<string>;

const execute = promisify(execFile);

/** The machine's own `ip` (iproute2). */
export const systemIp: RunIp = async args => {
  try {
    return (await execute('ip', [...args], {timeout: 10_000})).stdout;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.slice(0, 300) : 'failed';
    throw new Fault('uplink/no-routing', {command: `ip ${args.join(' ')}`, reason}, {cause});
  }
};

const rulesSchema = z.array(z.object({src: z.string(), table: z.string()}));
const routesSchema = z.array(
  z.object({
    dst: z.string(),
    dev: z.string().optional(),
    gateway: z.string().optional(),
    scope: z.string().optional(),
  }),
);
type RouteLine = z.output<typeof routesSchema>[number];

export interface RoutePlan {
  readonly wanted: readonly UplinkRoute[];
  /** Arguments of `ip`, in order; none where all is as it should be. */
  readonly changes: readonly (readonly string[])[];
  /** Uplinks that would leave by another line than their own. */
  readonly lacking: readonly string[];
}

/**
 * Compares the machine's policy routes with what the uplinks need. Only reads; `changes` is for a
 * person, or for whoever runs them with the right to. Throws `uplink/no-routing` where there is no
 * `ip`.
 */
export async function planUplinkRoutes(
  uplinks: readonly (WayOut & {readonly name: string})[],
  runIp: RunIp = systemIp,
  interfaces?: typeof networkInterfaces,
): Promise<RoutePlan> {
  const found: InterfaceRoute[] = [];
  // All stay in the list, bound or not: an uplink's table goes by its place.
  const bound = uplinks.map(way => ({
    ...way,
    interfaceName: boundInterface(way, interfaces) ?? '',
  }));
  for (const {interfaceName, ...way} of bound) {
    if (interfaceName === '') continue;
    const {address} = bindAddress({...way, interfaceName}, interfaces);
    if (address !== undefined) found.push(await interfaceRoute({interfaceName, address}, runIp));
  }
  const wanted = uplinkRoutes(bound, found);
  const rules: RuleLine[] = [];
  for (const family of ['-4', '-6']) {
    rules.push(...rulesSchema.parse(JSON.parse(await runIp(['-j', family, 'rule']))));
  }
  const tablesWithDefault = new Set<number>();
  for (const {address, table} of wanted) {
    const lines = await routesOf(['table', String(table)], address, runIp).catch(() => []);
    if (lines.some(({dst, dev}) => dst === 'default' && dev !== undefined)) {
      tablesWithDefault.add(table);
    }
  }
  const changes = routeChanges(wanted, {rules, tablesWithDefault});
  const lacks = ({table}: UplinkRoute) => changes.some(args => args.includes(String(table)));
  return {wanted, changes, lacking: wanted.filter(lacks).map(({uplink}) => uplink)};
}

async function interfaceRoute(
  place: {readonly interfaceName: string; readonly address: string},
  runIp: RunIp,
): Promise<InterfaceRoute> {
  const {interfaceName, address} = place;
  const lines = await routesOf(['table', 'main', 'dev', interfaceName], address, runIp);
  const gateway = lines.find(({dst}) => dst === 'default')?.gateway;
  const network = lines.find(({dst, scope}) => dst.includes('/') && scope === 'link')?.dst;
  return {
    ...place,
    ...(network === undefined ? {} : {network}),
    ...(gateway === undefined ? {} : {gateway}),
  };
}

async function routesOf(
  selector: readonly string[],
  address: string,
  runIp: RunIp,
): Promise<RouteLine[]> {
  const family = isIPv4(address) ? '-4' : '-6';
  const text = await runIp(['-j', family, 'route', 'show', ...selector]);
  return text.trim() === '' ? [] : routesSchema.parse(JSON.parse(text));
}
