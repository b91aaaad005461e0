import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type LabHost, labHostsMissing} from './lab-host.ts';
import {type Command, type Running, startProgram, toolMissing, until} from './run-program.ts';

/** Debian's mDNS daemon at work on a host of the lab. */
export interface Avahi {
  /** A command of avahi-utils, run there and talking to this daemon. */
  command(file: string, ...args: string[]): Command;
  /** What the daemon has said. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

const TOOLS = ['dbus-daemon', 'avahi-daemon', 'avahi-browse', 'avahi-publish', 'avahi-resolve'];

/** Why avahi cannot be run here; nothing if it can. */
export async function avahiMissing(): Promise<string | undefined> {
  return (await labHostsMissing()) ?? (await toolMissing(TOOLS));
}

/**
 * Starts dbus and avahi on `host`, with a bus of their own and no systemd. Both keep to a temporary
 * folder; avahi's fixed folder under /run is covered by one in memory that only it sees, for `ip
 * netns exec` gives each program its own view of mounts.
 */
export async function startAvahi(host: LabHost): Promise<Avahi> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const bus = `unix:path=${join(folder, 'bus')}`;
  const env = {DBUS_SYSTEM_BUS_ADDRESS: bus};
  writeFileSync(join(folder, 'dbus.conf'), busConfig(bus));
  writeFileSync(join(folder, 'avahi.conf'), AVAHI_CONFIG);
  const started: Running[] = [];
  const stop = async () => {
    for (const program of started.reverse()) await program.stop();
    rmSync(folder, {recursive: true, force: true});
  };
  try {
    const busFlags = [`--config-file=${join(folder, 'dbus.conf')}`, '--nofork', '--nopidfile'];
    const address = '--print-address';
    const daemon = startProgram(host.inside({file: 'dbus-daemon', args: [...busFlags, address]}));
    started.push(daemon);
    await until('dbus listens', () => daemon.lines.some(line => line.startsWith('unix:')));
    const avahi = startProgram(host.inside({...avahiCommand(folder), env}));
    started.push(avahi);
    await until('avahi is up', () => avahi.lines.some(line => line.includes('startup complete')));
    return {
      command: (file, ...args) => host.inside({file, args, env}),
      lines: avahi.lines,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function avahiCommand(folder: string): Command {
  const flags = '--no-chroot --no-drop-root --no-rlimits';
  const line = [
    'mkdir -p /run/avahi-daemon',
    'mount -t tmpfs tmpfs /run/avahi-daemon',
    `exec avahi-daemon ${flags} -f "$1"`,
  ].join(' && ');
  return {file: 'sh', args: ['-c', line, 'avahi', join(folder, 'avahi.conf')]};
}

const AVAHI_CONFIG = `[server]
host-name=lab-avahi
use-ipv4=yes
use-ipv6=yes
allow-interfaces=cable

[wide-area]
enable-wide-area=no
`;

function busConfig(address: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>${address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
`;
}
