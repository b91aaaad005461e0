import {type Command, mustRun, runProgram, toolMissing} from './run-program.ts';

/**
 * A host with a network of its own: a network namespace with cables, and no way out of the machine.
 */
export interface LabHost {
  readonly name: string;
  /** Its end of the cable that people mean when they name none. */
  readonly interface: string;
  readonly address: string;
  /** `ip` with these arguments, run there: `ip('link', 'set', host.interface, 'down')`. */
  ip(...args: string[]): Promise<string>;
  /** The same command, run there. */
  inside(command: Command): Command;
}

/** One end of a cable. */
export interface CableEnd {
  readonly host: LabHost;
  readonly device: string;
  /** With its prefix length: `10.77.0.1/24`. None for a port of a switch. */
  readonly address?: string;
}

/** Why no host can be made here; nothing if one can. */
export async function labHostsMissing(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'needs Linux';
  if (process.getuid?.() !== 0) return 'needs root';
  const tool = await toolMissing(['ip']);
  if (tool !== undefined) return tool;
  const name = `hf${process.pid}probe`;
  const added = await runProgram({file: 'ip', args: ['netns', 'add', name]});
  if (added.exitCode !== 0) return 'needs network namespaces';
  await runProgram({file: 'ip', args: ['netns', 'del', name]});
  return undefined;
}

let networks = 0;

/** What the names of one network's hosts begin with: nobody else's on this machine do. */
export function networkPrefix(): string {
  networks += 1;
  return `hf${process.pid}n${networks}`;
}

/** Makes the namespace; only its loopback is up. */
export async function makeHost(of: {
  readonly name: string;
  readonly interface: string;
  readonly address: string;
}): Promise<LabHost> {
  const {name} = of;
  await mustRun({file: 'ip', args: ['netns', 'add', name]});
  const host: LabHost = {
    ...of,
    ip: (...args) => mustRun({file: 'ip', args: ['-n', name, ...args]}),
    inside: ({file, args, ...rest}) => ({
      file: 'ip',
      args: ['netns', 'exec', name, file, ...args],
      ...rest,
    }),
  };
  await host.ip('link', 'set', 'lo', 'up');
  return host;
}

/** Takes hosts away, and with each every cable it has. What runs there has to be stopped before. */
export async function removeHosts(names: readonly string[]): Promise<void> {
  for (const name of names) await runProgram({file: 'ip', args: ['netns', 'del', name]});
}

/** Lays a cable, and brings it up. */
export async function connectHosts(near: CableEnd, far: CableEnd): Promise<void> {
  await mustRun({
    file: 'ip',
    args: [
      ...['link', 'add', near.device, 'netns', near.host.name, 'type', 'veth'],
      ...['peer', 'name', far.device, 'netns', far.host.name],
    ],
  });
  for (const {host, device, address} of [near, far]) {
    if (address !== undefined) await host.ip('addr', 'add', address, 'dev', device);
    await host.ip('link', 'set', device, 'up');
  }
}

const OURS = /^hf(\d+)(n\d|probe)/;

/** Takes away what runs left behind that were killed before they could do it themselves. */
export async function removeAbandonedHosts(): Promise<void> {
  const listed = await mustRun({file: 'ip', args: ['netns', 'list']});
  const names = listed.split('\n').map(line => line.split(' ')[0] ?? '');
  await removeHosts(names.filter(name => OURS.test(name) && !isAlive(OURS.exec(name)?.[1])));
}

function isAlive(pid: string | undefined): boolean {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
}
