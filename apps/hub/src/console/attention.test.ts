import {issueWordsIn} from '@holdfast/messages/console';
import type {Clock} from '@holdfast/std';
import {expect, test} from 'vitest';
import type {HubStatus, TillStatus} from '../hub-status.ts';
import {AttentionBook, KNOWN_ISSUES} from './attention.ts';

const till: TillStatus = {
  ...{workstationId: 'W01', name: 'Lane 1', journalId: '0123456789ABCDEF', connected: true},
  ...{address: '192.168.8.9', sinceMs: 1, clockOffsetMs: 0, app: 'pos', recordedSequence: 7},
  heldSequence: 7,
};
const status: HubStatus = {
  schema: 'holdfast.hub-status/1',
  ...{version: '0.1.0', hubId: 'H', store: {id: '017', name: 'Demo'}, timeMs: 1},
  ...{state: 'online', sinceMs: 1, causes: [], issues: [], counts: {}, tills: [], uplinks: []},
  ledger: {
    ...{ledgerId: 'L', position: 9, heldPosition: 9, unsent: 0, oldestUnsentMs: 0},
    ...{quarantined: 0, stuck: ''},
  },
  retention: {days: 400, prunedPosition: 0, entriesDeleted: 0, ledgersDeleted: 0, holds: []},
  routes: {lacking: [], problem: ''},
  discovery: {announcing: true, name: 'Demo', interfaces: [], problem: ''},
  lan: {host: '0.0.0.0', port: 7443},
  authority: {
    ...{words: [], sha256: '', notAfterMs: 1, origin: 'https://store-017.local:7443'},
    ...{leafNotAfterMs: 1, site: {port: 7442, problem: ''}},
  },
};

function bookAt(startMs: number) {
  let nowMs = startMs;
  const clock: Clock = {monotonicMs: () => nowMs, wallMs: () => nowMs, sleep: async () => {}};
  return {book: new AttentionBook(clock), pass: (ms: number) => (nowMs += ms)};
}

test('a store in which all is well needs nothing', () => {
  const {book} = bookAt(1_000);
  expect(book.look({...status, tills: [till]}, {aside: 0})).toEqual([]);
});

test('the worst comes first, each since when it is so, and again from anew once it was gone', () => {
  const {book, pass} = bookAt(1_000);
  const issues = [{code: 'recovery/no-sheet', detail: ''}];
  book.look({...status, issues}, {aside: 0});
  pass(500);
  const causes = ['uplink/all-down'];
  const both = book.look({...status, issues, causes}, {aside: 0});
  expect(both.map(({code, severity, sinceMs}) => [code, severity, sinceMs])).toEqual([
    ['uplink/all-down', 'now', 1_500],
    ['recovery/no-sheet', 'soon', 1_000],
  ]);
  book.look(status, {aside: 0});
  pass(500);
  expect(book.look({...status, issues}, {aside: 0})).toMatchObject([{sinceMs: 2_000}]);
});

test.each([
  ['that left with sales only it has', {connected: false, saidSequence: 9}, ['till/unsent', '2']],
  ['that left with nothing', {connected: false, saidSequence: 7}, ['till/silent', '']],
  ['whose clock is off', {clockOffsetMs: -45_000}, ['till/clock', '45']],
])('a till %s is named', (_, change, [code, detail]) => {
  const {book} = bookAt(1);
  const found = book.look({...status, tills: [{...till, ...change}]}, {aside: 0});
  expect(found).toMatchObject([{code, detail, subject: 'W01'}]);
});

test('a till that was taken out needs nothing', () => {
  const {book} = bookAt(1);
  const gone = {...till, connected: false, saidSequence: 99, closed: 'revoked'};
  expect(book.look({...status, tills: [gone]}, {aside: 0})).toEqual([]);
});

test('what is set aside, a line without a route and an absent standby are named', () => {
  const {book} = bookAt(1);
  const standby = {name: 'spare', state: 'away', lagEntries: 3, heardAtMs: 0} as const;
  const routes = {lacking: ['lte'], problem: ''};
  const found = book.look({...status, routes, standby}, {aside: 2});
  expect(found.map(({code, subject, detail}) => `${code} ${subject}${detail}`).sort()).toEqual([
    'ledger/quarantined 2',
    'standby/away spare',
    'uplink/routes-lacking lte',
  ]);
});

test('every issue that the hub knows has its words', () => {
  expect(KNOWN_ISSUES.length).toBeGreaterThan(20);
  for (const code of KNOWN_ISSUES) {
    expect(issueWordsIn('en', code).means, code).not.toBe(code);
  }
});
