import {saleDraft} from '@holdfast/domain/testing';
import {nodeDigest} from '@holdfast/platform-node';
import {type Bytes, Fault, toBase64Url} from '@holdfast/std';
import {
  drawGatewayIncarnation,
  encodeLanMessage,
  LAN_CLOSE_CODES,
  type LanCloseReason,
  parseTerminalMessage,
} from '@holdfast/wire';
import {beforeEach, describe, expect, test} from 'vitest';
import {TERMINAL_LIMITS} from './limits.ts';
import type {DiscoveryEvent} from './ports.ts';
import type {Terminal} from './terminal.ts';
import {type FakeHub, TestTill} from './testing.ts';

let till: TestTill;
let terminal: Terminal;

beforeEach(async () => {
  till = new TestTill(nodeDigest);
  terminal = await till.begin();
});

async function sell(count: number): Promise<void> {
  for (let sale = 0; sale < count; sale++) await terminal.submit(saleDraft([sale + 1]));
}

function nominate(hub: FakeHub, idPrefix = hub.hubId.slice(0, 8)): DiscoveryEvent {
  return {type: 'found', hub: {via: 'dns-sd', address: hub.address, idPrefix, name: 'Store'}};
}

const kind = () => terminal.status.kind;
const bodies = () => till.disk.entries.map(({entry}) => new TextDecoder().decode(entry.body));

test('a hub that restarts blank gets everything again, and nobody waits for it', async () => {
  await sell(3);
  await till.clock.advance(100);
  expect(till.hub.recorded).toHaveLength(3);
  till.hub.restartBlank();
  await sell(2);
  await till.clock.advance(5_000);
  expect(till.hub.recorded).toEqual(bodies());
  expect(till.custody.map(({kind: one}) => one)).toContain('fellBack');
  expect(kind()).toBe('online');
});

test('what a welcome lacks is sent, and nothing else', async () => {
  await sell(5);
  await till.clock.advance(100);
  till.hub.closeAll();
  till.hub.heard.length = 0;
  await sell(2);
  await till.clock.advance(2_000);
  const records = till.hub.heard.filter(message => message.type === 'recordTransaction');
  expect(records.map(({sequenceNumber}) => sequenceNumber)).toEqual([6, 7]);
});

test('everything a terminal says is a message of the protocol', async () => {
  await terminal.submit(saleDraft(), {personal: {name: 'Ana'}});
  await till.clock.advance(2_000);
  expect(new Set(till.hub.heard.map(({type}) => type)).size).toBe(3);
  for (const message of till.hub.heard) {
    expect(parseTerminalMessage(encodeLanMessage(message))).toEqual({ok: true, value: message});
  }
});

