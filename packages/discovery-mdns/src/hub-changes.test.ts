import {describe, expect, test} from 'vitest';
import type {FoundHub} from './found-hub.ts';
import {HubChanges} from './hub-changes.ts';

const hub = (change: Partial<FoundHub> = {}): FoundHub => ({
  instance: 'Store',
  id: '7K2Q9FZX',
  storeId: '017',
  host: 'store.local',
  port: 7443,
  addresses: ['192.168.8.2'],
  protocolVersions: [1],
  tls: true,
  via: 'dns-sd',
  interface: 'eth0',
  ...change,
});
const rest = (changes: HubChanges) => {
  const events: string[] = [];
  for (let event = changes.next(); event; event = changes.next())
    events.push(`${event.type} ${event.hub.interface} ${event.hub.port}`);
  return events;
};

describe('a slow reader', () => {
  test('learns of each change once, in order', () => {
    const changes = new HubChanges();
    changes.apply({type: 'found', hub: hub()});
    expect(rest(changes)).toEqual(['found eth0 7443']);
    changes.apply({type: 'updated', hub: hub({port: 1})});
    expect(rest(changes)).toEqual(['updated eth0 1']);
    changes.apply({type: 'lost', hub: hub({port: 1})});
    expect(rest(changes)).toEqual(['lost eth0 1']);
    expect(rest(changes)).toEqual([]);
  });

  test('is not told of what came and went while it was away', () => {
    const changes = new HubChanges();
    changes.apply({type: 'found', hub: hub()});
    changes.apply({type: 'lost', hub: hub()});
    expect(rest(changes)).toEqual([]);
  });

  test('is not told of a hub that left and came back the same', () => {
    const changes = new HubChanges();
    changes.apply({type: 'found', hub: hub()});
    rest(changes);
    changes.apply({type: 'lost', hub: hub()});
    changes.apply({type: 'found', hub: hub()});
    expect(rest(changes)).toEqual([]);
  });

  test('learns the last of many updates', () => {
    const changes = new HubChanges();
    changes.apply({type: 'found', hub: hub()});
    for (let port = 1; port <= 1000; port++) changes.apply({type: 'updated', hub: hub({port})});
    expect(rest(changes)).toEqual(['found eth0 1000']);
  });
});

test('an interface that goes takes its hubs with it, and only its own', () => {
  const changes = new HubChanges();
  changes.apply({type: 'found', hub: hub()});
  changes.apply({type: 'found', hub: hub({interface: 'wlan0'})});
  changes.apply({type: 'found', hub: hub({instance: 'Other', port: 2})});
  rest(changes);
  changes.drop('eth0');
  expect(rest(changes)).toEqual(['lost eth0 7443', 'lost eth0 2']);
});
