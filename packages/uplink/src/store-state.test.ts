import {expect, test} from 'vitest';
import type {UplinkSnapshot} from './snapshot.ts';
import {type StoreState, type StoreView, storeState, storeStatusOf} from './store-state.ts';

const WALL = 1_800_000_000_000;

function uplink(name: string, change: Partial<UplinkSnapshot> = {}): UplinkSnapshot {
  return {
    name,
    state: 'healthy',
    sinceMs: WALL,
    metered: name === '4g',
    priority: 1,
    preferred: false,
    paused: false,
    rttMs: 20,
    rttP95Ms: 40,
    answeredAtMs: WALL,
    sentBytes: 0,
    receivedBytes: 0,
    usedBytes: 0,
    sourceChanged: false,
    ...change,
  };
}

function view(atS: number, uplinks: readonly UplinkSnapshot[], rest: Partial<StoreView> = {}) {
  const view: StoreView = {
    uplinks,
    backlog: {entries: 0, oldestMs: 0},
    forwarding: 'idle',
    monotonicMs: atS * 1_000,
    wallMs: WALL + atS * 1_000,
    ...rest,
  };
  return view;
}

const DOWN = {state: 'down'} as const;
const SUSPECT = {state: 'suspect'} as const;
const online = storeState(undefined, view(0, [uplink('fibre'), uplink('4g')]));

test('with an unmetered way and nothing left over, the store is online', () => {
  expect(online).toMatchObject({state: 'online', causes: []});
});

test('nothing new is the same state, with the same since', () => {
  expect(storeState(online, view(5, [uplink('fibre'), uplink('4g')]))).toBe(online);
});

const BACKLOG = {entries: 40, oldestMs: 60_000};
const SLOW = {rttMs: 700, rttP95Ms: 801};
test.each([
  {
    name: 'only metered',
    ways: [uplink('fibre', DOWN), uplink('4g')],
    state: 'degraded',
    cause: 'uplink/metered',
  },
  {name: 'slow', ways: [uplink('fibre', SLOW)], state: 'degraded', cause: 'uplink/slow'},
  {name: 'one slow of two', ways: [uplink('fibre', SLOW), uplink('dsl')], state: 'online'},
  {
    name: 'one of two down',
    ways: [uplink('fibre', DOWN), uplink('dsl')],
    state: 'online',
    cause: 'uplink/some-down',
  },
  {name: 'unsure', ways: [uplink('fibre', SUSPECT)], state: 'degraded', cause: 'uplink/unsure'},
  {
    name: 'stuck',
    ways: [uplink('fibre')],
    rest: {forwarding: 'stuck', backlog: BACKLOG},
    state: 'degraded',
    cause: 'ledger/stuck',
  },
  {
    name: 'diverged',
    ways: [uplink('fibre')],
    rest: {forwarding: 'diverged'},
    state: 'degraded',
    cause: 'ledger/diverged',
  },
  {
    name: 'behind',
    ways: [uplink('fibre')],
    rest: {forwarding: 'waiting', backlog: BACKLOG},
    state: 'degraded',
    cause: 'ledger/behind',
  },
  {
    name: 'draining',
    ways: [uplink('fibre')],
    rest: {forwarding: 'sending', backlog: BACKLOG},
    state: 'recovering',
  },
  {
    name: 'budget low',
    ways: [uplink('fibre'), uplink('4g', {usedBytes: 95, budgetBytes: 100})],
    state: 'online',
    cause: 'uplink/budget-low',
  },
  {
    name: 'over budget',
    ways: [uplink('fibre'), uplink('4g', {usedBytes: 100, budgetBytes: 100})],
    state: 'online',
    cause: 'uplink/over-budget',
  },
  {
    name: 'router fell back',
    ways: [uplink('fibre', {sourceChanged: true})],
    state: 'online',
    cause: 'uplink/source-changed',
  },
  {
    name: 'captive portal',
    ways: [uplink('fibre', {...SUSPECT, fault: {code: 'gateway/untrusted', reason: '200'}})],
    state: 'degraded',
    cause: 'uplink/unsure',
  },
] as const satisfies readonly {
  name: string;
  ways: readonly UplinkSnapshot[];
  rest?: Partial<StoreView>;
  state: string;
  cause?: string;
}[])('$name: $state', ({ways, state, ...spec}) => {
  const rest = 'rest' in spec ? spec.rest : {};
  const next = storeState(online, view(20, ways, rest));
  expect(next.state).toBe(state);
  expect(next.causes[0]).toBe('cause' in spec ? spec.cause : undefined);
});

