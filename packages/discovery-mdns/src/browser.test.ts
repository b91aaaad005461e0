import {type Log, silentLog} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import type {HubTxt} from '@holdfast/wire';
import {beforeEach, describe, expect, test} from 'vitest';
import {BROWSER_LIMITS, Browser, type HubEvent} from './browser.ts';
import type {Endpoint} from './engine.ts';
import {HUB_TTLS, type HubRecords, hubRecords} from './hub-records.ts';
import {type Message, query, response} from './message.ts';
import type {DnsRecord} from './record.ts';

const SERVICE = '_holdfast._tcp.local';
const TXT: HubTxt = {id: '7K2Q9FZX', storeId: '017', protocolVersions: [1], tls: true};
const HUB: Endpoint = {address: '192.168.8.2', port: 5353};

interface Change {
  readonly instance?: string;
  readonly host?: string;
  readonly port?: number;
  readonly txt?: HubTxt;
  readonly addresses?: readonly string[];
}

function recordsOf(change: Change = {}): HubRecords {
  const {instance = 'Store', host = 'store', port = 7443, txt = TXT} = change;
  const {addresses = ['192.168.8.2']} = change;
  return hubRecords({names: {instance, host}, port, txt, addresses, ttls: HUB_TTLS});
}
const all = ({pointer, service, text, addresses}: HubRecords) => [
  pointer,
  service,
  text,
  ...addresses,
];
const goodbye = (records: readonly DnsRecord[]) => records.map(record => ({...record, ttlS: 0}));

let browser: Browser;
let nowMs: number;
let sent: (Message & {readonly atMs: number})[];
let events: HubEvent[];
let logged: string[];

function start(limits = BROWSER_LIMITS): void {
  nowMs = 0;
  sent = [];
  events = [];
  logged = [];
  const note = (event: string) => logged.push(event);
  const log: Log = {...silentLog, info: note, warn: note};
  browser = new Browser({interface: 'eth0', limits, log, random: new SeededRandom(3), startMs: 0});
}
beforeEach(() => start());

function runTo(untilMs: number): void {
  for (let turn = 0; turn < 5000; turn++) {
    const step = browser.advance(nowMs);
    sent.push(...step.send.map(({message}) => ({...message, atMs: nowMs})));
    events.push(...step.events);
    if (browser.wakeAtMs > untilMs) break;
    nowMs = Math.max(nowMs, browser.wakeAtMs);
  }
  nowMs = untilMs;
}
function hear(answers: readonly DnsRecord[], from = HUB): void {
  browser.receive(response({answers}), from, nowMs);
  runTo(nowMs);
}
const told = () => events.splice(0).map(({type, hub}) => `${type} ${hub.instance}`);
const asked = () =>
  sent.splice(0).flatMap(({questions}) => questions.map(({type, name}) => `${type} ${name}`));

describe('looking for hubs', () => {
  test('asks within 120 ms, then after 1, 2, 4 … seconds, and every 60 in the end', () => {
    runTo(400_000);
    const times = sent.map(({atMs}) => atMs);
    expect(times[0]).toBeGreaterThanOrEqual(20);
    expect(times[0]).toBeLessThanOrEqual(120);
    const waits = times.slice(1).map((atMs, at) => Math.round((atMs - (times[at] ?? 0)) / 1000));
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]);
  });

  test('tells the hubs it knows to keep quiet', () => {
    runTo(200);
    hear(all(recordsOf()));
    sent = [];
    runTo(1200);
    expect(sent).toMatchObject([
      {questions: [{name: SERVICE, type: 'PTR'}], answers: [{type: 'PTR', ttlS: 4499}]},
    ]);
  });

  test('finds a hub that says everything at once, in one packet, and asks for nothing more', () => {
    runTo(200);
    asked();
    hear(all(recordsOf()));
    expect(events).toEqual([
      {
        type: 'found',
        hub: {
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
        },
      },
    ]);
    expect(asked()).toEqual([]);
  });

  test('finds it in whatever order the records stand', () => {
    hear(all(recordsOf()).reverse());
    expect(told()).toEqual(['found Store']);
  });

  test('takes what stands in the additional section', () => {
    const {pointer, service, text, addresses} = recordsOf();
    browser.receive(
      response({answers: [pointer], additionals: [service, text, ...addresses]}),
      HUB,
      nowMs,
    );
    runTo(nowMs);
    expect(told()).toEqual(['found Store']);
  });

  test('knows a name with dots in it', () => {
    hear(all(recordsOf({instance: 'St. Ives 2.0'})));
    expect(told()).toEqual(['found St. Ives 2.0']);
  });
});

describe('what an answer leaves out', () => {
  test('is asked for at once, step by step, until the hub is whole', () => {
    runTo(200);
    asked();
    const {pointer, service, text, addresses} = recordsOf();
    hear([pointer]);
    expect(asked()).toEqual([`SRV Store.${SERVICE}`, `TXT Store.${SERVICE}`]);
    hear([service]);
    expect(asked()).toEqual(['A store.local']);
    hear([text]);
    expect(told()).toEqual([]);
    hear(addresses);
    expect(told()).toEqual(['found Store']);
  });

  test('is asked for again after 1, 2, 4 … seconds, not more often', () => {
    hear([recordsOf().pointer]);
    runTo(31_500);
    const resolving = sent.filter(({questions}) => questions[0]?.type === 'SRV');
    expect(resolving.map(({atMs}) => atMs / 1000)).toEqual([0, 1, 3, 7, 15, 31]);
  });

  test('is no longer asked for when the hub has gone', () => {
    hear([recordsOf().pointer]);
    hear(goodbye([recordsOf().pointer]));
    runTo(1000);
    asked();
    runTo(20_000);
    expect(new Set(asked())).toEqual(new Set([`PTR ${SERVICE}`]));
  });
});

