import {type Command, mustRun, runProgram, toolMissing} from './run-program.ts';

/** A host with a network of its own: a network namespace with one cable, and no way out. */
export interface LabHost {
  readonly name: string;
  /** Its end of the cable. */
  readonly interface: string;
  readonly address: string;
  /** `ip` with these arguments, run there: `ip('link', 'set', host.interface, 'down')`. */
  ip(...args: string[]): Promise<string>;
  /** The same command, run there. */
  inside(command: Command): Command;
}

export interface VethLan {
  readonly left: LabHost;
  readonly right: LabHost;
  /** Takes both hosts and the cable away. What runs there has to be stopped before. */
  remove(): Promise<void>;
}

let made = 0;

/** Why there can be no such network here; nothing if there can. */
export async function vethLanMissing(): Promise<string | undefined> {
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

/**
 * Two hosts on one cable, 10.77.0.1 and 10.77.0.2, without a default route, as in a store whose
 * router is dead. Needs root and iproute2.
 */
export async function makeVethLan(): Promise<VethLan> {
  made += 1;
  const prefix = `hf${process.pid}n${made}`;
  const left = labHost(`${prefix}l`, '10.77.0.1');
  const right = labHost(`${prefix}r`, '10.77.0.2');
  const remove = async () => {
    for (const {name} of [left, right]) await ip('netns', 'del', name).catch(() => {});
  };
  try {
    for (const {name} of [left, right]) await ip('netns', 'add', name);
    const [l, r] = [left, right];
    await ip(
      ...['link', 'add', l.interface, 'netns', l.name, 'type', 'veth'],
      ...['peer', 'name', r.interface, 'netns', r.name],
    );
    for (const host of [left, right]) {
      await host.ip('addr', 'add', `${host.address}/24`, 'dev', host.interface);
      for (const device of ['lo', host.interface]) await host.ip('link', 'set', device, 'up');
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return {left, right, remove};
}

function labHost(name: string, address: string): LabHost {
  return {
    name,
    interface: 'cable',
    address,
    ip: (...args) => ip('-n', name, ...args),
    inside: ({file, args, ...rest}) => ({
      file: 'ip',
      args: ['netns', 'exec', name, file, ...args],
      ...rest,
    }),
  };
}

async function ip(...args: string[]): Promise<string> {
  return mustRun({file: 'ip', args});
}
