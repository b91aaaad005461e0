import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {systemClock, systemRandom} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type AnnounceHubOptions, type AnnounceState, announceHub} from './announce-hub.ts';
import type {HubEvent} from './browser.ts';
import {MDNS_GROUP} from './engine.ts';
import {type FindHubsOptions, findHubs} from './find-hubs.ts';
import {type OpenLink, openUdpLink} from './link.ts';
import {decodeMessage, encodeMessage, query} from './message.ts';
import {question} from './record.ts';
import {spawnAnnouncer} from './testing/announcing-process.ts';

const LOOPBACK = ['127.0.0.1'];
const PORTS = {clock: systemClock, random: systemRandom, log: silentLog};

// Others may announce on this machine's loopback at the same time: ours are told by their store.
let round = 0;
let storeId: string;
let ending: (() => Promise<unknown>)[];
beforeEach(() => {
  round += 1;
  storeId = `t${process.pid}-${round}`;
  ending = [];
});
afterEach(async () => {
  await Promise.all(ending.map(end => end()));
});

function hub(wishes: Partial<AnnounceHubOptions> = {}) {
  const states: AnnounceState[] = [];
  const announcer = announceHub({
    instance: `Test ${storeId}`,
    host: `test-${storeId}`,
    port: 7443,
    txt: {id: '7K2Q9FZX', storeId, protocolVersions: [1], tls: true},
    interfaces: LOOPBACK,
    onState: state => states.push(state),
    ...PORTS,
    ...wishes,
  });
  const stop = new AbortController();
  const ended = announcer.run(stop.signal, () => {});
  const end = () => {
    stop.abort();
    return ended;
  };
  ending.push(end);
  return {announcer, states, end};
}

function till(wishes: Partial<FindHubsOptions> = {}) {
  const events: HubEvent[] = [];
  const stop = new AbortController();
  const read = async () => {
    for await (const event of findHubs({
      ...PORTS,
      interfaces: LOOPBACK,
      signal: stop.signal,
      ...wishes,
    }))
      if (`${event.hub.storeId}-`.startsWith(`${storeId}-`)) events.push(event);
  };
  const ended = read();
  ending.push(() => {
    stop.abort();
    return ended;
  });
  return {events, told: () => events.map(({type, hub}) => `${type} ${hub.instance}`)};
}

/** Looks every 50 ms, so often and no more. */
async function until(happened: () => boolean, looksMax = 400): Promise<void> {
  for (let looks = 0; looks < looksMax && !happened(); looks++) await systemClock.sleep(50);
  expect(happened()).toBe(true);
}

describe('on a real network interface', () => {
  test('a hub is found, with all that is needed to connect', async () => {
    hub();
    const {events} = till();
    await until(() => events.length > 0);
    expect(events).toEqual([
      {
        type: 'found',
        hub: {
          instance: `Test ${storeId}`,
          id: '7K2Q9FZX',
          storeId,
          host: `test-${storeId}.local`,
          port: 7443,
          addresses: ['127.0.0.1'],
          protocolVersions: [1],
          tls: true,
          via: 'dns-sd',
          interface: expect.any(String),
        },
      },
    ]);
  });

  test('what a hub says anew arrives', async () => {
    const {announcer} = hub();
    const {events} = till();
    await until(() => events.length > 0);
    announcer.update({id: '7K2Q9FZX', storeId, protocolVersions: [2, 1], tls: true});
    await until(() => events.some(({type}) => type === 'updated'));
    expect(events.at(-1)?.hub.protocolVersions).toEqual([2, 1]);
  });

  test('two hubs that wish the same name end up with two', async () => {
    const hubs = [hub({port: 7443}), hub({port: 7444})];
    const {events} = till();
    const both = () => hubs.every(({states}) => states.at(-1)?.state === 'announced');
    await until(() => both() && new Set(events.map(({hub}) => hub.instance)).size === 2);
    const last = new Map(events.map(({hub}) => [hub.instance, hub.port]));
    expect([...last.keys()].sort()).toEqual([`Test ${storeId}`, `Test ${storeId} (2)`]);
    expect([...last.values()].sort()).toEqual([7443, 7444]);
  });

  test('a hub that stops says goodbye and is lost', async () => {
    const {end} = hub();
    const {events, told} = till();
    await until(() => events.length > 0);
    await end();
    await until(() => events.length > 1);
    expect(told()).toEqual([`found Test ${storeId}`, `lost Test ${storeId}`]);
  });

  test('a hub whose process is killed is lost by its TTL, without a goodbye', async () => {
    const child = await spawnAnnouncer({instance: `Test ${storeId}`, storeId, port: 7443, ttlS: 3});
    ending.push(async () => child.kill('SIGKILL'));
    const {events, told} = till();
    await until(() => events.length > 0);
    child.kill('SIGKILL');
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGKILL');
    await until(() => events.length > 1);
    expect(told()).toEqual([`found Test ${storeId}`, `lost Test ${storeId}`]);
  });

  test('a plain DNS client that asks once gets its answer', async () => {
    const {states} = hub();
    await until(() => states.at(-1)?.state === 'announced');
    const socket = createSocket('udp4');
    ending.push(async () => socket.close());
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    socket.setMulticastInterface('127.0.0.1');
    const ask = query({id: 4711, questions: [question(`test-${storeId}.local`, 'A')]});
    const answered = once(socket, 'message');
    socket.send(encodeMessage(ask), MDNS_GROUP.port, MDNS_GROUP.address);
    const [bytes] = await answered;
    expect(decodeMessage(bytes)).toMatchObject({
      ok: true,
      value: {id: 4711, answers: [{type: 'A', address: '127.0.0.1', ttlS: 10}]},
    });
  });

  test('noise on the group harms neither hub nor till', async () => {
    const socket = createSocket('udp4');
    ending.push(async () => socket.close());
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    socket.setMulticastInterface('127.0.0.1');
    const random = new SeededRandom(4);
    const noises: string[] = [];
    const log = {...silentLog, info: (event: string) => noises.push(event)};
    hub();
    const {events} = till({log});
    for (let sent = 0; sent < 200; sent++) {
      socket.send(random.bytes(random.below(200)), MDNS_GROUP.port, MDNS_GROUP.address);
      await systemClock.sleep(1);
    }
    await until(() => events.length > 0);
    expect(noises).toContain('discovery.packet-ignored');
  });
});

test('sixty hubs are all found while three of ten packets are lost', async () => {
  const random = new SeededRandom(5);
  let lost = 0;
  const loses = () => {
    const hit = random.chance(30);
    if (hit) lost += 1;
    return hit;
  };
  const openLink: OpenLink = async options => {
    const link = await openUdpLink({
      ...options,
      onDatagram: (...datagram) => loses() || options.onDatagram(...datagram),
    });
    return {...link, send: async (...datagram) => (loses() ? undefined : link.send(...datagram))};
  };
  for (let at = 0; at < 60; at++)
    hub({
      instance: `Test ${storeId} ${at}`,
      host: `test-${storeId}-${at}`,
      txt: {id: '7K2Q9FZX', storeId: `${storeId}-${at}`, protocolVersions: [1], tls: true},
    });
  const {events} = till({openLink, limits: {queryIntervalMaxMs: 1000}});
  const found = () =>
    new Set(events.filter(({type}) => type === 'found').map(({hub}) => hub.storeId));
  await until(() => found().size === 60, 1200);
  expect(lost).toBeGreaterThan(50);
});