describe('a known hub', () => {
  beforeEach(() => {
    runTo(200);
    hear(all(recordsOf()));
    told();
    asked();
    runTo(10_000);
  });

  test.each<[string, Change, unknown]>([
    ['text', {txt: {...TXT, storeId: '018'}}, {storeId: '018'}],
    ['port', {port: 7444}, {port: 7444}],
    ['address', {addresses: ['192.168.8.99']}, {addresses: ['192.168.8.99']}],
  ])('that changes its %s is updated, and the old is gone after a second', (_, change, hub) => {
    hear(all(recordsOf(change)));
    runTo(11_001);
    expect(events.at(-1)).toMatchObject({type: 'updated', hub});
    expect(told().every(one => one === 'updated Store')).toBe(true);
  });

  test('that says the same again is no news', () => {
    hear(all(recordsOf()));
    expect(told()).toEqual([]);
  });

  test('is lost one second after its goodbye', () => {
    hear(goodbye(all(recordsOf())));
    runTo(10_999);
    expect(told()).toEqual([]);
    runTo(11_000);
    expect(told()).toEqual(['lost Store']);
  });

  test('is asked for four times before its records die, and lost when nobody answers', () => {
    runTo(130_000);
    const refreshing = asked().filter(one => one === 'A store.local' || one.startsWith('SRV'));
    expect(refreshing.filter(one => one.startsWith('A')).length).toBeGreaterThanOrEqual(4);
    expect(refreshing.filter(one => one.startsWith('SRV')).length).toBeGreaterThanOrEqual(4);
    expect(told()).toEqual(['lost Store']);
  });

  test('is not lost while it answers', () => {
    for (let atMs = 10_000; atMs < 600_000; atMs += 100) {
      runTo(atMs);
      if (asked().some(one => one !== `PTR ${SERVICE}`)) hear(all(recordsOf()));
    }
    expect(told()).toEqual([]);
  });

  test('is found again when it comes back', () => {
    hear(goodbye(all(recordsOf())));
    runTo(20_000);
    hear(all(recordsOf()));
    expect(told()).toEqual(['lost Store', 'found Store']);
  });

  test('cannot be put out by what is no answer: a query, or a packet from another port', () => {
    const bye = goodbye(all(recordsOf()));
    browser.receive(query({answers: bye}), HUB, nowMs);
    hear(bye, {...HUB, port: 40_000});
    runTo(20_000);
    expect(told()).toEqual([]);
  });
});

describe('what is no hub', () => {
  test.each<[string, DnsRecord[]]>([
    ['text of another program', [{...recordsOf().text, strings: [Uint8Array.of(97)]}]],
    ['port zero', [recordsOf({port: 0}).service]],
  ])('is ignored and logged once: %s', (_, wrong) => {
    const records = all(recordsOf()).filter(({type}) => !wrong.some(one => one.type === type));
    hear([...records, ...wrong]);
    hear([...records, ...wrong]);
    runTo(1000);
    expect(told()).toEqual([]);
    expect(logged).toEqual(['discovery.hub-ignored']);
  });

  test('is ignored: a name with control characters', () => {
    hear(all(recordsOf({instance: 'Store\u001b[2J'})));
    expect([told(), logged]).toEqual([[], ['discovery.hub-ignored']]);
  });

  test('takes no room: other services, and hosts that no hub names', () => {
    const printer = `Printer._ipp._tcp.local`;
    const others: DnsRecord[] = [
      {...recordsOf().pointer, name: '_ipp._tcp.local', target: printer},
      {...recordsOf().pointer, target: SERVICE},
      {...recordsOf().pointer, target: printer},
      {...recordsOf().service, name: printer},
      ...recordsOf({host: 'printer'}).addresses,
    ];
    start({...BROWSER_LIMITS, recordsMax: 4});
    hear(others);
    hear(all(recordsOf()));
    expect([told(), logged]).toEqual([['found Store'], []]);
  });
});

describe('at its cap', () => {
  test('new hubs are ignored and logged once, known ones stay and are still updated', () => {
    start({...BROWSER_LIMITS, hubsMax: 2});
    for (const instance of ['A', 'B', 'C', 'D']) hear(all(recordsOf({instance})));
    hear(all(recordsOf({instance: 'A', port: 1})));
    expect(told()).toEqual(['found A', 'found B', 'updated A']);
    expect(logged).toEqual(['discovery.cache-full']);
  });

  test('a hub that goes makes room for another', () => {
    start({...BROWSER_LIMITS, hubsMax: 1});
    hear(all(recordsOf({instance: 'A'})));
    hear(all(recordsOf({instance: 'B'})));
    hear(goodbye(all(recordsOf({instance: 'A'}))));
    runTo(1001);
    hear(all(recordsOf({instance: 'B'})));
    expect(told()).toEqual(['found A', 'lost A', 'found B']);
  });

  test('a thousand made-up hubs leave no more than the cap in memory', () => {
    start({...BROWSER_LIMITS, recordsMax: 40});
    hear(all(recordsOf()));
    for (let made = 0; made < 1000; made++)
      hear(all(recordsOf({instance: `x${made}`, host: `x${made}`})));
    expect(told().length).toBeLessThanOrEqual(10);
    hear(goodbye(all(recordsOf())));
    runTo(1001);
    expect(told()).toContain('lost Store');
  });
});
