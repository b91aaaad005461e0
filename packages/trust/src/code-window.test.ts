import {journalIdSchema} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {
  CODE_LIMITS,
  type CodeTill,
  type CodeWindow,
  type CodeWindowEvent,
  mayTalk,
  openCodeWindow,
  stepCodeWindow,
} from './code-window.ts';

const till: CodeTill = {
  workstationId: 'W03',
  journalId: journalIdSchema.parse('K7Q0000000000000'),
  name: 'Lane 3',
  address: '192.0.2.3',
};
const stranger = {...till, journalId: journalIdSchema.parse('ZZZZZZZZZZZZZZZZ')};
const atMs = 10;
const living = {closesAtMs: 1_000, triesLeft: 2, notBeforeMs: 0};

const WINDOWS: {readonly [State in CodeWindow['state']]: CodeWindow} = {
  open: {state: 'open', ...living},
  claimed: {state: 'claimed', till, ...living},
  approved: {state: 'approved', till, ...living},
  paired: {state: 'paired', till, ...living},
  closed: {state: 'closed', reason: 'expired'},
};
type Kind =
  | Exclude<CodeWindowEvent['type'], 'guessFailed'>
  | 'wrong guess'
  | 'last try'
  | 'last of the day'
  | 'time is up';
const EVENTS: {readonly [K in Kind]: CodeWindowEvent} = {
  proved: {type: 'proved', atMs, till},
  approved: {type: 'approved', atMs},
  declined: {type: 'declined', atMs},
  admitted: {type: 'admitted', atMs},
  superseded: {type: 'superseded', atMs},
  tick: {type: 'tick', atMs},
  'wrong guess': {type: 'guessFailed', atMs, dayTriesLeft: 9},
  'last try': {type: 'guessFailed', atMs, dayTriesLeft: 9},
  'last of the day': {type: 'guessFailed', atMs, dayTriesLeft: 0},
  'time is up': {type: 'tick', atMs: living.closesAtMs},
};

const still: {readonly [K in Kind]: string} = {
  proved: 'closed expired',
  approved: 'closed expired',
  declined: 'closed expired',
  admitted: 'closed expired',
  superseded: 'closed expired',
  tick: 'closed expired',
  'wrong guess': 'closed expired',
  'last try': 'closed expired',
  'last of the day': 'closed expired',
  'time is up': 'closed expired',
};
/** Complete by type: a state or an event more does not compile until every cell is decided. */
const TABLE: {readonly [State in CodeWindow['state']]: {readonly [K in Kind]: string}} = {
  open: {
    proved: 'claimed',
    approved: 'open',
    declined: 'open',
    admitted: 'open',
    superseded: 'closed superseded',
    tick: 'open',
    'wrong guess': 'open',
    'last try': 'closed tries',
    'last of the day': 'closed locked',
    'time is up': 'closed expired',
  },
  claimed: {
    proved: 'claimed',
    approved: 'approved',
    declined: 'closed declined',
    admitted: 'claimed',
    superseded: 'closed superseded',
    tick: 'claimed',
    'wrong guess': 'claimed',
    'last try': 'closed tries',
    'last of the day': 'closed locked',
    'time is up': 'closed expired',
  },
  approved: {
    proved: 'approved',
    approved: 'approved',
    declined: 'approved',
    admitted: 'paired',
    superseded: 'closed superseded',
    tick: 'approved',
    'wrong guess': 'approved',
    'last try': 'closed tries',
    'last of the day': 'closed locked',
    'time is up': 'closed expired',
  },
  paired: {
    proved: 'paired',
    approved: 'paired',
    declined: 'paired',
    admitted: 'paired',
    superseded: 'closed done',
    tick: 'paired',
    'wrong guess': 'paired',
    'last try': 'closed done',
    'last of the day': 'closed done',
    'time is up': 'closed done',
  },
  closed: still,
};

const cells = Object.entries(WINDOWS).flatMap(([state, window]) =>
  Object.entries(EVENTS).map(([kind, event]) => ({
    state,
    kind,
    event,
    window: kind === 'last try' && window.state !== 'closed' ? {...window, triesLeft: 1} : window,
    becomes: Reflect.get(Reflect.get(TABLE, state), kind),
  })),
);

test.each(cells)('$state, $kind: $becomes', ({window, event, becomes}) => {
  const next = stepCodeWindow(window, event);
  expect(next.state === 'closed' ? `closed ${next.reason}` : next.state).toBe(becomes);
});

test('five wrong guesses close a window, and each pause is twice the one before', () => {
  let window = openCodeWindow(0);
  const pauses: number[] = [];
  for (let guess = 1; guess < CODE_LIMITS.triesMax; guess++) {
    window = stepCodeWindow(window, {type: 'guessFailed', atMs: 7, dayTriesLeft: 9});
    if (window.state === 'open') pauses.push(window.notBeforeMs - 7);
  }
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000]);
  const last = stepCodeWindow(window, {type: 'guessFailed', atMs: 8, dayTriesLeft: 9});
  expect(last).toEqual({state: 'closed', reason: 'tries'});
});

test('anybody may talk to an open window, and only its till to one that is claimed', () => {
  const {open, claimed, approved, paired, closed} = WINDOWS;
  expect([open, claimed, approved, paired, closed].map(one => mayTalk(one, stranger))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  for (const renamed of [{name: 'Lane 9'}, {workstationId: 'W09'}]) {
    expect(mayTalk(claimed, {...till, ...renamed})).toBe(false); // not what the manager was shown
  }
  expect([claimed, approved, paired].every(one => mayTalk(one, till))).toBe(true);
  const proved = {type: 'proved', atMs, till: stranger} as const;
  expect(() => stepCodeWindow(claimed, proved)).toThrow('its own till');
});
