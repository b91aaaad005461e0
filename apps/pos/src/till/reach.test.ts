import {expect, test} from 'vitest';
import {reachOf} from './reach.ts';

test('a till knows how far it gets by its state and the causes of it', () => {
  expect(reachOf({kind: 'online', causes: []})).toBe('headOffice');
  expect(reachOf({kind: 'degraded', causes: ['uplink/metered']})).toBe('backupLine');
  expect(reachOf({kind: 'offline', causes: ['uplink/all-down']})).toBe('storeOnly');
  expect(reachOf({kind: 'hub-lost', causes: []})).toBe('alone');
  expect(reachOf({kind: 'starting', causes: []})).toBe('unknown');
});

test('a wrong clock, an evictable journal or a spare line that is down keep nobody from paying', () => {
  const causes = ['clock/offset', 'journal/evictable', 'uplink/some-down'];
  expect(reachOf({kind: 'degraded', causes})).toBe('headOffice');
});

test('while a till catches up, the internet counts as gone for as long as the hub says so', () => {
  expect(reachOf({kind: 'recovering', causes: ['uplink/all-down']})).toBe('storeOnly');
  expect(reachOf({kind: 'recovering', causes: []})).toBe('headOffice');
});
