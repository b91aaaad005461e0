import {execFileSync} from 'node:child_process';
import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {createDataKeys, loadDataKeys} from '@holdfast/data-keys';
import {afterAll, expect, test} from 'vitest';
import {holdfast, holdfastJson} from '../testing/holdfast.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/holdfast.mjs', import.meta.url));

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
afterAll(() => rmSync(directory, {recursive: true}));
const file = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

test('version names the protocols it speaks, and is the same from the launcher', async () => {
  const [json, {stdout}] = await Promise.all([holdfastJson('version'), holdfast('--version')]);
  expect(json).toMatchObject({
    schema: 'holdfast.version/1',
    version: stdout.trim(),
    protocols: {lan: expect.arrayContaining([1]), wan: expect.arrayContaining([1])},
    node: process.version,
  });
  const launched = execFileSync(process.execPath, [LAUNCHER, '--version'], {encoding: 'utf8'});
  expect(launched).toBe(stdout);
});

test('help lists every command, and a typo in one names the right one', async () => {
  const [help, typo] = await Promise.all([holdfast('--help'), holdfast('ledgre')]);
  expect(help.status).toBe(0);
  for (const name of [
    'demo',
    'status',
    'pair',
    'discover',
    'uplinks',
    'ledger',
    'replay',
    'prove',
  ]) {
    expect(help.stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  }
  expect(typo.status).toBe(64);
  expect(typo.stderr).toContain('(Did you mean ledger?)');
});

test('a typo in the configuration of a hub names the right key', async () => {
  const config = file('hub.toml', 'store = {id = "017"}\n[lan]\nprot = 1\n');
  const {status, stdout, stderr} = await holdfast('hub', '--config', config);
  expect([status, stdout]).toEqual([78, '']);
  expect(stderr).toContain('  key: lan.prot\n  reason: is not a setting\n  meant: lan.port\n');
  expect(stderr).toContain('Code: config/invalid');
});

test('discover without an interface that carries multicast says so, and claims nothing', async () => {
  const {status, stdout, stderr} = await holdfast('discover', '--interface', 'nosuch0', '--json');
  expect([status, stdout]).toEqual([69, '']);
  expect(stderr).toContain('No network interface carries multicast.');
  expect(stderr).toContain('Code: discovery/no-multicast');
});

test('flags that are not what they should be are refused by name', async () => {
  const refused = await Promise.all([
    holdfast('discover', '--for', 'soon'),
    holdfast('discover', '--json', '--jsonl'),
    holdfast('ledger', 'tail', '-n', 'all', '--data', directory),
    holdfast('ledger', 'export'),
  ]);
  expect(refused.map(({status}) => status)).toEqual([78, 64, 78, 64]);
  expect(refused[0]?.stderr).toContain('must be like 60s, 5m or 1h');
  expect(refused[2]?.stderr).toContain('must be a whole number from 1 to 1000');
  expect(refused[3]?.stderr).toContain("required option '--to <dir>' not specified");
});

const onLinux = process.platform === 'linux';

test.skipIf(!onLinux)(
  'uplinks routes has nothing to set for what stays on this machine',
  async () => {
    const config = file(
      'routes.toml',
      '[[uplink]]\nname = "fibre"\nsource_address = "127.0.0.2"\n[[uplink]]\nname = "any"\n',
    );
    const {status, stdout, stderr} = await holdfast('uplinks', 'routes', '--config', config);
    expect([status, stdout]).toEqual([0, '']);
    expect(stderr).toContain('nothing to route');
    expect(await holdfastJson('uplinks', 'routes', '--config', config)).toEqual({
      schema: 'holdfast.uplink-routes/1',
      uplinks: [],
      commands: [],
      applied: false,
    });
  },
);

test('keys add adds a key to a file of keys, and to none that others may read', async () => {
  const keys = join(directory, 'data-keys.json');
  createDataKeys({file: keys, credential: undefined}, 1_000);
  const added = await holdfast('keys', 'add', keys);
  expect([added.status, added.stdout]).toEqual([0, '']);
  expect(added.stderr).toMatch(/^Key [0-9a-f]{16} is in .+, and used from the next start on\.$/m);
  expect(loadDataKeys({file: keys, credential: undefined})).toHaveLength(2);
  chmodSync(keys, 0o640);
  const exposed = await holdfast('keys', 'add', keys);
  expect(exposed.status).toBe(77);
  expect(exposed.stderr).toContain('Code: data-key/exposed');
  const none = await holdfast('keys', 'add', join(directory, 'none.json'));
  expect(none.status).toBe(78);
  expect(none.stderr).toContain('Code: data-key/missing');
});
