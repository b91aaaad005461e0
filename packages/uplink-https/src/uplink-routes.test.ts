import {expect, test} from 'vitest';
import {planUplinkRoutes, systemIp} from './machine-routes.ts';
import {routeChanges, uplinkRoutes} from './uplink-routes.ts';

const UPLINKS = [
  {name: 'fibre', interfaceName: 'enp1s0'},
  {name: '4g', interfaceName: 'wwan0'},
];
const FIBRE = {
  interfaceName: 'enp1s0',
  address: '192.168.1.20',
  network: '192.168.1.0/24',
  gateway: '192.168.1.1',
};
const LTE = {interfaceName: 'wwan0', address: '10.64.3.9'};

const text = (commands: readonly (readonly string[])[]) =>
  commands.map(args => `ip ${args.join(' ')}`);

test('each uplink has a table of its own, which fails rather than leaks', () => {
  const [fibre] = uplinkRoutes(UPLINKS, [FIBRE]);
  expect(text([...(fibre?.routes ?? []), fibre?.rule ?? []])).toEqual([
    'ip -4 route replace unreachable default metric 4278198272 table 7101',
    'ip -4 route replace 192.168.1.0/24 dev enp1s0 src 192.168.1.20 table 7101',
    'ip -4 route replace default via 192.168.1.1 dev enp1s0 src 192.168.1.20 table 7101',
    'ip -4 rule add from 192.168.1.20 lookup 7101 priority 7101',
  ]);
});

test('a point-to-point line needs no router', () => {
  const [lte] = uplinkRoutes(UPLINKS, [LTE]);
  expect(lte?.table).toBe(7102);
  expect(text(lte?.routes ?? [])).toContain(
    'ip -4 route replace default dev wwan0 src 10.64.3.9 table 7102',
  );
});

test('an uplink without an address now is left out', () => {
  expect(uplinkRoutes(UPLINKS, [LTE]).map(({uplink}) => uplink)).toEqual(['4g']);
});

const MAIN = {src: 'all', table: 'main'};
const rule = (src: string, table: number) => ({src, table: String(table)});

test.each([
  {name: 'nothing is there', rules: [], tables: [], changes: 4},
  {name: 'all is there', rules: [rule('192.168.1.20', 7101)], tables: [7101], changes: 0},
  {
    name: 'the line went down and lost its routes',
    rules: [rule('192.168.1.20', 7101)],
    tables: [],
    changes: 3,
  },
  {name: 'the rule is gone', rules: [], tables: [7101], changes: 1},
])('where $name, $changes commands are needed', ({rules, tables, changes}) => {
  const present = {rules: [MAIN, ...rules], tablesWithDefault: new Set(tables)};
  expect(routeChanges(uplinkRoutes(UPLINKS, [FIBRE]), present)).toHaveLength(changes);
});

test('a rule of ours for an address that is no longer used is removed; others’ rules are not', () => {
  const rules = [
    MAIN,
    rule('192.168.1.20', 7101),
    rule('192.168.1.99', 7101),
    rule('10.0.0.1', 42),
  ];
  const present = {rules, tablesWithDefault: new Set([7101])};
  expect(text(routeChanges(uplinkRoutes(UPLINKS, [FIBRE]), present))).toEqual([
    'ip -4 rule del from 192.168.1.99 lookup 7101 priority 7101',
  ]);
});

test('a machine without iproute2 is a fault with a name', async () => {
  await expect(systemIp(['no-such-object'])).rejects.toMatchObject({code: 'uplink/no-routing'});
});

test('without routed uplinks there is nothing to change', async () => {
  const runIp = async (args: readonly string[]) => (args.includes('rule') ? '[]' : '');
  expect(await planUplinkRoutes([], runIp)).toEqual({wanted: [], changes: [], lacking: []});
});
