import {SeededRandom} from '@holdfast/std/testing';
import {encodeTxt, type HubTxt} from '@holdfast/wire';
import {beforeEach, describe, expect, test} from 'vitest';
import type {Endpoint, Outgoing} from './engine.ts';
import {HUB_TTLS} from './hub-records.ts';
import {type Message, query, response} from './message.ts';
import {type DnsRecord, type Question, question} from './record.ts';
import {Responder} from './responder.ts';

const SERVICE = '_holdfast._tcp.local';
const STORE = `Store.${SERVICE}`;
const TXT: HubTxt = {id: '7K2Q9FZX', storeId: '017', protocolVersions: [1], tls: true};
const TILL: Endpoint = {address: '192.168.8.50', port: 5353};
const DIG: Endpoint = {address: '192.168.8.50', port: 40_123};

const a = (address: string): DnsRecord => ({
  type: 'A',
  name: 'store.local',
  ttlS: 120,
  flush: true,
  address,
});
const srv = (port: number, name = STORE): DnsRecord => ({
  type: 'SRV',
  name,
  ttlS: 120,
  flush: true,
  priority: 0,
  weight: 0,
  port,
  target: 'store.local',
});
const pointer = (ttlS: number, target = STORE): DnsRecord => ({
  type: 'PTR',
  name: SERVICE,
  ttlS,
  flush: false,
  target,
});

let responder: Responder;
let nowMs: number;
let sent: (Outgoing & {readonly atMs: number})[];
let events: string[];

beforeEach(() => {
  nowMs = 0;
  sent = [];
  events = [];
  responder = new Responder({
    hub: {names: {instance: 'Store', host: 'store'}, port: 7443, txt: TXT, ttls: HUB_TTLS},
    tries: {instance: 1, host: 1},
    addresses: ['192.168.8.2'],
    hostAddresses: () => new Set(['192.168.8.2', '192.168.8.3', '127.0.0.1']),
    random: new SeededRandom(3),
    startMs: 0,
  });
});

/** Lets the responder act at each of its times, up to `untilMs`. */
function runTo(untilMs: number): void {
  for (let turn = 0; turn < 1000; turn++) {
    const step = responder.advance(nowMs);
    sent.push(...step.send.map(one => ({...one, atMs: nowMs})));
    events.push(...step.events.map(({type, tries}) => `${type} ${tries.instance} ${tries.host}`));
    if (responder.wakeAtMs > untilMs) break;
    nowMs = Math.max(nowMs, responder.wakeAtMs);
  }
  nowMs = untilMs;
}
function hear(message: Message, from = TILL): void {
  responder.receive(message, from, nowMs);
  runTo(nowMs);
}
function ask(...questions: Question[]): void {
  hear(query({questions}));
}
/** What was sent since the last look. */
function take() {
  return sent.splice(0);
}
function announced(): void {
  runTo(5000);
  expect(events.at(-1)).toBe('announced 1 1');
  take();
  events = [];
}
const types = (records: readonly DnsRecord[]) => records.map(({type}) => type);

describe('a hub that starts', () => {
  test('asks three times, a quarter of a second apart, whether its names are free, and says what for', () => {
    runTo(5000);
    const probes = sent.slice(0, 3);
    const [first = 0, second = 0, third = 0] = probes.map(({atMs}) => atMs);
    expect(first).toBeLessThanOrEqual(250);
    expect([second - first, third - second]).toEqual([250, 250]);
    for (const {message} of probes) {
      expect(message).toMatchObject({
        kind: 'query',
        questions: [question(STORE, 'ANY'), question('store.local', 'ANY')],
      });
      expect(types(message.authorities)).toEqual(['SRV', 'TXT', 'A']);
      expect(message.authorities.some(({flush}) => flush)).toBe(false);
    }
  });

  test('then announces everything twice, a second apart, its own records flushing older ones', () => {
    runTo(60_000);
    const announcements = sent.slice(3);
    expect(announcements.map(({atMs}) => atMs - (sent[2]?.atMs ?? 0))).toEqual([250, 1250]);
    for (const {message} of announcements) {
      expect(message.kind).toBe('response');
      expect(types(message.answers)).toEqual(['PTR', 'PTR', 'SRV', 'TXT', 'A', 'NSEC', 'NSEC']);
      expect(message.answers.filter(({flush}) => !flush).map(({type}) => type)).toEqual([
        'PTR',
        'PTR',
      ]);
    }
    expect(events).toEqual(['probing 1 1', 'announced 1 1']);
  });

  test('answers nothing before the names are its own', () => {
    runTo(300);
    take();
    ask(question(SERVICE, 'PTR'), question(STORE, 'SRV'));
    expect(take()).toEqual([]);
  });
});

