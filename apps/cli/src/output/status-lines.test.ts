import type {HubStatus, TillStatus, UplinkStatus} from '@holdfast/hub/client';
import {expect, test} from 'vitest';
import {statusLines} from './status-lines.ts';
import {painter} from './style.ts';

const NOW_MS = Date.UTC(2026, 2, 14, 12, 4, 30);

const till = (changes: Partial<TillStatus> = {}): TillStatus => ({
  workstationId: 'W01',
  name: 'Lane 1',
  journalId: 'K7Q0000000000000',
  connected: true,
  address: '192.168.8.11',
  sinceMs: NOW_MS - 60_000,
  clockOffsetMs: 0,
  app: '',
  recordedSequence: 1_204,
  heldSequence: 1_204,
  ...changes,
});
const uplink = (changes: Partial<UplinkStatus> = {}): UplinkStatus => ({
  name: 'fibre',
  health: 'healthy',
  sinceMs: 0,
  metered: false,
  paused: false,
  preferred: false,
  rttMs: 12.4,
  bytesOut: 43_946,
  bytesIn: 18_090,
  usedBytes: 0,
  seenAs: '',
  lastError: '',
  ...changes,
});
const status = (changes: Partial<HubStatus> = {}): HubStatus => ({
  schema: 'holdfast.hub-status/1',
  version: '0.1.0',
  hubId: 'ABCDEFGH00000000000000000000000',
  store: {id: '017', name: 'Nanjing Rd'},
  timeMs: NOW_MS,
  state: 'online',
  sinceMs: NOW_MS - 190 * 60_000,
  causes: [],
  ledger: {
    ledgerId: 'L',
    position: 1_300,
    heldPosition: 1_300,
    unsent: 0,
    oldestUnsentMs: 0,
    quarantined: 0,
    stuck: '',
  },
  retention: {days: 400, prunedPosition: 0, entriesDeleted: 0, ledgersDeleted: 0, holds: []},
  tills: [till()],
  uplinks: [uplink()],
  routes: {lacking: [], problem: ''},
  discovery: {announcing: true, name: 'Nanjing Rd', interfaces: ['enp2s0'], problem: ''},
  lan: {host: '0.0.0.0', port: 7443},
  authority: {
    words: ['able', 'about', 'above', 'absent', 'absorb', 'abstract', 'absurd', 'abuse'],
    sha256: '0123456789abcdef'.repeat(4),
    notAfterMs: NOW_MS + 7_000 * 86_400_000,
    origin: 'https://store-017.local:7443',
    leafNotAfterMs: NOW_MS + 170 * 86_400_000,
    site: {port: 7442, problem: ''},
  },
  issues: [],
  counts: {},
  ...changes,
});
const shown = (changes: Partial<HubStatus> = {}) => statusLines(status(changes), painter(false));
const text = (changes: Partial<HubStatus> = {}) => shown(changes).join('\n');

test.each([
  ['online', '● ONLINE', 'all is at head office'],
  ['degraded', '▲ DEGRADED', 'selling goes on'],
  ['offline', '■ OFFLINE', 'selling goes on inside the store'],
  ['recovering', '↻ RECOVERING', 'selling goes on; 0 entries still to send'],
] as const)('%s has a shape, a word, a since-when and an effect', (state, name, effect) => {
  const [headline] = shown({state});
  expect(headline).toMatch(/ since \d\d:\d\d \(3 h 10 min\): /);
  expect(headline?.startsWith(name)).toBe(true);
  expect(headline?.endsWith(effect)).toBe(true);
});

test('an online store with a sale on its way does not claim that all is sent', () => {
  const ledger = {...status().ledger, unsent: 1, oldestUnsentMs: 400};
  expect(shown({ledger})[0]).toContain('sent as it comes');
  expect(text({ledger})).toContain('1,300 entries · 1 unsent, oldest 400 ms');
});

test('every cause is said in words, with what to do where there is something', () => {
  const lines = text({state: 'offline', causes: ['uplink/all-down', 'uplink/metered', 'new/one']});
  expect(lines).toContain('  No uplink reaches head office. uplink/all-down\n  → Go on selling.');
  expect(lines).toContain('  Only a metered uplink is left: what is sent costs data.');
  expect(lines).toContain('  new/one new/one'); // of a newer hub
});

test('a till that is away, closed or behind is seen at a glance', () => {
  const lines = shown({
    tills: [
      till({connected: false, address: ''}),
      till({workstationId: 'W02', connected: false, address: '', closed: 'revoked'}),
      till({workstationId: 'W03', heldSequence: 1_000, clockOffsetMs: 45_000}),
    ],
  });
  const row = (id: string) => lines.find(line => line.startsWith(id));
  expect(row('W01')).toMatch(/^W01 +Lane 1 +○ not here +1,204 +1,204$/);
  expect(row('W02')).toMatch(/× revoked/);
  expect(row('W03')).toMatch(/1,204 +1,000 +▲ -45\.0 s$/);
});

