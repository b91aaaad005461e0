import type {HubStatus} from '@holdfast/hub/client';
import {expect, test} from 'vitest';
import {painter} from '../output/style.ts';
import type {DemoScene} from './demo-scene.ts';
import {drawScene} from './draw-scene.ts';

const hub = (state: HubStatus['state'], causes: readonly string[]): HubStatus => ({
  schema: 'holdfast.hub-status/1',
  version: '0.1.0',
  hubId: 'H',
  store: {id: '017', name: 'Demo store'},
  timeMs: 0,
  state,
  sinceMs: 0,
  causes,
  ledger: {
    ledgerId: 'L',
    position: 123_456,
    heldPosition: 100_000,
    unsent: 23_456,
    oldestUnsentMs: 86_400_000,
    quarantined: 0,
    stuck: '',
  },
  retention: {days: 400, prunedPosition: 0, entriesDeleted: 0, ledgersDeleted: 0, holds: []},
  tills: [],
  uplinks: [
    {
      name: 'fibre',
      health: 'down',
      sinceMs: 0,
      metered: true,
      paused: false,
      preferred: false,
      rttMs: 12_345,
      bytesOut: 9_999_999,
      bytesIn: 0,
      usedBytes: 0,
      seenAs: '',
      lastError: '',
    },
  ],
  routes: {lacking: [], problem: ''},
  discovery: {announcing: true, name: 'Demo store', interfaces: ['lo'], problem: ''},
  lan: {host: '127.0.0.1', port: 1},
  authority: {
    words: [],
    sha256: '',
    notAfterMs: 0,
    origin: '',
    leafNotAfterMs: 0,
    site: {port: 0, problem: ''},
  },
  issues: [],
  counts: {},
});

const scene = (changes: Partial<DemoScene> = {}): DemoScene => ({
  elapsedMs: 61_000,
  hub: hub('offline', ['uplink/all-down', 'ledger/behind', 'uplink/source-changed', 'uplink/slow']),
  tills: [
    {
      name: 'W01',
      view: {state: 'online', foundBy: 'dns-sd', journaled: 41, recorded: 41, held: 38},
    },
    {name: 'W02', view: undefined},
  ],
  lines: [{name: 'fibre', cut: true}],
  sold: 99_999,
  total: 100_000,
  askedAgain: 12_345,
  news: ['00:04  '.padEnd(300, 'x')],
  seat: {page: 'http://127.0.0.1:7445/pos/', code: '4821 7730'},
  keys: true,
  ...changes,
});

const plain = painter(false);

test.each([78, 100])('no line is wider than a terminal of %i columns', width => {
  for (const line of drawScene(scene(), plain, width))
    expect(line.length).toBeLessThanOrEqual(width);
});

test('the picture says the state in words, who found the hub how, and what each till has where', () => {
  const text = drawScene(scene(), plain).join('\n');
  expect(text).toContain('■ NO INTERNET: selling inside the store');
  expect(text).toMatch(/W01 +mDNS +41 +41 +38/);
  expect(text).toMatch(/W02 +not running/);
  expect(text).toContain('line cut');
});

test('a dead hub is said first, and that each till works alone', () => {
  const [first] = drawScene(scene({hub: undefined}), plain);
  expect(first).toContain('HUB DOWN');
});

test('a store that does not know yet asks, and does not claim a backup line', () => {
  const [first] = drawScene(scene({hub: hub('degraded', ['uplink/unsure'])}), plain);
  expect(first).toContain('ASKING HEAD OFFICE');
});