describe('a hub that is gone', () => {
  test('is lost within three seconds, and found again at once when it is announced', async () => {
    const {clock, hub} = till;
    await clock.advance(10_000);
    hub.silent = true;
    await clock.advance(1_999);
    expect(kind()).toBe('online');
    await clock.advance(1_002);
    expect(kind()).toBe('hub-lost');
    await sell(2);
    expect(terminal.status).toMatchObject({backlog: {terminal: 2}});
    await clock.advance(60_000);
    hub.silent = false;
    hub.address = {host: '192.0.2.9', port: 7443};
    till.finder.tell(nominate(hub));
    await clock.advance(TERMINAL_LIMITS.handshakeMs + TERMINAL_LIMITS.roundPauseMs);
    expect(terminal.status).toMatchObject({kind: 'online', hub: {via: 'dns-sd', name: 'Store'}});
    expect(hub.recorded).toHaveLength(2);
    expect(till.disk.pairing?.lastAddress).toEqual(hub.address);
  });

  test('and back within three seconds was never shown as lost', async () => {
    await till.clock.advance(10_000);
    till.hub.closeAll();
    await till.clock.advance(2_000);
    expect(till.statuses.map(status => status.kind)).not.toContain('hub-lost');
    expect(till.hub.sessions).toBe(1);
  });

  test('is reached at its new address while the old one is still being called', async () => {
    const {clock, hub} = till;
    const [before, after] = ['192.0.2.1:7443', '192.0.2.9:7443'];
    till.blackholes.add(before);
    hub.address = {host: '192.0.2.9', port: 7443};
    hub.closeAll();
    await clock.advance(1_000);
    expect(till.dialled.at(-1)).toBe(before);
    till.finder.tell(nominate(hub));
    await clock.advance(TERMINAL_LIMITS.roundPauseMs + 10);
    expect(till.dialled.at(-1)).toBe(after);
    expect(hub.sessions).toBe(1);
  });

  test('is reached though somebody shouts without pause', async () => {
    const {clock, hub} = till;
    hub.closeAll();
    till.connectMs = 1_000;
    const liar = till.makeHub({name: 'liar', address: {host: '192.0.2.66', port: 7443}});
    const prefix = hub.hubId.slice(0, 8);
    for (let shout = 0; shout < 40 && hub.sessions === 0; shout++) {
      till.blackholes.add(`192.0.2.66:${shout}`);
      liar.address = {host: '192.0.2.66', port: shout};
      till.finder.tell(nominate(liar, prefix));
      await clock.advance(500);
    }
    expect(hub.sessions).toBe(1);
  });

  test('is asked for with growing, bounded pauses', async () => {
    till.hub.up = false;
    till.hub.closeAll();
    await till.clock.advance(60_000);
    const before = till.hub.connects;
    await till.clock.advance(60_000);
    const tries = till.hub.connects - before;
    expect(tries).toBeGreaterThanOrEqual(60_000 / TERMINAL_LIMITS.reconnect.maxMs);
    expect(tries).toBeLessThanOrEqual((2 * 60_000) / TERMINAL_LIMITS.reconnect.maxMs + 1);
  });

  test('keeps its backlog shown, and what it lacked is shown as it drains', async () => {
    till.hub.up = false;
    till.hub.closeAll();
    await till.clock.advance(10_000);
    await sell(100);
    till.hub.up = true;
    await till.clock.runUntil(() => kind() === 'online');
    const recovering = till.statuses.filter(status => status.kind === 'recovering');
    expect(recovering[0]?.progress).toEqual({done: 0, total: 100});
    expect(till.hub.recorded).toHaveLength(100);
    expect(terminal.status).toMatchObject({backlog: {terminal: 0}});
  });
});

describe('who is not the pinned hub', () => {
  test('is never called when it says so itself', async () => {
    const [nextDoor, silentOne] = ['192.0.2.77', '192.0.2.78'].map(host =>
      till.makeHub({name: host, address: {host, port: 7443}}),
    );
    if (nextDoor) till.finder.tell(nominate(nextDoor));
    if (silentOne) till.finder.tell(nominate(silentOne, ''));
    till.hub.up = false;
    till.hub.closeAll();
    await till.clock.advance(10_000);
    expect(till.dialled).not.toContain('192.0.2.77:7443');
    expect(till.dialled).toContain('192.0.2.78:7443'); // who says nothing may be asked for its key
  });

  test('gets nothing when its key is another, and is told about', async () => {
    const stranger = till.makeHub({name: 'stranger'});
    till.hub.closeAll();
    till.hub = stranger;
    await sell(1);
    await till.clock.advance(5_000);
    expect(stranger.heard).toEqual([]);
    await till.clock.advance(60_000);
    expect(till.issues).toEqual([
      {code: 'hub/untrusted', address: '192.0.2.1:7443', detail: expect.any(String)},
    ]);
    expect(terminal.status).toMatchObject({kind: 'hub-lost', causes: ['hub/untrusted']});
  });

  test.each([
    ['another hub', (hub: FakeHub) => Object.assign(hub, {hubId: till.makeHub({name: 'x'}).hubId})],
    ['another store', (hub: FakeHub) => Object.assign(hub, {retailStoreId: 'S2'})],
  ])('gets nothing when it says it is %s', async (_, bend) => {
    till.hub.closeAll();
    bend(till.hub);
    till.hub.heard.length = 0;
    await sell(1);
    await till.clock.advance(5_000);
    expect(till.hub.heard).toEqual([]);
    expect(kind()).toBe('hub-lost');
  });

  test('is a hub of an older roster: it gets nothing, and is told about', async () => {
    till.hub.epoch = 5;
    till.hub.closeAll();
    await till.clock.advance(2_000);
    expect(till.disk.pairing?.epoch).toBe(5);
    till.hub.epoch = 4;
    till.hub.closeAll();
    till.hub.heard.length = 0;
    await sell(1);
    await till.clock.advance(4_000);
    expect(till.hub.heard).toEqual([]);
    expect(till.issues).toContainEqual({code: 'hub/fenced', epoch: 4, epochSeen: 5});
    expect(terminal.status).toMatchObject({kind: 'hub-lost', causes: ['hub/fenced']});
  });
});

