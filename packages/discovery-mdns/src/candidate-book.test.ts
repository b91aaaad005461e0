import {beforeEach, describe, expect, test} from 'vitest';
import {CandidateBook} from './candidate-book.ts';
import type {FoundHub} from './found-hub.ts';

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

let book: CandidateBook;
beforeEach(() => {
  book = new CandidateBook();
});
const apply = (type: 'found' | 'updated' | 'lost', change?: Partial<FoundHub>) =>
  book
    .apply({type, hub: hub(change)})
    .map(
      event =>
        `${event.type} ${event.hub.name} ${event.hub.address.host}:${event.hub.address.port}`,
    );

test('a hub is a candidate, with the name and the id it claims', () => {
  expect(book.apply({type: 'found', hub: hub()})).toEqual([
    {
      type: 'found',
      hub: {
        via: 'dns-sd',
        address: {host: '192.168.8.2', port: 7443},
        idPrefix: '7K2Q9FZX',
        storeId: '017',
        name: 'Store',
      },
    },
  ]);
  expect(apply('lost')).toEqual(['lost Store 192.168.8.2:7443']);
});

test('each address is a candidate of its own', () => {
  const addresses = ['10.0.0.2', '192.168.8.2'];
  expect(apply('found', {addresses})).toEqual([
    'found Store 10.0.0.2:7443',
    'found Store 192.168.8.2:7443',
  ]);
});

describe('a hub that moves', () => {
  test('is found at the new place before it is lost at the old one', () => {
    apply('found');
    expect(apply('updated', {addresses: ['192.168.8.9']})).toEqual([
      'found Store 192.168.8.9:7443',
      'lost Store 192.168.8.2:7443',
    ]);
    expect(apply('updated', {addresses: ['192.168.8.9'], port: 1})).toEqual([
      'found Store 192.168.8.9:1',
      'lost Store 192.168.8.9:7443',
    ]);
  });

  test('is updated where it says another id', () => {
    apply('found');
    expect(apply('updated', {id: 'AAAAAAAA'})).toEqual(['updated Store 192.168.8.2:7443']);
  });

  test('is no news if only its text changed', () => {
    apply('found');
    expect(apply('updated', {protocolVersions: [2, 1]})).toEqual([]);
  });
});

describe('a place that is claimed twice', () => {
  test('is one candidate when it is heard over two interfaces, until both are silent', () => {
    expect(apply('found')).toHaveLength(1);
    expect(apply('found', {interface: 'wlan0'})).toEqual([]);
    expect(apply('lost')).toEqual([]);
    expect(apply('lost', {interface: 'wlan0'})).toEqual(['lost Store 192.168.8.2:7443']);
  });

  test('goes back to the first claim when a later one is withdrawn', () => {
    apply('found');
    expect(apply('found', {instance: 'Rogue'})).toEqual(['updated Rogue 192.168.8.2:7443']);
    expect(apply('lost', {instance: 'Rogue'})).toEqual(['updated Store 192.168.8.2:7443']);
  });
});

test('losing what was never found is no news', () => {
  expect(apply('lost')).toEqual([]);
});
