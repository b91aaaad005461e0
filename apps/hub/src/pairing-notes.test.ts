import {HubJournal, type Ledger} from '@holdfast/ledger';
import {openMemoryLedger} from '@holdfast/ledger/testing';
import {createSigningKey, nodeDigest} from '@holdfast/platform-node';
import {silentLog, utf8Encode} from '@holdfast/std';
import {VirtualClock} from '@holdfast/std/testing';
import {encodeHubBody, type PairingNoted, pairingNotedSchema} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {readPairingPast} from './pairing-notes.ts';

const HOUR_MS = 60 * 60_000;
const asker = {address: '192.0.2.3', workstationId: 'W01', name: 'Lane 1'};
const failed = {kind: 'guessFailed', ...asker, triesLeft: 4} as const;

/** A hub's journal with these notes, hour by hour. */
async function hubWith(
  ...notes: readonly (Pick<PairingNoted, 'windowId' | 'event'> & Partial<PairingNoted>)[]
) {
  const clock = new VirtualClock();
  const {ledger} = await openMemoryLedger({digest: nodeDigest, clock});
  const key = await createSigningKey();
  const journal = new HubJournal({ledger, key, digest: nodeDigest, clock, retailStoreId: '017'});
  for (const note of notes) {
    const noted = {v: 1, by: 'code', notedAtMs: clock.wallMs(), ...note} as const;
    await journal.append('pairing', encodeHubBody(pairingNotedSchema, noted));
    await clock.advance(HOUR_MS);
  }
  return {clock, ledger, journal};
}

/** The same ledger behind an index that has lost everything. */
function unindexed(ledger: Ledger): Ledger {
  return new Proxy(ledger, {
    get(target, name) {
      if (name === 'find') return async () => undefined;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const one = '1111111111111111';
const two = '2222222222222222';
const three = '3333333333333333';
const closed = {kind: 'closed', reason: 'expired'} as const;

test.each(['by key', 'without its index'])(
  'wrong guesses of the last day are found %s, and windows that have no end',
  async how => {
    const {clock, ledger} = await hubWith(
      {windowId: one, event: {kind: 'opened', untilMs: 0}},
      {windowId: one, event: failed}, // five hours back
      {windowId: one, event: closed},
      {windowId: two, event: {kind: 'opened', untilMs: 0}},
      {windowId: two, event: failed}, // two hours back
      {windowId: three, by: 'link', event: failed}, // of a link: nobody guesses 128 bits
    );
    const asked = {
      ledger: how === 'by key' ? ledger : unindexed(ledger),
      previous: [],
      log: silentLog,
    };
    const nowMs = clock.wallMs();
    expect(await readPairingPast(asked, nowMs - 24 * HOUR_MS)).toEqual({
      failedAtMs: [nowMs - 5 * HOUR_MS, nowMs - 2 * HOUR_MS],
      unfinished: [{windowId: two, by: 'code'}],
    });
    const {failedAtMs} = await readPairingPast(asked, nowMs - 3 * HOUR_MS);
    expect(failedAtMs).toEqual([nowMs - 2 * HOUR_MS]);
  },
);

test('a note that a newer hub wrote counts as a guess: the limit errs to the strict side', async () => {
  const {clock, ledger, journal} = await hubWith();
  const atMs = clock.wallMs();
  await journal.append('pairing', utf8Encode('{"v":2,"event":{"kind":"danced"}}'));
  const past = await readPairingPast({ledger, previous: [], log: silentLog}, atMs - HOUR_MS);
  expect(past).toEqual({failedAtMs: [atMs], unfinished: []});
});
