import type {networkInterfaces} from 'node:os';
import {expect, test} from 'vitest';
import {planUplinkRoutes, type RunIp} from './machine-routes.ts';

const face = (address: string, internal = false) => ({
  address,
  family: 'IPv4' as const,
  netmask: '255.255.255.0',
  mac: '',
  internal,
  cidr: null,
});
const interfaces: typeof networkInterfaces = () => ({
  lo: [face('127.0.0.1', true)],
  enp1s0: [face('192.168.1.20')],
  wwan0: [face('10.64.3.9'), face('10.64.3.10')],
});

/** A kernel that has routes to everywhere, and of our tables and rules what it is told. */
function kernel(present: {readonly rules: readonly object[]; readonly tables: readonly string[]}) {
  const runIp: RunIp = async ([, , what, , , ...selector]) => {
    if (what === 'rule') return JSON.stringify(present.rules);
    if (selector[0] === 'main') return '[]';
    const mine = present.tables.includes(selector.at(-1) ?? '');
    return JSON.stringify(mine ? [{dst: 'default', dev: 'wwan0'}] : []);
  };
  return runIp;
}
const bare = kernel({rules: [], tables: []});

test('an uplink that names an address leaves by the interface that has it', async () => {
  const {wanted, lacking} = await planUplinkRoutes(
    [{name: '4g', sourceAddress: '10.64.3.10'}],
    bare,
    interfaces,
  );
  expect(wanted).toMatchObject([{uplink: '4g', address: '10.64.3.10', table: 7101}]);
  expect(lacking).toEqual(['4g']);
});

test('uplinks that are not bound, or stay on this machine, need no routes and keep their place', async () => {
  const uplinks = [
    {name: 'default'},
    {name: 'lab', sourceAddress: '127.0.0.2'},
    {name: 'inside', interfaceName: 'lo'},
    {name: 'fibre', interfaceName: 'enp1s0'},
  ];
  const {wanted} = await planUplinkRoutes(uplinks, bare, interfaces);
  expect(wanted).toMatchObject([{uplink: 'fibre', table: 7104}]);
});

test('an uplink whose rule and routes stand lacks nothing', async () => {
  const there = kernel({rules: [{src: '10.64.3.9', table: '7101'}], tables: ['7101']});
  const plan = await planUplinkRoutes([{name: '4g', interfaceName: 'wwan0'}], there, interfaces);
  expect(plan).toMatchObject({changes: [], lacking: []});
});