describe('a name that is taken', () => {
  test.each([
    ['instance', srv(9999), 'probing 2 1'],
    ['host', a('192.168.8.77'), 'probing 1 2'],
  ])(
    'is given up while probing: the %s gets a number, the other name stays',
    (_, theirs, event) => {
      runTo(300);
      hear(response({answers: [theirs]}));
      expect(events.at(-1)).toBe(event);
      runTo(10_000);
      expect(events.at(-1)).toBe(event.replace('probing', 'announced'));
    },
  );

  test('is probed for anew from the first of three', () => {
    runTo(600);
    take();
    hear(response({answers: [srv(9999)]}));
    runTo(nowMs + 700);
    const names = take().map(({message}) => message.questions[0]?.name);
    expect(names).toEqual(Array(3).fill(`Store (2).${SERVICE}`));
  });

  test('is not taken by our own echo, by a goodbye, by our other interface, or from a wrong port', () => {
    runTo(300);
    hear(response({answers: [srv(7443), a('192.168.8.2'), a('192.168.8.3')]}));
    hear(response({answers: [{...srv(9999), ttlS: 0}]}));
    hear(response({answers: [srv(9999)]}), DIG);
    hear(response({answers: [srv(9999, `Other.${SERVICE}`), pointer(4500)]}));
    runTo(5000);
    expect(events).toEqual(['probing 1 1', 'announced 1 1']);
  });

  test('over and over makes it rest five seconds between tries', () => {
    for (let taken = 1; taken <= 15; taken++) {
      runTo(nowMs + 20);
      hear(response({answers: [srv(9999, taken === 1 ? STORE : `Store (${taken}).${SERVICE}`)]}));
    }
    expect(events.at(-1)).toBe('probing 16 1');
    take();
    runTo(nowMs + 4999);
    expect(take()).toEqual([]);
    runTo(nowMs + 10);
    expect(take()).toHaveLength(1);
  });
});

describe('two hubs probing for one name at once', () => {
  const rival = (port: number) => {
    const text = {name: STORE, ttlS: 4500, flush: false, strings: encodeTxt(TXT)};
    return query({
      questions: [question(STORE, 'ANY')],
      authorities: [srv(port), {...text, type: 'TXT'}],
    });
  };

  test('the smaller claim waits a second and looks again, under the same name', () => {
    runTo(300);
    take();
    hear(rival(9999));
    runTo(nowMs + 999);
    expect(take()).toEqual([]);
    runTo(nowMs + 600);
    expect(take().map(({message}) => message.questions[0]?.name)).toEqual([STORE, STORE, STORE]);
    expect(events).toEqual(['probing 1 1']);
  });

  test('the greater claim goes on as if nothing were', () => {
    runTo(300);
    hear(rival(1));
    runTo(1100);
    expect(events).toEqual(['probing 1 1', 'announced 1 1']);
  });

  test('our own probe heard again changes nothing', () => {
    runTo(300);
    for (const {message} of take()) hear(message);
    runTo(1100);
    expect(events).toEqual(['probing 1 1', 'announced 1 1']);
  });

  test('a probe of our other interface, with its own address, changes nothing', () => {
    runTo(300);
    hear(query({questions: [question('store.local', 'ANY')], authorities: [a('192.168.8.3')]}));
    runTo(1100);
    expect(events).toEqual(['probing 1 1', 'announced 1 1']);
  });
});

