import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, expect, test} from 'vitest';

const MAIN = fileURLToPath(new URL('../../bin/holdfast.mjs', import.meta.url));

/** A network namespace of our own: the kernel's real routing, and nobody's machine touched. */
const mayUnshare = (() => {
  try {
    execFileSync('unshare', ['-rn', 'ip', '-j', 'rule'], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
})();

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
afterAll(() => rmSync(directory, {recursive: true}));

const CONFIG = `
[[uplink]]
name = "fibre"
interface = "fibre0"
[[uplink]]
name = "4g"
source_address = "10.8.0.5"
priority = 2
metered = true
`;
const LINES = [
  'ip link set lo up',
  ...['fibre0 10.9.0', 'lte0 10.8.0'].flatMap((line, at) => {
    const [name, net] = line.split(' ');
    return [
      `ip link add ${name} type veth peer name ${name}x`,
      `ip addr add ${net}.5/24 dev ${name}`,
      `ip link set ${name} up`,
      `ip link set ${name}x up`,
      `ip route add default via ${net}.1 dev ${name} metric ${at + 1}00`,
    ];
  }),
];

test.skipIf(!mayUnshare)(
  'uplinks routes prints what is missing, --apply sets it, and then nothing is',
  () => {
    const config = join(directory, 'hub.toml');
    writeFileSync(config, CONFIG);
    const routes = `'${process.execPath}' '${MAIN}' uplinks routes --config '${config}'`;
    const lineOf = 'ip route get 192.0.2.1 from 10.8.0.5 | head -1';
    const script = [...LINES, lineOf, routes, `${routes} --apply --json`, lineOf, routes].join(
      '\n',
    );
    const said = execFileSync('unshare', ['-rn', 'sh', '-ec', script], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [before, ...rest] = said.trimEnd().split('\n');
    const [after, applied, ...printed] = rest.toReversed();
    expect(before).toContain('dev fibre0'); // what binding alone does
    expect(printed.toReversed()).toEqual([
      'ip -4 route replace unreachable default metric 4278198272 table 7101',
      'ip -4 route replace 10.9.0.0/24 dev fibre0 src 10.9.0.5 table 7101',
      'ip -4 route replace default via 10.9.0.1 dev fibre0 src 10.9.0.5 table 7101',
      'ip -4 rule add from 10.9.0.5 lookup 7101 priority 7101',
      'ip -4 route replace unreachable default metric 4278198272 table 7102',
      'ip -4 route replace 10.8.0.0/24 dev lte0 src 10.8.0.5 table 7102',
      'ip -4 route replace default via 10.8.0.1 dev lte0 src 10.8.0.5 table 7102',
      'ip -4 rule add from 10.8.0.5 lookup 7102 priority 7102',
    ]);
    expect(JSON.parse(applied ?? '')).toMatchObject({
      schema: 'holdfast.uplink-routes/1',
      uplinks: [
        {uplink: 'fibre', address: '10.9.0.5', table: 7101},
        {uplink: '4g', address: '10.8.0.5', table: 7102},
      ],
      applied: true,
    });
    expect(after).toContain('dev lte0');
  },
);
