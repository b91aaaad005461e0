import {spawn} from 'node:child_process';
import {cpSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {SABOTAGES, sabotage} from './sabotage.ts';

const MAIN = fileURLToPath(new URL('../../bin/holdfast.mjs', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const demo = join(directory, 'demo');

interface Ended {
  readonly status: number | null;
  readonly output: string;
}

function holdfast(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      output += chunk;
    });
  }
  return new Promise(resolve => child.once('exit', status => resolve({status, output})));
}

function prove(gateway: string): Promise<Ended> {
  const tills = ['W01', 'W02', 'W03', 'W04'].map(till => join(demo, 'tills', till));
  const sold = join(demo, 'sold.ndjson');
  return holdfast(
    'prove',
    '--tills',
    ...tills,
    '--hub',
    join(demo, 'hub'),
    '--gateway',
    gateway,
    '--sold',
    sold,
  );
}

let show: Ended;
beforeAll(async () => {
  show = await holdfast('demo', '--for', '20s', '--script', 'outage', '--dir', demo);
}, 170_000);
afterAll(() => rmSync(directory, {recursive: true}));

test('a real day survives the internet cut, the hub killed and a till killed: everything is held once', () => {
  expect(show.output).toContain('✓ Every transaction is at head office exactly once.');
  expect(show.status).toBe(0);
  expect(show.output).toContain('lost 0 · doubled 0 · changed 0 · reordered 0 · money off 0');
});

test('every fault of the script struck', () => {
  expect(show.output).toMatch(/hub killed \(SIGKILL\) \(pid \d+\)/);
  expect(show.output).toMatch(/till W01 killed \(SIGKILL\) \(pid \d+\)/);
  const swallowed = /line cut .* \((\d+) bytes swallowed\)/.exec(show.output)?.[1];
  expect(Number(swallowed)).toBeGreaterThan(0);
});

test('nobody stopped selling while the internet was gone and the hub was dead', () => {
  const sold = [...show.output.matchAll(/(offline|hub down): sold (\d+)/g)].map(([, , count]) =>
    Number(count),
  );
  expect(sold.length).toBeGreaterThan(0);
  expect(Math.max(...sold)).toBeGreaterThan(Math.min(0, ...sold));
  expect(/receipts printed +(\d+)/.exec(show.output)?.[1]).toBe(
    /held at head office +(\d+)/.exec(show.output)?.[1],
  );
});

test.each(SABOTAGES)(
  'the prover fails a head office that %ss an entry, and names it',
  async how => {
    const tampered = join(directory, how);
    cpSync(join(demo, 'gateway'), tampered, {recursive: true});
    const said = await sabotage(tampered, how);
    const {status, output} = await prove(tampered);
    expect(status).toBe(65);
    expect(output).toMatch(/✗ \w+ \(I\d+\) at gateway: 017\/W0\d\/[0-9A-Z]{16}\/\d+/);
    const sequence = /entr(?:y|ies) (\d+)/.exec(said)?.[1];
    if (how !== 'alter') expect(output).toContain(`/${sequence} `);
  },
);

test('the prover passes the same store untouched, however often it is asked', async () => {
  const {status, output} = await prove(join(demo, 'gateway'));
  expect(status).toBe(0);
  expect(output).toContain('exactly once');
});
