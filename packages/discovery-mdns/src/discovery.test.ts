import {isFault, silentLog} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {mdnsHubFinder} from './mdns-hub-finder.ts';
import type {NetworkInterface} from './network-interface.ts';
import {HUB_TXT, StoreLan} from './testing/store-lan.ts';
import {machineAt} from './testing/virtual-lan.ts';

let store: StoreLan;
beforeEach(() => {
  store = new StoreLan();
});
afterEach(() => store.close());

describe('a hub and a till', () => {
  test('meet, whoever comes first', async () => {
    const early = store.till('10.0.0.50');
    await store.clock.advance(5000);
    store.hub('10.0.0.2');
    await store.clock.advance(2000);
    const late = store.till('10.0.0.51');
    await store.clock.advance(2000);
    for (const till of [early, late])
      expect(till.events).toMatchObject([
        {
          type: 'found',
          hub: {instance: 'Corner Store', addresses: ['10.0.0.2'], interface: 'eth0'},
        },
      ]);
  });

  test('the till hears at once what the hub says anew', async () => {
    const hub = store.hub('10.0.0.2');
    const till = store.till('10.0.0.50');
    await store.clock.advance(5000);
    hub.announcer.update({...HUB_TXT, protocolVersions: [2, 1]});
    await store.clock.advance(100);
    expect(till.events.at(-1)).toMatchObject({type: 'updated', hub: {protocolVersions: [2, 1]}});
  });

  test('part with a goodbye, one second later', async () => {
    const hub = store.hub('10.0.0.2');
    const till = store.till('10.0.0.50');
    await store.clock.advance(5000);
    hub.stop.abort();
    await hub.ended;
    await store.clock.advance(900);
    expect(till.hubs()).toEqual(['Corner Store 10.0.0.2:7443']);
    await store.clock.advance(200);
    expect(till.events.map(({type}) => type)).toEqual(['found', 'lost']);
  });

  test('a hub that is stopped before it has its name says nothing', async () => {
    const hub = store.hub('10.0.0.2');
    await store.clock.advance(300);
    hub.stop.abort();
    await hub.ended;
    expect(store.lan.sent.filter(({message}) => message.kind === 'response')).toEqual([]);
  });

  test('a till that stops reading stops looking', async () => {
    const till = store.till('10.0.0.50');
    await store.clock.advance(500);
    till.stop.abort();
    await till.ended;
    const sent = store.lan.sent.length;
    await store.clock.advance(100_000);
    expect(store.lan.sent.length).toBe(sent);
  });

  test('an hour of peace costs few packets and no event', async () => {
    store.hub('10.0.0.2');
    const till = store.till('10.0.0.50');
    await store.clock.advance(10_000);
    const sent = store.lan.sent.length;
    await store.clock.advance(3_600_000);
    expect(till.events).toHaveLength(1);
    expect(store.lan.sent.length - sent).toBeLessThan(300);
  });
});

test('a terminal is given places to try, through its own port', async () => {
  store.hub('10.0.0.2');
  const stop = new AbortController();
  const finder = mdnsHubFinder({
    clock: store.clock,
    random: new SeededRandom(2),
    log: silentLog,
    listInterfaces: () => [machineAt('10.0.0.50')],
    openLink: store.lan.openLink,
  });
  const told: unknown[] = [];
  const read = async () => {
    for await (const event of finder.find(stop.signal)) told.push(event);
  };
  const ended = read();
  await store.clock.advance(5000);
  stop.abort();
  await ended;
  const address = {host: '10.0.0.2', port: 7443};
  const hub = {
    via: 'dns-sd',
    address,
    idPrefix: HUB_TXT.id,
    storeId: HUB_TXT.storeId,
    name: 'Corner Store',
  };
  expect(told).toEqual([{type: 'found', hub}]);
});