test('a store without tills says how to let one in', () => {
  expect(text({tills: []})).toContain('No till is paired yet. Let one in with: holdfast pair');
});

test('uplinks show health, budget and why they fail; a paused one is only paused', () => {
  const lines = shown({
    uplinks: [
      uplink({preferred: true}),
      uplink({
        name: '4g',
        health: 'down',
        metered: true,
        usedBytes: 1_200_000_000,
        budgetBytes: 2_000_000_000,
        lastError: 'gateway/unreachable ETIMEDOUT',
      }),
      uplink({name: 'dsl', paused: true, health: 'down', lastError: 'gateway/unreachable'}),
    ],
  });
  expect(lines).toContain('fibre   ● healthy       12 ms  43.9 kB  18.1 kB  preferred');
  expect(lines.find(line => line.startsWith('4g '))).toMatch(
    /■ down .*metered · 1\.2 GB of 2\.0 GB this month$/,
  );
  expect(lines).toContain('4g: gateway/unreachable ETIMEDOUT');
  expect(lines.find(line => line.startsWith('dsl '))).toContain('‖ paused');
  expect(lines.some(line => line.startsWith('dsl:'))).toBe(false);
});

test('missing policy routes are named, with the command that sets them', () => {
  const lines = text({routes: {lacking: ['4g'], problem: ''}});
  expect(lines).toContain('■ Policy routes missing: 4g leaves by another line.');
  expect(lines).toContain('  → holdfast uplinks routes --apply');
  expect(text({routes: {lacking: [], problem: 'no ip here'}})).toContain(
    'cannot be told: no ip here',
  );
});

test('a hub that is not announced says why, and how tills find it then', () => {
  const discovery = {announcing: false, name: '', interfaces: [], problem: 'switched off'};
  expect(text({discovery})).toContain(
    'Discovery ▲ not announced (switched off): tills use the address · port 7443',
  );
});

test('a ledger that is stuck or has entries set aside says so', () => {
  const ledger = {...status().ledger, quarantined: 2, stuck: 'gateway/refused'};
  expect(text({ledger})).toContain('! 2 set aside · stuck: gateway/refused');
});

test('names that others chose cannot steer the terminal', () => {
  const evil = '\u001b[2Jx';
  const lines = text({
    store: {id: '017', name: evil},
    tills: [till({name: evil})],
    discovery: {announcing: true, name: evil, interfaces: ['lo'], problem: ''},
  });
  expect(lines).not.toContain('\u001b');
});

test('an ordinary store fits a terminal of 80 columns', () => {
  for (const line of shown({uplinks: [uplink(), uplink({name: 'lte', metered: true})]})) {
    expect(line.length).toBeLessThanOrEqual(80);
  }
});

test('where browsers find the store is said, and why there is no page to trust it by', () => {
  const line = 'Browsers  https://store-017.local:7443 · page on port 7442 · holdfast ca';
  expect(text()).toContain(line);
  const authority = {...status().authority, site: {port: 0, problem: 'EADDRINUSE'}};
  expect(text({authority})).toContain('▲ no page to trust it by (EADDRINUSE)');
});

test('what a person should see to stands under the state, with its code', () => {
  const issues = [{code: 'certificate/leaf-expiring', detail: 'expires in 29 days'}];
  expect(text({issues})).toMatch(
    /▲ The certificate that browsers see of this hub expires in 29 days certificate\/leaf-expiring\n {2}→ /,
  );
});

test('a hub that took over says till by till how far it has what they had', () => {
  const till = {journalId: 'J', of: 1_044, seenAtMs: NOW_MS};
  const tills = [
    {...till, workstationId: '3', state: 'complete', sequence: 1_044},
    {...till, workstationId: '4', state: 'refilling', sequence: 12},
    {...till, workstationId: '5', state: 'notSeen', sequence: 377},
    {...till, workstationId: '6', state: 'notSeen', sequence: 0, seenAtMs: 0},
  ] as const;
  const tookOver = {hubBefore: 'BQYD766CCJGY', epoch: 4, tills};
  const lines = shown({tookOver}).map(line => line.trim());
  expect(lines).toContain('Took over from hub BQYD766C · epoch 4');
  expect(lines).toContain('● till 3 complete to 1044');
  expect(lines).toContain('↻ till 4 at 12 of 1044');
  expect(lines.find(line => line.includes('till 5'))).toMatch(
    /^○ till 5 not seen since \d\d:\d\d, last known 377$|^○ till 5 not seen since \d{4}-\d\d-\d\d \d\d:\d\d, last known 377$/,
  );
  expect(lines).toContain('○ till 6 not seen yet, last known 0');
  expect(text()).not.toContain('Took over');
});
