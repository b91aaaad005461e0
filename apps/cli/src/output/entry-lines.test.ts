import {saleDraft, signOnDraft} from '@holdfast/domain/testing';
import type {LedgerEntryText} from '@holdfast/hub/client';
import {expect, test} from 'vitest';
import {entryLine} from './entry-line.ts';
import {entryWords} from './entry-words.ts';
import {receiptLines} from './receipt-lines.ts';
import {painter} from './style.ts';

const paint = painter(false);
const JOURNAL_ID = 'K7Q0000000000000';

const entry = (changes: Partial<LedgerEntryText> = {}): LedgerEntryText => ({
  ledgerId: 'L',
  position: 1_204,
  recordedAtMs: 0,
  clockOffsetMs: 0,
  workstationId: 'W03',
  journalId: JOURNAL_ID,
  sequenceNumber: 482,
  kind: 'retail',
  entryHash: 'ab',
  body: saleDraft([765, 435]),
  ...changes,
});
const float = {
  ...signOnDraft(),
  kind: 'TenderControlTransaction',
  controlType: 'loan',
  currencyCode: 'EUR',
  tenders: [{tenderType: 'cash', amountMinor: 20_000}],
};
const admitted = {
  v: 1,
  epoch: 0,
  changedAtMs: 0,
  change: {
    kind: 'journalAdmitted',
    workstationId: 'W03',
    journalId: JOURNAL_ID,
    publicKey: {algorithm: 'ed25519', bytes: 'A'.repeat(43)},
    name: 'Lane 3',
  },
};

const asked = {address: '192.168.8.31', workstationId: 'W03', name: 'Lane 3'};
const pairing = (event: object) =>
  entry({
    workstationId: 'hub',
    kind: 'pairing',
    body: {v: 1, windowId: '0123456789ABCDEF', by: 'code', notedAtMs: 0, event},
  });

test.each([
  [{kind: 'opened', untilMs: 1}, 'by code: window opened'],
  [
    {kind: 'guessFailed', ...asked, triesLeft: 3},
    'by code: wrong W03 “Lane 3” from 192.168.8.31, tries left: 3',
  ],
  [
    {kind: 'refused', ...asked, reason: 'windowTaken'},
    'by code: W03 “Lane 3” refused: windowTaken',
  ],
  [
    {kind: 'nameShown', ...asked, journalId: JOURNAL_ID},
    'by code: W03 “Lane 3” asks from 192.168.8.31',
  ],
  [{kind: 'approved', journalId: JOURNAL_ID}, `by code: journal ${JOURNAL_ID} approved`],
  [{kind: 'paired', workstationId: 'W03', journalId: JOURNAL_ID}, 'by code: W03 paired'],
  [{kind: 'closed', reason: 'tries'}, 'by code: window closed: tries'],
])('what happens at a pairing window is told in words: %j', (event, detail) => {
  expect(entryWords(pairing(event))).toEqual({who: 'hub', what: 'pairing', amount: '', detail});
});

test.each([
  {
    what: 'a sale',
    given: entry(),
    words: {who: 'W03-K7Q-000482', what: 'sale', amount: '12.00 EUR', detail: '2 items'},
  },
  {
    what: 'a float',
    given: entry({kind: 'tenderControl', body: float}),
    words: {what: 'loan', amount: '200.00 EUR', detail: 'cash'},
  },
  {
    what: 'a sign-on',
    given: entry({kind: 'control', body: signOnDraft()}),
    words: {what: 'signOn', amount: ''},
  },
  {
    what: 'a till let in',
    given: entry({workstationId: 'hub', kind: 'rosterChanged', body: admitted}),
    words: {who: 'hub', what: 'rosterChanged', detail: 'W03 let in as “Lane 3”'},
  },
  {
    what: 'a body that is no transaction',
    given: entry({body: {some: 'thing'}}),
    words: {what: 'retail', amount: '', detail: ''},
  },
  {
    what: 'an entry without a body',
    given: (({body: _, ...rest}) => rest)(entry()),
    words: {what: 'retail', detail: 'no body'},
  },
])('$what is told in few words', ({given, words}) => {
  expect(entryWords(given)).toMatchObject(words);
});

test('a line keeps its columns and fits its terminal', () => {
  const line = entryLine(entry(), {paint, columns: 80});
  expect(line).toMatch(
    /^ {3}1,204 {2}\d\d:\d\d:\d\d {2}W03-K7Q-000482 {4}sale {13}12\.00 EUR {2}2 items$/,
  );
  const aside = entry({quarantined: `totalsDoNotTie: ${'x'.repeat(200)}`});
  const cut = entryLine(aside, {paint, columns: 80});
  expect(cut).toContain('! set aside');
  expect(cut).toHaveLength(80);
});

test('a receipt shows where it is, and its lines as they add up', () => {
  const lines = receiptLines({entry: entry(), custody: 'recorded'}, paint);
  expect(lines[0]).toBe('W03-K7Q-000482 sale: ◐ in the hub, not yet at head office');
  expect(lines).toContain('#  ITEM                   QUANTITY  PRICE    EUR');
  expect(lines).toContain('1  A1      Candle, white         1   7.65   7.65');
  expect(lines).toContain('3  Tender  cash                            12.00');
  expect(lines.at(-1)).toBe('   Total                                   12.00');
});

test('what is set aside is shown with its reason, as it was written', () => {
  const aside = entry({quarantined: 'malformedBody: total', body: {total: '\u001b[2J'}});
  const lines = receiptLines({entry: aside, custody: 'held'}, paint);
  expect(lines[1]).toBe('! set aside: malformedBody: total');
  expect(lines.slice(-3)).toEqual(['{', '  "total": "\\u001b[2J"', '}']);
});
