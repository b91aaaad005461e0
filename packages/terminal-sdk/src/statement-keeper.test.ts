import {saleDraft} from '@holdfast/domain/testing';
import {nodeDigest} from '@holdfast/platform-node';
import {silentLog, Topic} from '@holdfast/std';
import {drawGatewayIncarnation, GENESIS_HASH, type HeldStatement} from '@holdfast/wire';
import {beforeEach, describe, expect, test} from 'vitest';
import {CustodyBook} from './custody-book.ts';
import type {TerminalIssue} from './issue.ts';
import {TERMINAL_LIMITS} from './limits.ts';
import type {Journal, Pairing} from './ports.ts';
import {StatementKeeper} from './statement-keeper.ts';
import {TestTill, toyKey, toyVerifier} from './testing.ts';

const DAY_MS = 24 * 60 * 60_000;

let till: TestTill;
let journal: Journal;
let pairing: Pairing;
let custody: CustodyBook;
let keeper: StatementKeeper;
let issues: TerminalIssue[];

/** A till that has sold once a day for five days, alone. */
beforeEach(async () => {
  till = new TestTill(nodeDigest);
  till.hub.up = false;
  const terminal = await till.begin();
  for (let sale = 0; sale < 5; sale++) {
    await terminal.submit(saleDraft());
    till.clock.wallOffsetMs += DAY_MS;
  }
  await terminal.stop();
  journal = till.openJournal();
  pairing = journal.pairing() ?? expect.fail('the till is paired');
  custody = new CustodyBook(journal);
  issues = [];
  const topic = new Topic<TerminalIssue>();
  topic.subscribe(issue => issues.push(issue));
  keeper = new StatementKeeper({
    journal,
    custody,
    verifier: toyVerifier(nodeDigest),
    clock: till.clock,
    log: silentLog,
    issues: topic,
    retentionMs: TERMINAL_LIMITS.retentionMs,
  });
});

/** The gateway's next incarnation. */
function later() {
  return drawGatewayIncarnation(till.random, {after: [till.hub.gatewayIncarnation]});
}

async function signed(
  sequenceNumber: number,
  more: Partial<HeldStatement> = {},
  key = till.hub.gatewayKey,
) {
  const {entry} = till.disk.entries.find(
    one => one.entry.header.sequenceNumber === sequenceNumber,
  ) ?? {entry: {header: {...pairing, sequenceNumber}, entryHash: new Uint8Array(32).fill(9)}};
  const {workstationId, journalId} = pairing;
  const whole = {workstationId, journalId, sequenceNumber, entryHash: entry.entryHash, ...more};
  return till.hub.sign(whole, key);
}

describe('a statement of head office', () => {
  test('is kept when it is signed and its hash stands in this journal', async () => {
    expect(await keeper.accept(await signed(3), pairing)).toBe('kept');
    expect(till.disk.custody.held).toMatchObject({sequenceNumber: 3});
    expect(issues).toEqual([]);
  });

  test('that says no more than the one before is old, and no issue', async () => {
    await keeper.accept(await signed(3), pairing);
    expect(await keeper.accept(await signed(3), pairing)).toBe('old');
    expect(await keeper.accept(await signed(2), pairing)).toBe('old');
    expect(issues).toEqual([]);
  });

  test('that was restored may say less, and is believed', async () => {
    await keeper.accept(await signed(4), pairing);
    // Its clock was put back, too.
    const restored = {gatewayIncarnation: later(), issuedAtMs: 1};
    expect(await keeper.accept(await signed(2, restored), pairing)).toBe('kept');
    expect(custody.held?.sequenceNumber).toBe(2);
  });

  test('of a gateway that was restored since is not believed again, whoever plays it', async () => {
    till.clock.wallOffsetMs += 400 * DAY_MS;
    const before = await signed(5);
    const restored = {gatewayIncarnation: later()};
    expect(await keeper.accept(await signed(2, restored), pairing)).toBe('kept');
    expect(await keeper.accept(before, pairing)).toBe('old');
    expect(custody.held?.sequenceNumber).toBe(2);
    await keeper.prune();
    expect(journal.firstSequenceNumber()).toBe(3);
  });

  test('of a restored gateway that holds nothing is believed, and deletes nothing', async () => {
    await keeper.accept(await signed(4), pairing);
    const nothing = {gatewayIncarnation: later(), entryHash: GENESIS_HASH};
    expect(await keeper.accept(await signed(0, nothing), pairing)).toBe('kept');
    expect(custody.custodyOf(1)).toEqual({kind: 'journaled'});
    till.clock.wallOffsetMs += 400 * DAY_MS;
    expect(await keeper.prune()).toBe(0);
  });

  test('about more than this journal has tells that the disk went back in time', async () => {
    expect(await keeper.accept(await signed(6), pairing)).toBe('beyondTail');
    expect(issues).toEqual([{code: 'journal/rolled-back', known: 6, tail: 5}]);
    expect(till.disk.custody.held).toBeUndefined();
  });
});