describe('a hub that closes with a code', () => {
  const reasons = Object.keys(LAN_CLOSE_CODES) as LanCloseReason[];
  const never = reasons.filter(reason => LAN_CLOSE_CODES[reason].retry === 'never');
  const later = reasons.filter(reason => LAN_CLOSE_CODES[reason].retry === 'later');

  test.each(never)('%s blocks the till, which sells on and asks again slowly', async reason => {
    await till.clock.advance(10_000);
    till.hub.say({v: 1, type: 'refused', reason, detail: 'because'});
    till.hub.closeAll(reason);
    await till.clock.advance(1_000);
    expect(terminal.status).toMatchObject({
      kind: 'blocked',
      code: reason,
      detail: `${reason}: because`,
      sells: true,
    });
    await sell(1);
    const {connects} = till.hub;
    await till.clock.advance(TERMINAL_LIMITS.refusedRetryMs - 2_000);
    expect(till.hub.connects).toBe(connects);
    await till.clock.advance(3_000);
    expect(kind()).toBe('online'); // whatever it was, it is over
    expect(till.hub.recorded).toHaveLength(1);
  });

  test.each(later)('%s is rung again', async reason => {
    till.hub.closeAll(reason);
    await till.clock.advance(1_500);
    expect(kind()).toBe('online');
    expect(till.hub.sessions).toBe(1);
  });

  test('that a newer hub made up is rung again', async () => {
    till.hub.closeAll(4_999);
    await till.clock.advance(1_500);
    expect(kind()).toBe('online');
  });
});

test('a hub that shares no version blocks the till, which sells on', async () => {
  const fresh = new TestTill(nodeDigest);
  const connect = () => Promise.reject(new Fault('wire/version', {offered: '1'}));
  const old = new TestTill(nodeDigest, {
    platform: {...fresh.platform, link: {connect, connectUnproven: connect}},
  });
  fresh.admit();
  await old.terminal.start();
  await fresh.clock.advance(1_000);
  expect(old.terminal.status).toMatchObject({kind: 'blocked', code: 'version', sells: true});
  await old.terminal.stop();
});

describe('a terminal whose disk went back in time, at a hub that knows no successors', () => {
  test.each(['rolledBack', 'forked'] as const)('is told so, and sells on: %s', async code => {
    await sell(3);
    await till.clock.advance(100);
    till.hub.closeAll();
    await terminal.stop();
    till.disk.entries = till.disk.entries.slice(0, 2);
    till.disk.custody = {...till.disk.custody, recorded: undefined};
    till.hub.up = false;
    terminal = await till.crash();
    await sell(code === 'forked' ? 1 : 0); // 1.00, where the hub has 3.00
    till.hub.up = true;
    till.hub.succession = 'unknown';
    await till.clock.advance(8_000 + TERMINAL_LIMITS.answerMs);
    expect(terminal.status).toMatchObject({kind: 'blocked', code, sells: true});
    const issue = {rolledBack: 'journal/rolled-back', forked: 'journal/forked'}[code];
    expect(till.issues.map(one => one.code)).toContain(issue);
    expect(till.hub.recorded).toHaveLength(3);
    expect(terminal.custodyOf(till.disk.entries.length)?.kind).toBe('journaled');
  });
});