test('an outage is shown ten seconds after the last signed answer, not before', () => {
  const ways = [uplink('fibre', DOWN), uplink('4g', DOWN)];
  const early = storeState(online, view(9, ways));
  expect(early).toMatchObject({state: 'degraded', causes: ['uplink/all-down']});
  const late = storeState(early, view(10, ways));
  expect(late).toMatchObject({state: 'offline', sinceMs: WALL + 10_000});
});

test('ways that are paused carry nothing', () => {
  const paused = [uplink('fibre', {paused: true})];
  const state = storeState(online, view(20, paused));
  expect(state).toMatchObject({state: 'offline', causes: ['uplink/all-paused']});
});

test('a store without an uplink is offline, and says why', () => {
  expect(storeState(undefined, view(0, []))).toMatchObject({
    state: 'offline',
    causes: ['uplink/none'],
  });
});

function step(before: StoreState, atS: number, way: Partial<UplinkSnapshot>, rest = {}) {
  return storeState(before, view(atS, [uplink('fibre', way)], rest));
}

test('after an outage the store recovers until its backlog is held and the way is stable', () => {
  const offline = step(online, 60, DOWN);
  expect(offline.state).toBe('offline');
  const doubtful = step(offline, 70, {state: 'probing', answeredAtMs: WALL + 70_000});
  expect(doubtful.state).toBe('offline');
  const back = step(doubtful, 71, {}, {forwarding: 'sending', backlog: BACKLOG});
  expect(back.state).toBe('recovering');
  const drained = step(back, 75, {});
  expect(drained.state).toBe('recovering');
  const newSale = {backlog: {entries: 1, oldestMs: 100}, forwarding: 'sending'};
  expect(step(drained, 85.9, {}, newSale).state).toBe('recovering');
  expect(step(drained, 86, {}, newSale).state).toBe('online');
});

test('a way that flaps while it recovers starts its time again', () => {
  const offline = step(online, 60, DOWN);
  const back = step(offline, 70, {});
  const lost = step(back, 80, SUSPECT);
  const again = step(lost, 81, {});
  expect(step(again, 90, {}).state).toBe('recovering');
  expect(step(again, 96, {}).state).toBe('online');
});

test('a store that has just started waits for its first answer before it says anything worse', () => {
  const probing = {state: 'probing', answeredAtMs: 0} as const;
  const first = storeState(undefined, view(0, [uplink('fibre', probing)]));
  expect(first).toMatchObject({state: 'degraded', causes: ['uplink/unsure']});
  expect(step(first, 1, {}).state).toBe('online');
  expect(step(first, 3, {...DOWN, answeredAtMs: 0}).state).toBe('offline');
});

test('terminals are told state, causes, ways and backlog', () => {
  const seen = view(20, [uplink('4g')], {backlog: BACKLOG, forwarding: 'sending'});
  expect(storeStatusOf(storeState(online, seen), seen)).toEqual({
    v: 1,
    type: 'storeStatus',
    state: 'recovering',
    sinceMs: WALL + 20_000,
    causes: ['uplink/metered'],
    uplinks: [{name: '4g', health: 'healthy', metered: true}],
    backlog: BACKLOG,
  });
});
