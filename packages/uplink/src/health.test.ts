import {SeededRandom} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {type HealthEvent, newHealth, step, type UplinkHealth} from './health.ts';
import {UPLINK_LIMITS} from './limits.ts';

const AT = 1_000;
/** One member of each state, and of each where the next event of a kind decides. */
const STATES = {
  probing: newHealth(0),
  probingLastTry: {state: 'probing', sinceMs: 0, answersNeeded: 1, failuresLeft: 1},
  returning: {state: 'probing', sinceMs: 0, answersNeeded: 2, failuresLeft: 1},
  healthy: {state: 'healthy', sinceMs: 0, lates: 0},
  healthyLate: {state: 'healthy', sinceMs: 0, lates: 1},
  suspect: {state: 'suspect', sinceMs: 0, failures: 0},
  suspectLastTry: {state: 'suspect', sinceMs: 0, failures: 2},
  down: {state: 'down', sinceMs: 0, failures: 4},
} as const satisfies Record<string, UplinkHealth>;

// A new state or event does not compile until every cell is decided.
const TABLE: Record<keyof typeof STATES, Record<HealthEvent['type'], UplinkHealth['state']>> = {
  probing: {answered: 'healthy', late: 'probing', failed: 'probing', resumed: 'probing'},
  probingLastTry: {answered: 'healthy', late: 'probing', failed: 'down', resumed: 'probing'},
  returning: {answered: 'probing', late: 'probing', failed: 'down', resumed: 'probing'},
  healthy: {answered: 'healthy', late: 'healthy', failed: 'suspect', resumed: 'probing'},
  healthyLate: {answered: 'healthy', late: 'suspect', failed: 'suspect', resumed: 'probing'},
  suspect: {answered: 'healthy', late: 'suspect', failed: 'suspect', resumed: 'probing'},
  suspectLastTry: {answered: 'healthy', late: 'suspect', failed: 'down', resumed: 'probing'},
  down: {answered: 'probing', late: 'down', failed: 'down', resumed: 'probing'},
};
const CELLS = Object.entries(TABLE).flatMap(([from, row]) =>
  Object.entries(row).map(([event, to]) => ({from, event, to})),
);

test.each(CELLS)('$from, $event: $to', ({from, event, to}) => {
  const health = STATES[from as keyof typeof STATES];
  const type = event as HealthEvent['type'];
  const next = step(health, {type, atMs: AT});
  expect(next.state).toBe(to);
  const moved = next.state !== health.state || type === 'resumed';
  expect(next.sinceMs).toBe(moved ? AT : health.sinceMs);
});

test('a good answer forgives one late one', () => {
  const late = step(STATES.healthy, {type: 'late', atMs: 1});
  const good = step(late, {type: 'answered', atMs: 2});
  expect(step(good, {type: 'late', atMs: 3}).state).toBe('healthy');
});

test('a way that was down proves itself twice', () => {
  const once = step(STATES.down, {type: 'answered', atMs: 1});
  expect(once.state).toBe('probing');
  expect(step(once, {type: 'answered', atMs: 2}).state).toBe('healthy');
  expect(step(once, {type: 'failed', atMs: 2}).state).toBe('down');
});

test('a way that is down counts its failures, so that its probes become rarer', () => {
  expect(step(STATES.down, {type: 'failed', atMs: 1})).toMatchObject({failures: 5, sinceMs: 0});
});

test('an event from the past is a defect', () => {
  const since = {...STATES.healthy, sinceMs: 10};
  expect(() => step(since, {type: 'late', atMs: 9})).toThrow('events arrive in time order');
});

test('whatever happens, no way is healthy without a signed answer', () => {
  const random = new SeededRandom(5);
  const types = ['late', 'failed', 'resumed'] as const;
  let health = newHealth(0);
  for (let atMs = 1; atMs < 2_000; atMs++) {
    health = step(health, {type: types[random.below(3)] ?? 'late', atMs});
    expect(health.state).not.toBe('healthy');
  }
});

test('from healthy, silence takes a way down in lates and failures that are bounded', () => {
  let health: UplinkHealth = STATES.healthy;
  for (let late = 0; late < UPLINK_LIMITS.latesMax; late++) {
    health = step(health, {type: 'late', atMs: 1});
  }
  for (let failure = 0; failure < UPLINK_LIMITS.failuresMax; failure++) {
    health = step(health, {type: 'failed', atMs: 2});
  }
  expect(health.state).toBe('down');
});