describe('the store’s clock', () => {
  test('is told apart from this one, and far enough off it degrades the till', async () => {
    till.hub.clockOffsetMs = 60_000;
    await till.clock.advance(2_000);
    expect(terminal.status).toMatchObject({kind: 'online', clock: {offsetMs: 60_000}});
    till.hub.clockOffsetMs = -3_600_000;
    await till.clock.advance(12_000);
    expect(terminal.status).toMatchObject({
      kind: 'degraded',
      causes: ['clock/offset'],
      clock: {offsetMs: -3_600_000},
    });
  });

  test('ticking as it should is no news', async () => {
    await till.clock.advance(2_000);
    const told = till.statuses.length;
    await till.clock.advance(60_000);
    expect(till.statuses.length).toBe(told);
  });
});

test('the store’s state is the till’s', async () => {
  const backlog = {entries: 12, oldestMs: 1};
  till.hub.say({
    v: 1,
    type: 'storeStatus',
    state: 'offline',
    sinceMs: 1_234,
    causes: ['uplink/all-down'],
    uplinks: [],
    backlog,
  });
  await till.clock.advance(0);
  expect(terminal.status).toMatchObject({
    kind: 'offline',
    sinceMs: 1_234,
    causes: ['uplink/all-down'],
    backlog: {hub: 12},
  });
});

test('a till with pruned entries shows a blank hub what head office holds', async () => {
  await sell(3);
  await till.clock.advance(100);
  const {entry} = till.disk.entries[1] ?? expect.fail('three sales');
  const statement: Bytes = await till.hub.sign({...entry.header, entryHash: entry.entryHash});
  till.hub.say({v: 1, type: 'held', statement: toBase64Url(statement)});
  await till.clock.advance(100);
  till.disk.entries = till.disk.entries.slice(2); // two were pruned
  till.hub.restartBlank();
  await sell(1);
  await till.clock.advance(2_000);
  expect(till.hub.recorded).toEqual(bodies());
  expect([1, 2, 3, 4].map(one => terminal.custodyOf(one)?.kind)).toEqual([
    'held',
    'held',
    'recorded',
    'recorded',
  ]);
});

test('discovery is heard by whoever asks, until they stop', async () => {
  const stop = new AbortController();
  const heard: DiscoveryEvent[] = [];
  const reading = (async () => {
    for await (const event of terminal.discover(stop.signal)) heard.push(event);
  })();
  const seen: DiscoveryEvent[] = [];
  const leave = terminal.on('discovery', event => seen.push(event));
  await till.clock.advance(0);
  till.finder.tell(nominate(till.hub));
  await till.clock.advance(0);
  stop.abort();
  await reading;
  leave();
  till.finder.tell(nominate(till.hub));
  await till.clock.advance(0);
  expect(heard).toEqual([nominate(till.hub)]);
  expect(seen).toEqual(heard);
});

test('head office that holds less than before makes the till ring again, and say what it still has', async () => {
  await sell(3);
  await till.clock.advance(100);
  const say = async (sequenceNumber: number) => {
    const {entry} = till.disk.entries[sequenceNumber - 1] ?? expect.fail('it was sold');
    const {workstationId, journalId} = entry.header;
    const {entryHash} = entry;
    const statement = await till.hub.sign({workstationId, journalId, sequenceNumber, entryHash});
    till.hub.say({v: 1, type: 'held', statement: toBase64Url(statement)});
    await till.clock.advance(2_000);
  };
  await say(3);
  const before = till.hub.connects;
  till.hub.gatewayIncarnation = drawGatewayIncarnation(till.random, {
    after: [till.hub.gatewayIncarnation],
  });
  await say(1);
  expect(terminal.progress).toEqual({journaled: 3, recorded: 3, held: 1});
  expect(till.hub.connects).toBe(before + 1);
  const asked = till.hub.heard.filter(({type}) => type === 'authenticate');
  expect(asked.at(-1)).toMatchObject({firstSequenceNumber: 1, lastSequenceNumber: 3});
});
