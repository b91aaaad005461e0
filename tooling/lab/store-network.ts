import {
  connectHosts,
  type LabHost,
  labHostsMissing,
  makeHost,
  networkPrefix,
  removeAbandonedHosts,
  removeHosts,
} from './lab-host.ts';
import {mustRun, toolMissing} from './run-program.ts';

/** Ways to head office, each a provider of its own with its own router. */
export const LINES = ['fibre', 'dsl'] as const;
export type Line = (typeof LINES)[number];

/**
 * The address of the hub on each line, its router there, and what lies between that and head
 * office.
 */
export const LINE_PLAN = {
  fibre: {hub: '10.77.11.2', router: '10.77.11.1', far: '10.77.21.1', office: '10.77.21.2'},
  dsl: {hub: '10.77.12.2', router: '10.77.12.1', far: '10.77.22.1', office: '10.77.22.2'},
} as const satisfies Record<Line, Record<string, string>>;

export const STORE_HUB = '10.77.0.1';
/** Head office has one address, on no cable: both providers know the way. */
export const HEAD_OFFICE = '10.77.99.1';

/** Where `holdfast uplinks routes` puts the table of the first uplink. */
const ROUTES_FIRST = 7101;

/**
 * A store, the world, and head office:
 *
 *   till 1 ─┐                ┌─ fibre ── router ─┐
 *   till 2 ─┼─ switch ── hub ┤                   ├─ head office
 *    guest ─┘                └─ dsl ──── router ─┘
 *
 * A provider's router has two interfaces, `store` and `office`. Everything on the store's side of
 * the hub has one, `cable`, and the ports of the switch are named after who is plugged in.
 */
export interface StoreNetwork {
  readonly switch: LabHost;
  readonly hub: LabHost;
  readonly tills: readonly LabHost[];
  /** Whoever plugs a laptop in. */
  readonly guest: LabHost;
  readonly providers: Readonly<Record<Line, LabHost>>;
  readonly office: LabHost;
  remove(): Promise<void>;
}

/** Why there can be no such network here; nothing if there can. */
export async function storeNetworkMissing(): Promise<string | undefined> {
  return (await labHostsMissing()) ?? (await toolMissing(['nft', 'mount', 'sh']));
}

export async function makeStoreNetwork(options: {readonly tills: number}): Promise<StoreNetwork> {
  await removeAbandonedHosts();
  const prefix = networkPrefix();
  const made: string[] = [];
  const remove = () => removeHosts(made);
  const host = async (role: string, at: {readonly interface: string; readonly address: string}) => {
    made.push(`${prefix}${role}`);
    return makeHost({name: `${prefix}${role}`, ...at});
  };
  try {
    const storeSwitch = await host('switch', {interface: 'bridge', address: ''});
    const hub = await host('hub', {interface: 'cable', address: STORE_HUB});
    const tills: LabHost[] = [];
    for (let at = 1; at <= options.tills; at++) {
      tills.push(await host(`till${at}`, {interface: 'cable', address: `10.77.0.${10 + at}`}));
    }
    const guest = await host('guest', {interface: 'cable', address: '10.77.0.66'});
    const office = await host('office', {interface: 'fibre', address: HEAD_OFFICE});
    const router = (line: Line) =>
      host(line, {interface: 'store', address: LINE_PLAN[line].router});
    const providers = {fibre: await router('fibre'), dsl: await router('dsl')};
    await makeSwitch(storeSwitch);
    const plugged = [
      ['hub', hub],
      ['guest', guest],
    ] as const;
    const lanes = tills.map((till, at) => [`till${at + 1}`, till] as const);
    for (const [port, each] of [...plugged, ...lanes])
      await plugIn(storeSwitch, {port, host: each});
    await office.ip('addr', 'add', `${HEAD_OFFICE}/32`, 'dev', 'lo');
    for (const line of LINES) await layLine(line, {hub, router: providers[line], office});
    return {switch: storeSwitch, hub, tills, guest, providers, office, remove};
  } catch (error) {
    await remove();
    throw error;
  }
}

async function makeSwitch(host: LabHost): Promise<void> {
  await host.ip('link', 'add', host.interface, 'type', 'bridge');
  await host.ip('link', 'set', host.interface, 'up');
}

async function plugIn(
  storeSwitch: LabHost,
  {port, host}: {readonly port: string; readonly host: LabHost},
): Promise<void> {
  const address = `${host.address}/24`;
  await connectHosts({host: storeSwitch, device: port}, {host, device: host.interface, address});
  await storeSwitch.ip('link', 'set', port, 'master', storeSwitch.interface);
}

/**
 * One provider: a cable to the hub, a router that forwards, a cable to head office. What the hub
 * binds to its address on the line leaves by the line: the rule and the table that an appliance
 * has.
 */
async function layLine(
  line: Line,
  {
    hub,
    router,
    office,
  }: {readonly hub: LabHost; readonly router: LabHost; readonly office: LabHost},
): Promise<void> {
  const plan = LINE_PLAN[line];
  await connectHosts(
    {host: hub, device: line, address: `${plan.hub}/24`},
    {host: router, device: 'store', address: `${plan.router}/24`},
  );
  await connectHosts(
    {host: router, device: 'office', address: `${plan.far}/24`},
    {host: office, device: line, address: `${plan.office}/24`},
  );
  const forward = 'echo 1 > /proc/sys/net/ipv4/ip_forward';
  await mustRun(router.inside({file: 'sh', args: ['-c', forward]}));
  await router.ip('route', 'add', HEAD_OFFICE, 'via', plan.office);
  await office.ip('route', 'add', `${plan.hub}/32`, 'via', plan.far);
  const table = String(ROUTES_FIRST + LINES.indexOf(line));
  const way = ['default', 'via', plan.router, 'dev', line];
  await hub.ip('route', 'add', ...way, 'table', table);
  await hub.ip('rule', 'add', 'from', plan.hub, 'lookup', table, 'priority', table);
  await hub.ip('route', 'add', ...way, 'metric', table);
}
