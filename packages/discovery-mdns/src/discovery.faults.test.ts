import {SeededRandom} from '@holdfast/std/testing';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {OpenLink} from './link.ts';
import {encodeMessage, response} from './message.ts';
import {HUB_TXT, StoreLan} from './testing/store-lan.ts';

const HUB = '10.0.0.2';
const TILL = '10.0.0.50';
const NOISE = {address: '10.0.0.66', port: 5353};

let store: StoreLan;
beforeEach(() => {
  store = new StoreLan(7);
});
afterEach(() => store.close());

interface Fault {
  readonly name: string;
  /** Breaks something; answers whether it struck, asked at the end. */
  strike(store: StoreLan): () => boolean;
}

/** A hub that lives through it is found, by name and address, when it is over. */
const BREAKS: readonly Fault[] = [
  {
    name: 'nothing that the hub says arrives for eight seconds',
    strike({lan, clock}) {
      lan.loses = ({from, to}) => from === HUB && to === TILL && clock.monotonicMs() < 8000;
      return () => lan.dropped >= 5;
    },
  },
  {
    name: 'three of ten packets are lost, both ways',
    strike({lan}) {
      const random = new SeededRandom(11);
      lan.loses = () => random.chance(30);
      return () => lan.dropped > 5;
    },
  },
  {
    name: 'a neighbour sends noise all the time',
    strike({lan, clock}) {
      const random = new SeededRandom(12);
      let sent = 0;
      const send = async () => {
        for (; sent < 2000; sent++) {
          lan.deliver(random.bytes(random.below(300)), NOISE);
          await clock.sleep(10);
        }
      };
      void send();
      return () => sent === 2000;
    },
  },
  {
    name: 'a neighbour bends and repeats what others say',
    strike({lan, clock}) {
      const random = new SeededRandom(13);
      let bent = 0;
      const repeat = async () => {
        for (let turn = 0; turn < 2000; turn++) {
          const heard = lan.sent[random.below(lan.sent.length)];
          if (heard) {
            const bytes = encodeMessage(heard.message);
            bytes[12 + random.below(bytes.length - 12)] = random.below(256);
            lan.deliver(bytes, NOISE);
            bent += 1;
          }
          await clock.sleep(10);
        }
      };
      void repeat();
      return () => bent > 1000;
    },
  },
  {
    name: 'the links of hub and till break',
    strike({lan, clock}) {
      let broken = 0;
      const breakThem = async () => {
        await clock.sleep(1500);
        for (const address of [HUB, TILL]) {
          lan.breakLink(address, new Error('ENODEV'));
          broken += 1;
        }
      };
      void breakThem();
      return () => broken === 2;
    },
  },
];

test.each(BREAKS)('$name: the hub is found all the same', async ({strike}) => {
  const struck = strike(store);
  store.hub(HUB);
  const till = store.till(TILL);
  await store.clock.advance(30_000);
  store.lan.loses = () => false;
  const there = () => till.hubs().some(hub => hub.includes(`${HUB}:7443`));
  await store.clock.runUntil(there, {stepMs: 1000, limitMs: 300_000});
  expect(struck()).toBe(true);
});

describe('a hub', () => {
  test('whose power is cut is lost by its TTL, without a goodbye, and found again when it is back', async () => {
    store.hub(HUB);
    const till = store.till(TILL);
    await store.clock.advance(5000);
    store.lan.cut(HUB);
    const before = store.lan.sent.length;
    await store.clock.runUntil(() => till.hubs().length === 0, {stepMs: 1000, limitMs: 130_000});
    const after = store.lan.sent.slice(before);
    expect(after.filter(({message}) => message.kind === 'response')).toEqual([]);
    expect(after.length).toBeGreaterThan(0);
    store.hub(HUB);
    await store.clock.advance(5000);
    expect(till.hubs()).toEqual([`Corner Store ${HUB}:7443`]);
  });

  test('that is shouted down by a neighbour ends up with some name, and nobody dies of it', async () => {
    const hub = store.hub(HUB);
    const till = store.till(TILL);
    let shouts = 0;
    const shout = async () => {
      for (; shouts < 100; shouts++) {
        const last = store.lan.sent.findLast(({from}) => from === HUB)?.message;
        const claim = last?.authorities.find(({type}) => type === 'SRV');
        if (claim?.type === 'SRV')
          store.lan.deliver(encodeMessage(response({answers: [{...claim, port: 1}]})), NOISE);
        await store.clock.sleep(100);
      }
    };
    void shout();
    await store.clock.advance(60_000);
    expect(shouts).toBe(100);
    expect(hub.log.events.filter(event => event === 'discovery.name-taken').length).toBeGreaterThan(
      5,
    );
    expect(hub.states.at(-1)?.state).toBe('announced');
    expect(till.hubs()).toHaveLength(1);
  });

  test('whose port is taken by a program that does not share says why and tries again', async () => {
    let refused = 0;
    const openLink: OpenLink = options => {
      refused += 1;
      if (refused <= 3) return Promise.reject(new Error('bind EADDRINUSE 0.0.0.0:5353'));
      return store.lan.openLink(options);
    };
    const hub = store.hub(HUB, {openLink});
    await store.clock.advance(5000);
    const state = hub.states.at(-1);
    expect(state?.state === 'waiting' && state.fault.fields['reason']).toContain('EADDRINUSE');
    await store.clock.advance(30_000);
    expect(refused).toBe(4);
    expect(hub.states.at(-1)?.state).toBe('announced');
    const failed = hub.log.events.filter(event => event === 'discovery.interface-failed');
    expect(failed).toHaveLength(1);
  });

  test('that cannot send says so once and goes on', async () => {
    let tried = 0;
    const openLink: OpenLink = async options => {
      const link = await store.lan.openLink(options);
      const send = async (...args: Parameters<typeof link.send>) => {
        tried += 1;
        if (tried <= 4) throw new Error('send ENETUNREACH');
        await link.send(...args);
      };
      return {...link, send};
    };
    const hub = store.hub(HUB, {openLink});
    await store.clock.advance(10_000);
    expect(tried).toBeGreaterThan(4);
    expect(hub.log.events.filter(event => event === 'discovery.send-failed')).toHaveLength(1);
    hub.announcer.update({...HUB_TXT, storeId: '018'});
    const till = store.till(TILL);
    await store.clock.advance(5000);
    expect(till.events).toMatchObject([{type: 'found', hub: {storeId: '018'}}]);
  });
});

test.each([1, 2, 3])(
  'sixty hubs are all found while three of ten packets are lost (seed %i)',
  async seed => {
    store = new StoreLan(seed);
    const random = new SeededRandom(seed);
    store.lan.loses = () => random.chance(30);
    for (let at = 0; at < 60; at++)
      store.hub(`10.0.0.${100 + at}`, {instance: `Store ${at}`, host: `store-${at}`});
    const till = store.till(TILL);
    await store.clock.runUntil(() => till.hubs().length === 60, {stepMs: 500, limitMs: 200_000});
    expect(store.lan.dropped).toBeGreaterThan(1000);
  },
);