describe('a name that is ours', () => {
  test('is defended at once against a prober, and again a quarter of a second later', () => {
    announced();
    const probe = query({questions: [question(STORE, 'ANY')], authorities: [srv(9999)]});
    hear(probe);
    expect(take()).toMatchObject([
      {atMs: 5000, message: {answers: [{type: 'SRV', port: 7443}, {type: 'TXT'}]}},
    ]);
    hear(probe);
    expect(take()).toEqual([]);
    runTo(5250);
    expect(take()).toMatchObject([{atMs: 5250, message: {kind: 'response'}}]);
  });

  test('is probed for again when somebody else uses it, and kept if nobody objects', () => {
    announced();
    hear(response({answers: [srv(9999)]}));
    expect(events).toEqual(['probing 1 1']);
    runTo(10_000);
    expect(events).toEqual(['probing 1 1', 'announced 1 1']);
  });

  test('is yielded if the other one insists', () => {
    announced();
    hear(response({answers: [srv(9999)]}));
    runTo(nowMs + 300);
    hear(response({answers: [srv(9999)]}));
    expect(events).toEqual(['probing 1 1', 'probing 2 1']);
  });

  test('is not contested by an echo of what we said before an update', () => {
    announced();
    runTo(6000);
    ask(question(STORE, 'TXT'));
    const [old] = take();
    responder.update({...TXT, storeId: '018'}, nowMs);
    if (old) hear(old.message);
    runTo(10_000);
    expect(old).toBeDefined();
    expect(events).toEqual(['announced 1 1']);
  });
});

describe('a question', () => {
  test('for hubs is answered after 20 to 120 ms, with all that a till will ask next', () => {
    announced();
    runTo(10_000);
    ask(question(SERVICE, 'PTR'));
    runTo(10_200);
    const [answer, ...more] = take();
    expect(more).toEqual([]);
    expect(answer?.atMs).toBeGreaterThanOrEqual(10_020);
    expect(answer?.atMs).toBeLessThanOrEqual(10_120);
    expect(types(answer?.message.answers ?? [])).toEqual(['PTR']);
    expect(types(answer?.message.additionals ?? [])).toEqual(['SRV', 'TXT', 'NSEC', 'A', 'NSEC']);
  });

  test.each([
    ['SRV', STORE, ['SRV']],
    ['TXT', STORE, ['TXT']],
    ['ANY', STORE, ['SRV', 'TXT']],
    ['A', 'STORE.local', ['A']],
  ] as const)('for %s of %s is answered at once: nobody else could', (type, name, answers) => {
    announced();
    runTo(10_000);
    ask(question(name, type));
    const [answer] = take();
    expect(answer).toMatchObject({atMs: 10_000});
    expect(types(answer?.message.answers ?? [])).toEqual(answers);
  });

  test('for the types of service is answered', () => {
    announced();
    runTo(10_000);
    ask(question('_services._dns-sd._udp.local', 'PTR'));
    runTo(10_200);
    expect(take()).toMatchObject([{message: {answers: [{type: 'PTR', target: SERVICE}]}}]);
  });

  test('for an IPv6 address of our host is answered with a no, so that no browser waits for it', () => {
    announced();
    runTo(10_000);
    ask({name: 'store.local', type: 'AAAA', unicastWanted: false});
    expect(take()).toMatchObject([{message: {answers: [{type: 'NSEC', types: ['A']}]}}]);
  });

  test('about others is left to them', () => {
    announced();
    ask(
      question(`Other.${SERVICE}`, 'SRV'),
      question('other.local', 'A'),
      question('local', 'ANY'),
    );
    runTo(nowMs + 500);
    expect(take()).toEqual([]);
  });

  test('whose answer the asker already knows is not answered', () => {
    announced();
    hear(query({questions: [question(SERVICE, 'PTR')], answers: [pointer(2250)]}));
    runTo(nowMs + 500);
    expect(take()).toEqual([]);
  });

  test('is answered if what the asker knows is past half of its life, or is of another hub', () => {
    announced();
    const other = pointer(4500, `Other.${SERVICE}`);
    hear(query({questions: [question(SERVICE, 'PTR')], answers: [pointer(2249), other]}));
    runTo(nowMs + 1500);
    expect(take()).toHaveLength(1);
  });

  test('asked by many at once is answered once', () => {
    announced();
    runTo(10_000);
    for (let till = 0; till < 60; till++) ask(question(SERVICE, 'PTR'));
    runTo(10_900);
    expect(take()).toHaveLength(1);
  });

  test('asked again within a second is answered when the second is over, not dropped', () => {
    announced();
    runTo(10_000);
    ask(question(STORE, 'SRV'));
    runTo(10_300);
    ask(question(STORE, 'SRV'));
    runTo(12_000);
    expect(take().map(({atMs}) => atMs)).toEqual([10_000, 11_000]);
  });
});

