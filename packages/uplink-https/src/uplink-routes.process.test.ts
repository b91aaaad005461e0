import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {planUplinkRoutes, type RunIp} from './machine-routes.ts';

/** A network namespace of our own: the kernel's real routing, and nobody's machine touched. */
const mayUnshare = (() => {
  try {
    execFileSync('unshare', ['-rn', 'ip', '-j', 'rule'], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
})();

let holder: ChildProcess;
const inside: RunIp = async args => {
  const pid = String(holder.pid);
  const enter = ['-t', pid, '-U', '-n', '--preserve-credentials', 'ip', ...args];
  return execFileSync('nsenter', enter, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
};

beforeAll(async () => {
  if (!mayUnshare) return;
  holder = spawn('unshare', ['-rn', 'sh', '-c', 'echo ready; exec sleep 600']);
  if (holder.stdout) await once(holder.stdout, 'data');
  for (const [line, address] of [
    ['fibre0', '10.9.0.5/24'],
    ['lte0', '10.8.0.5/24'],
  ] as const) {
    await inside(['link', 'add', line, 'type', 'veth', 'peer', 'name', `${line}x`]);
    await inside(['addr', 'add', address, 'dev', line]);
    await inside(['link', 'set', line, 'up']);
    await inside(['link', 'set', `${line}x`, 'up']);
  }
  await inside(['route', 'add', 'default', 'via', '10.9.0.1', 'dev', 'fibre0', 'metric', '100']);
  await inside(['route', 'add', 'default', 'via', '10.8.0.1', 'dev', 'lte0', 'metric', '200']);
});

afterAll(() => {
  holder?.kill();
});

const UPLINKS = [
  {name: 'fibre', interfaceName: 'fibre0'},
  {name: '4g', interfaceName: 'lte0'},
];
const face = (address: string) => ({
  address,
  family: 'IPv4' as const,
  netmask: '255.255.255.0',
  mac: '',
  internal: false,
  cidr: null,
});
const interfaces = () => ({fibre0: [face('10.9.0.5')], lte0: [face('10.8.0.5')]});
const plan = () => planUplinkRoutes(UPLINKS, inside, interfaces);

async function lineOf(address: string): Promise<string> {
  const words = (await inside(['route', 'get', '192.0.2.1', 'from', address])).split(' ');
  return words[words.indexOf('dev') + 1] ?? '';
}

test.skipIf(!mayUnshare)('each bound address leaves by its own line, and by no other', async () => {
  expect(await lineOf('10.8.0.5')).toBe('fibre0'); // what binding alone does
  const {changes} = await plan();
  expect(changes).toHaveLength(8);
  for (const args of changes) await inside(args);
  expect([await lineOf('10.9.0.5'), await lineOf('10.8.0.5')]).toEqual(['fibre0', 'lte0']);
  expect((await plan()).changes).toEqual([]);

  await inside(['link', 'set', 'lte0', 'down']);
  await expect(lineOf('10.8.0.5')).rejects.toThrow(/unreachable|No route/i);
  await inside(['link', 'set', 'lte0', 'up']);
  await inside(['route', 'add', 'default', 'via', '10.8.0.1', 'dev', 'lte0', 'metric', '200']);
  const again = (await plan()).changes;
  expect(again.length).toBeGreaterThan(0); // the kernel dropped the line's routes with it
  for (const args of again) await inside(args);
  expect(await lineOf('10.8.0.5')).toBe('lte0');
});