describe('names', () => {
  test('of two hubs that wish the same are told apart, host names too', async () => {
    const hubs = [store.hub('10.0.0.2'), store.hub('10.0.0.3')];
    const till = store.till('10.0.0.50');
    await store.clock.advance(10_000);
    expect(till.hubs()).toHaveLength(2);
    const names = hubs.flatMap(({states}) => {
      const state = states.at(-1);
      return state?.state === 'announced' ? [state.names] : [];
    });
    expect(names.map(({instance}) => instance).sort()).toEqual([
      'Corner Store',
      'Corner Store (2)',
    ]);
    expect(names.map(({host}) => host).sort()).toEqual(['store', 'store-2']);
    const seen = till.events.map(({hub}) => ({instance: hub.instance, host: hub.host}));
    for (const {instance, host} of names)
      expect(seen).toContainEqual({instance, host: `${host}.local`});
  });

  test('are kept by the hub that had them first', async () => {
    store.hub('10.0.0.2', {port: 1});
    await store.clock.advance(5000);
    store.hub('10.0.0.3', {port: 65_535});
    const till = store.till('10.0.0.50');
    await store.clock.advance(10_000);
    expect(till.hubs()).toEqual(['Corner Store (2) 10.0.0.3:65535', 'Corner Store 10.0.0.2:1']);
  });

  test('of ten hubs that start in the same instant all come out different', async () => {
    for (let last = 2; last < 12; last++) store.hub(`10.0.0.${last}`);
    const till = store.till('10.0.0.50');
    await store.clock.runUntil(() => till.hubs().length === 10, {stepMs: 100, limitMs: 120_000});
    expect(new Set(till.hubs()).size).toBe(10);
  });

  test('that two parts of a split network both gave are sorted out when they join', async () => {
    const apart = new Set(['10.0.0.2', '10.0.0.3']);
    store.lan.loses = ({from, to}) => from !== to && apart.has(from) && apart.has(to);
    const hubs = [store.hub('10.0.0.2'), store.hub('10.0.0.3')];
    await store.clock.advance(10_000);
    expect(hubs.map(({log}) => log.events.includes('discovery.name-taken'))).toEqual([
      false,
      false,
    ]);
    expect(store.lan.dropped).toBeGreaterThan(0);

    store.lan.loses = () => false;
    const till = store.till('10.0.0.50');
    await store.clock.runUntil(() => till.hubs().length === 2, {stepMs: 100, limitMs: 60_000});
    const names = till.hubs().map(hub => hub.slice(0, hub.lastIndexOf(' ')));
    expect(names).toEqual(['Corner Store (2)', 'Corner Store']);
  });

  test('are one on all interfaces: what is taken on one is given up on the other', async () => {
    const two: NetworkInterface[] = [machineAt('10.0.0.2'), machineAt('10.1.0.2', 'eth1')];
    store.lan.loses = ({from, to}) => from.slice(0, 5) !== to.slice(0, 5);
    store.hub('10.0.0.9');
    await store.clock.advance(5000);
    const hub = store.hub('10.0.0.2', {listInterfaces: () => two, port: 8443});
    const till = store.till('10.1.0.50');
    await store.clock.advance(10_000);
    expect(hub.states.at(-1)).toMatchObject({state: 'announced', interfaces: ['eth0', 'eth1']});
    expect(till.hubs()).toEqual(['Corner Store (2) 10.1.0.2:8443']);
  });

  test('are not taken by our own other interface on the same network', async () => {
    const two: NetworkInterface[] = [machineAt('10.0.0.2'), machineAt('10.0.0.3', 'wlan0')];
    const hub = store.hub('10.0.0.2', {listInterfaces: () => two});
    await store.clock.advance(10_000);
    expect(hub.states.at(-1)).toEqual({
      state: 'announced',
      names: {instance: 'Corner Store', host: 'store'},
      interfaces: ['eth0', 'wlan0'],
    });
    expect(hub.log.events).not.toContain('discovery.name-taken');
  });

  test('that cannot be names are refused before anything starts', () => {
    expect(() => store.hub('10.0.0.2', {host: 'not a host'})).toThrow('config/invalid');
  });
});

describe('interfaces', () => {
  test('that are not there yet are waited for, by hub and till, with a fault that says so', async () => {
    const hub = store.hub('10.0.0.2');
    const till = store.till('10.0.0.50');
    const later = [hub.interfaces.pop(), till.interfaces.pop()];
    await store.clock.advance(60_000);
    const state = hub.states.at(-1);
    expect(state?.state === 'waiting' && isFault(state.fault, 'discovery/no-multicast')).toBe(true);
    expect(till.attendances.at(-1)?.fault?.code).toBe('discovery/no-multicast');
    expect(hub.log.events.filter(event => event === 'discovery.no-multicast')).toHaveLength(1);

    for (const [at, one] of later.entries()) if (one) [hub, till][at]?.interfaces.push(one);
    await store.clock.advance(10_000);
    expect(till.hubs()).toEqual(['Corner Store 10.0.0.2:7443']);
    expect(till.attendances.at(-1)).toEqual({interfaces: ['eth0'], fault: undefined});
  });

  test('that get another address are announced with it, and nobody loses the hub meanwhile', async () => {
    const hub = store.hub('10.0.0.2');
    const till = store.till('10.0.0.50');
    await store.clock.advance(5000);
    hub.interfaces.splice(0, 1, machineAt('10.0.0.77'));
    await store.clock.advance(10_000);
    expect(till.hubs()).toEqual(['Corner Store 10.0.0.77:7443']);
    expect(till.events.map(({type}) => type)).not.toContain('lost');
    const said = store.lan.sent.flatMap(({message}) => message.answers);
    expect(said.filter(({ttlS}) => ttlS === 0)).toEqual([]);
  });

  test('that join later are announced on, too', async () => {
    store.lan.loses = ({from, to}) => from.slice(0, 5) !== to.slice(0, 5);
    const hub = store.hub('10.0.0.2');
    const till = store.till('10.1.0.50');
    await store.clock.advance(10_000);
    expect(till.hubs()).toEqual([]);
    hub.interfaces.push(machineAt('10.1.0.2', 'eth1'));
    await store.clock.advance(10_000);
    expect(till.hubs()).toEqual(['Corner Store 10.1.0.2:7443']);
  });

  test('that go take their hubs from the till', async () => {
    store.hub('10.0.0.2');
    const till = store.till('10.0.0.50');
    await store.clock.advance(5000);
    till.interfaces.pop();
    await store.clock.advance(4000);
    expect(till.events.map(({type}) => type)).toEqual(['found', 'lost']);
  });
});