describe('known answers in several packets', () => {
  const first = query({questions: [question(SERVICE, 'PTR')], truncated: true});

  test('are waited for, and one that comes later still counts', () => {
    announced();
    runTo(10_000);
    hear(first);
    runTo(10_300);
    hear(query({answers: [pointer(4500)]}));
    runTo(12_000);
    expect(take()).toEqual([]);
  });

  test('are waited for half a second at most', () => {
    announced();
    runTo(10_000);
    hear(first);
    runTo(10_399);
    expect(take()).toEqual([]);
    runTo(10_700);
    expect(take()).toHaveLength(1);
  });

  test('of one asker do not silence the answer to another', () => {
    announced();
    runTo(10_000);
    hear(first);
    hear(query({answers: [pointer(4500)]}), {...TILL, address: '192.168.8.51'});
    runTo(12_000);
    expect(take()).toHaveLength(1);
  });

  test('that never end are given up: after so many askers the next is answered at once', () => {
    announced();
    runTo(10_000);
    for (let last = 0; last < 200; last++)
      responder.receive(first, {...TILL, address: `192.168.8.${last}`}, nowMs);
    runTo(10_121);
    expect(take()).toHaveLength(1);
  });
});

describe('an asker that takes unicast', () => {
  const byUnicast = {...question(STORE, 'SRV'), unicastWanted: true};

  test('gets it alone while everybody else has the answer fresh', () => {
    announced();
    ask(byUnicast);
    expect(take()).toMatchObject([{to: TILL, message: {answers: [{type: 'SRV'}]}}]);
  });

  test('makes us tell everybody when a quarter of the life is over', () => {
    announced();
    runTo(40_000);
    ask(byUnicast);
    const [answer] = take();
    expect(answer?.to).toBeUndefined();
    expect(answer?.message.answers).toMatchObject([{type: 'SRV'}]);
  });

  test('and speaks plain DNS gets its question and number back, short TTLs, and no flush bit', () => {
    announced();
    hear(query({id: 4711, questions: [question(STORE, 'SRV')]}), DIG);
    const [answer] = take();
    expect(answer).toMatchObject({
      to: DIG,
      message: {id: 4711, questions: [question(STORE, 'SRV')]},
    });
    const all = [...(answer?.message.answers ?? []), ...(answer?.message.additionals ?? [])];
    expect(types(all)).toEqual(['SRV', 'A', 'NSEC']);
    expect(all.every(({ttlS, flush}) => ttlS <= 10 && !flush)).toBe(true);
  });

  test('cannot make one packet into many', () => {
    announced();
    const many = Array(500).fill(byUnicast);
    hear(query({questions: many}));
    hear(query({questions: many}), DIG);
    const answers = take();
    expect(answers).toHaveLength(2);
    for (const {message} of answers) expect(message.answers).toHaveLength(1);
  });
});

describe('a change', () => {
  test('of what the hub says is announced at once, twice, without probing', () => {
    announced();
    responder.update({...TXT, storeId: '018'}, nowMs);
    runTo(10_000);
    expect(take().map(({atMs, message}) => [atMs, message.kind])).toEqual([
      [5000, 'response'],
      [6000, 'response'],
    ]);
  });

  test('of name, made on another interface, takes back the old one and probes for the new', () => {
    announced();
    responder.adopt({instance: 2, host: 1}, nowMs);
    runTo(5600);
    const [goodbye, probe] = take();
    expect(goodbye?.message.answers.map(({ttlS}) => ttlS)).toEqual([0, 0, 0]);
    expect(probe?.message.questions[0]?.name).toBe(`Store (2).${SERVICE}`);
  });

  test('to the name it has changes nothing', () => {
    announced();
    responder.adopt({instance: 1, host: 1}, nowMs);
    runTo(7000);
    expect([...take(), ...events]).toEqual([]);
  });
});

describe('a goodbye', () => {
  test('takes back the hub, but not what others on this machine may share', () => {
    announced();
    const [goodbye] = responder.goodbye();
    expect(goodbye?.answers.map(({type, ttlS}) => [type, ttlS])).toEqual([
      ['PTR', 0],
      ['SRV', 0],
      ['TXT', 0],
    ]);
  });

  test('is not said for names that were never ours', () => {
    runTo(300);
    expect(responder.goodbye()).toEqual([]);
  });
});
