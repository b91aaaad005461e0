import {nodeDigest} from '@holdfast/platform-node';
import {VirtualClock} from '@holdfast/std/testing';
import {STORE_STATES, type StoreStatus} from '@holdfast/wire';
import {describe, expect, test} from 'vitest';
import {StatusBoard} from './status-board.ts';
import {deriveStatus, type StatusFacts, type TerminalStatus} from './terminal-status.ts';
import {TestTill} from './testing.ts';

const {hubId} = new TestTill(nodeDigest).hub;
const hubRef = {hubId, name: '', address: {host: '10.0.0.1', port: 1}, via: 'dns-sd'} as const;

function store(state: StoreStatus['state']): StoreStatus {
  const backlog = {entries: 4, oldestMs: 9};
  return {
    v: 1,
    type: 'storeStatus',
    state,
    sinceMs: 77,
    causes: ['uplink/x'],
    uplinks: [],
    backlog,
  };
}

const AT_EASE: StatusFacts = {
  journal: 'open',
  journalDetail: '',
  persistence: 'persistent',
  paired: true,
  hub: 'near',
  hubRef,
  blocked: undefined,
  searchCauses: [],
  store: store('online'),
  catchUpTotal: 0,
  backlog: 0,
  quarantined: 0,
  clockOffsetMs: 0,
};

describe('the root cause is shown, and nothing beside it', () => {
  const blocked = {code: 'revoked', detail: ''} as const;
  const everything = {blocked, hub: 'lost', paired: false, catchUpTotal: 3} as const;
  const rows: readonly [string, Partial<StatusFacts>, string][] = [
    ['the journal is not open yet', {...everything, journal: 'opening'}, 'starting'],
    ['the journal is full', {...everything, journal: 'journalFull'}, 'blocked'],
    ['the disk is full', {...everything, journal: 'diskFull'}, 'blocked'],
    ['the journal failed', {...everything, journal: 'journalFailed'}, 'blocked'],
    ['nobody has paired it', everything, 'unpaired'],
    ['the hub will not have it', {...everything, paired: true}, 'blocked'],
    ['no hub was met yet', {hub: 'sought'}, 'starting'],
    ['the hub is lost', {hub: 'lost', catchUpTotal: 3}, 'hub-lost'],
    ['the hub lacks what was sold alone', {catchUpTotal: 3}, 'recovering'],
    ['the hub has not said how the store is', {store: undefined}, 'starting'],
    ['this clock is off', {clockOffsetMs: -200_000}, 'degraded'],
    ['the journal may be taken away', {persistence: 'evictable'}, 'degraded'],
    [
      'the internet is gone, and this clock is off too',
      {clockOffsetMs: 1e9, store: store('offline')},
      'offline',
    ],
  ];

  test.each(rows)('%s', (_, facts, kind) => {
    expect(deriveStatus({...AT_EASE, ...facts}, 5).kind).toBe(kind);
  });
});

test.each(STORE_STATES)('a store that is %s makes its tills so', state => {
  expect(deriveStatus({...AT_EASE, store: store(state)}, 5).kind).toBe(state);
});

test('a till that is blocked by its hub sells on; one that is blocked by its disk cannot', () => {
  const byHub = {...AT_EASE, blocked: {code: 'forked', detail: 'at 7'}} as const;
  expect(deriveStatus(byHub, 5)).toMatchObject({code: 'forked', detail: 'at 7', sells: true});
  const byDisk = {...byHub, journal: 'diskFull', journalDetail: 'no room'} as const;
  expect(deriveStatus(byDisk, 5)).toMatchObject({
    code: 'diskFull',
    detail: 'no room',
    sells: false,
  });
});

test('the store’s own states are as old as the hub says, the till’s own as it saw them', () => {
  expect(deriveStatus({...AT_EASE, store: store('offline')}, 5).sinceMs).toBe(77);
  expect(deriveStatus({...AT_EASE, hub: 'lost'}, 5).sinceMs).toBe(5);
});

test('what the hub said of the store is not repeated once the hub is lost', () => {
  const searchCauses = ['hub/unreachable'];
  const lost = deriveStatus({...AT_EASE, hub: 'lost', searchCauses}, 5);
  expect(lost).toMatchObject({causes: searchCauses, backlog: {hub: undefined}, lastHub: hubRef});
  expect(deriveStatus(AT_EASE, 5)).toMatchObject({causes: ['uplink/x'], backlog: {hub: 4}});
});

test('catching up counts what is done, never below nothing', () => {
  const at = (backlog: number) => deriveStatus({...AT_EASE, catchUpTotal: 10, backlog}, 5);
  expect(at(4)).toMatchObject({progress: {done: 6, total: 10}});
  expect(at(14)).toMatchObject({progress: {done: 0, total: 10}}); // sold faster than sent
});

test('a board tells each change once, and since when it is so', async () => {
  const clock = new VirtualClock();
  const board = new StatusBoard(clock);
  const told: TerminalStatus[] = [];
  board.changes.subscribe(status => told.push(status));
  board.note({...AT_EASE, store: undefined, hub: 'lost'});
  const lostMs = clock.wallMs();
  await clock.advance(5_000);
  board.note({hub: 'lost'});
  board.note({backlog: 3});
  await clock.advance(5_000);
  board.note({hub: 'near', catchUpTotal: 3});
  expect(told.map(({kind, sinceMs}) => [kind, sinceMs - lostMs])).toEqual([
    ['hub-lost', 0],
    ['hub-lost', 0], // the backlog grew
    ['recovering', 10_000],
  ]);
  expect(board.status).toBe(told.at(-1));
});