describe('a hub that lies about what is held', () => {
  const lies: Readonly<Record<string, () => Promise<Uint8Array>>> = {
    'another signature': () => signed(3, {}, toyKey(nodeDigest, 'an impostor')),
    'another store': () => signed(3, {retailStoreId: 'S2'}),
    'another workstation': () => signed(3, {workstationId: 'W02'}),
    'no statement': async () => new Uint8Array(150),
    'a longer statement': async () => Uint8Array.of(...(await signed(3)), 0),
  };
  test.each(Object.keys(lies))('by %s is not believed, and an issue is raised', async lie => {
    const bytes = await lies[lie]?.();
    expect(await keeper.accept(bytes ?? expect.fail('no lie'), pairing)).toBe('ignored');
    expect(issues).toMatchObject([{code: 'held/forged'}]);
    expect(till.disk.custody.held).toBeUndefined();
  });

  test('with a true signature about another entry deletes nothing', async () => {
    const bytes = await signed(3, {entryHash: new Uint8Array(32).fill(7)});
    expect(await keeper.accept(bytes, pairing)).toBe('ignored');
    expect(issues).toEqual([{code: 'held/mismatch', sequenceNumber: 3}]);
    till.clock.wallOffsetMs += 400 * DAY_MS;
    expect(await keeper.prune()).toBe(0);
  });
});

describe('pruning', () => {
  test('without a statement deletes nothing, ever', async () => {
    till.clock.wallOffsetMs += 4_000 * DAY_MS;
    expect(await keeper.prune()).toBe(0);
    expect(till.disk.entries).toHaveLength(5);
  });

  test('takes what is covered and older than the retention', async () => {
    till.clock.wallOffsetMs += 27 * DAY_MS; // the first two are 32 and 31 days old
    await keeper.accept(await signed(5), pairing);
    expect(await keeper.prune()).toBe(2);
    expect(journal.firstSequenceNumber()).toBe(3);
    expect(custody.custodyOf(1)).toEqual({kind: 'held'});
  });

  test('takes nothing early because this clock jumped ahead', async () => {
    await keeper.accept(await signed(5), pairing);
    till.clock.wallOffsetMs += 4_000 * DAY_MS; // head office has signed nothing as late as that
    expect(await keeper.prune()).toBe(0);
  });

  test('leaves what is not covered, however old', async () => {
    till.clock.wallOffsetMs += 400 * DAY_MS;
    await keeper.accept(await signed(3), pairing);
    expect(await keeper.prune()).toBe(3);
    expect(journal.firstSequenceNumber()).toBe(4);
  });

  test('goes by a statement about what is pruned already without losing more', async () => {
    till.clock.wallOffsetMs += 400 * DAY_MS;
    await keeper.accept(await signed(3), pairing);
    await keeper.prune();
    const restored = {gatewayIncarnation: later()};
    expect(await keeper.accept(await signed(2, restored), pairing)).toBe('kept');
    expect(await keeper.prune()).toBe(0);
    expect(journal.firstSequenceNumber()).toBe(4);
  });

  test.each([0, 6.99 * DAY_MS, Number.NaN])('cannot be configured below 7 days: %d', days => {
    const make = () =>
      new StatementKeeper({
        journal,
        custody,
        verifier: toyVerifier(nodeDigest),
        clock: till.clock,
        log: silentLog,
        issues: new Topic(),
        retentionMs: days,
      });
    expect(make).toThrow('config/invalid');
  });
});
