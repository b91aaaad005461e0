import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {LabHost} from './lab-host.ts';
import {holdfast, LabProgram, labProgram} from './lab-program.ts';
import {type Command, mustRun} from './run-program.ts';
import {
  HEAD_OFFICE,
  LINE_PLAN,
  LINES,
  makeStoreNetwork,
  type StoreNetwork,
} from './store-network.ts';

/** Head office's name, as both providers' name servers know it. */
export const HEAD_OFFICE_NAME = 'gateway.head-office.test';

/** Networks, and what providers run in them: everything that is there before the store opens. */
export interface LabWorld {
  readonly network: StoreNetwork;
  /** For whatever a test needs on the disk; gone in the end. */
  readonly folder: string;
  /** A command of `holdfast`, to be run on some host. */
  holdfast(...args: readonly string[]): Command;
  /** The command, run on the hub, where the name servers are those of the two providers. */
  atHub(command: Command): Command;
  /** The same on the guest's machine, which is a hub like the other then. */
  atSpareHub(command: Command): Command;
  /**
   * What must not outlive the test that started it, whatever becomes of that. Ending twice is no
   * harm.
   */
  entrust(end: () => Promise<unknown>): void;
  /** What serves more tests than one: ended when the world is removed. */
  keep(end: () => Promise<unknown>): void;
  /** Ends what was entrusted, and every fault of the networks. */
  mend(): Promise<void>;
  remove(): Promise<void>;
}

export async function makeLabWorld(options: {readonly tills: number}): Promise<LabWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const compileCache = process.env['NODE_COMPILE_CACHE'] ?? join(folder, 'compiled');
  const entrusted: (() => Promise<unknown>)[] = [];
  const kept: (() => Promise<unknown>)[] = [];
  const servers: LabProgram[] = [];
  let network: StoreNetwork | undefined;
  const mend = async () => {
    for (const end of entrusted.splice(0).reverse()) await end();
    if (network) await mendNetwork(network);
  };
  const remove = async () => {
    await mend();
    for (const end of kept.splice(0).reverse()) await end();
    for (const server of servers) await server.stop();
    await network?.remove();
    rmSync(folder, {recursive: true, force: true});
  };
  try {
    const made = await makeStoreNetwork(options);
    network = made;
    for (const line of LINES) {
      const server = nameServer(made.providers[line], LINE_PLAN[line].router);
      servers.push(server);
      await server.start();
    }
    const resolver = join(folder, 'resolv.conf');
    const lines = LINES.map(line => `nameserver ${LINE_PLAN[line].router}\n`);
    writeFileSync(resolver, ['options timeout:1 attempts:1\n', ...lines].join(''));
    return {
      network: made,
      folder,
      holdfast: (...args) => holdfast({compileCache}, ...args),
      atHub: command => made.hub.inside(withNameServers(resolver, command)),
      atSpareHub: command => made.guest.inside(withNameServers(resolver, command)),
      entrust: end => entrusted.push(end),
      keep: end => kept.push(end),
      mend,
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function mendNetwork({switch: storeSwitch, hub, providers}: StoreNetwork): Promise<void> {
  for (const host of [storeSwitch, hub, ...Object.values(providers)]) {
    await mustRun(host.inside({file: 'nft', args: ['flush', 'ruleset']}));
  }
  for (const router of Object.values(providers)) {
    await router.ip('link', 'set', router.interface, 'up');
  }
}

function nameServer(provider: LabHost, address: string): LabProgram {
  const args = [address, HEAD_OFFICE_NAME, HEAD_OFFICE];
  const command = labProgram(new URL('name-server-program.ts', import.meta.url), ...args);
  return new LabProgram('name server', provider.inside(command));
}

/** `ip netns exec` gives each program its own view of mounts, so only this one sees this file. */
function withNameServers(resolver: string, {file, args, ...rest}: Command): Command {
  const line = 'mount --bind "$0" /etc/resolv.conf && exec "$@"';
  return {file: 'sh', args: ['-c', line, resolver, file, ...args], ...rest};
}
