import {saleDraft, signOnDraft} from '@holdfast/domain/testing';
import {nodeDigest} from '@holdfast/platform-node';
import {equalBytes, Fault, utf8Decode, utf8Encode} from '@holdfast/std';
import {entryContradiction, GENESIS_HASH} from '@holdfast/wire';
import {beforeEach, describe, expect, test} from 'vitest';
import {TERMINAL_LIMITS} from './limits.ts';
import type {Terminal} from './terminal.ts';
import {TestTill} from './testing.ts';

let till: TestTill;
let terminal: Terminal;

beforeEach(async () => {
  till = new TestTill(nodeDigest);
  till.hub.up = false;
  terminal = await till.begin();
});

const sequences = () => till.disk.entries.map(({entry}) => entry.header.sequenceNumber);

/** The journal is one gapless chain of entries that tie. */
function expectChain(): void {
  let prevHash = GENESIS_HASH;
  for (const [at, {entry}] of till.disk.entries.entries()) {
    expect(entry.header.sequenceNumber).toBe(at + 1);
    expect(equalBytes(entry.header.prevHash, prevHash)).toBe(true);
    expect(entryContradiction(nodeDigest, entry)).toBeUndefined();
    prevHash = entry.entryHash;
  }
}

describe('submissions at once', () => {
  test('stand in the order they came, on one chain, in few commits', async () => {
    const commitsBefore = till.disk.commits;
    const submissions = await Promise.all(
      Array.from({length: 200}, (_, at) => terminal.submit(saleDraft([at + 1]))),
    );
    expect(submissions.map(({key}) => key.sequenceNumber)).toEqual(sequences());
    expect(new Set(submissions.map(({receiptNumber}) => receiptNumber)).size).toBe(200);
    expectChain();
    expect(till.disk.commits - commitsBefore).toBeLessThanOrEqual(
      Math.ceil(200 / TERMINAL_LIMITS.groupEntriesMax) + 1,
    );
    expect(till.disk.commitsAtOnceMax).toBe(1);
  });

  test('are answered only after the sync that covers them', async () => {
    const disk = Promise.withResolvers<void>();
    till.disk.sync = () => disk.promise;
    let answered = 0;
    const first = terminal.submit(saleDraft()).then(() => answered++);
    await till.clock.advance(1_000);
    const second = terminal.submit(saleDraft()).then(() => answered++);
    await till.clock.advance(1_000);
    expect(answered).toBe(0);
    disk.resolve();
    await Promise.all([first, second]);
    expect(answered).toBe(2);
  });

  test('are refused beyond the queue, and what was taken is kept', async () => {
    const disk = Promise.withResolvers<void>();
    till.disk.sync = () => disk.promise;
    const many = TERMINAL_LIMITS.submissionsWaitingMax + TERMINAL_LIMITS.groupEntriesMax + 50;
    const all = Promise.allSettled(
      Array.from({length: many}, () => terminal.submit(signOnDraft())),
    );
    await till.clock.advance(0);
    disk.resolve();
    const settled = await all;
    const refused = settled.filter(one => one.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const {reason} of refused) expect(reason).toMatchObject({code: 'submission/busy'});
    expect(sequences()).toHaveLength(many - refused.length);
    expectChain();
  });
});

describe('a submission id', () => {
  test('gives the first receipt again, at once and after a crash', async () => {
    const [first, second] = await Promise.all([
      terminal.submit(saleDraft(), {submissionId: 'cart-1'}),
      terminal.submit(saleDraft(), {submissionId: 'cart-1'}),
    ]);
    expect(second).toMatchObject({receiptNumber: first.receiptNumber, repeated: true});
    const after = await till.crash();
    const third = await after.submit(saleDraft(), {submissionId: 'cart-1'});
    expect(third).toMatchObject({receiptNumber: first.receiptNumber, repeated: true});
    expect(sequences()).toEqual([1]);
  });

  test('is refused when it holds a card number, and nothing is kept', async () => {
    const submissionId = 'cart 4111 1111 1111 1111';
    await expect(terminal.submit(saleDraft(), {submissionId})).rejects.toMatchObject({
      code: 'submission/card-data',
      fields: {field: 'submissionId'},
    });
    expect(till.disk.entries).toEqual([]);
  });

  test('allows for the later time of an application that crashed and asks again', async () => {
    const first = await terminal.submit(saleDraft(), {submissionId: 'cart-1'});
    const later = {...saleDraft(), endDateTime: '2026-03-14T09:40:00+01:00'};
    const again = await terminal.submit(later, {submissionId: 'cart-1'});
    expect(again.receiptNumber).toBe(first.receiptNumber);
    const {entry} = till.disk.entries[0] ?? expect.fail('one sale');
    expect(utf8Decode(entry.body)).toContain('09:27:41'); // the first stays as it was
  });

  test('never swallows another sale', async () => {
    const {receiptNumber} = await terminal.submit(saleDraft([100]), {submissionId: 'cart-1'});
    const other = terminal.submit(saleDraft([200]), {submissionId: 'cart-1'});
    await expect(other).rejects.toMatchObject({
      code: 'submission/id-taken',
      fields: {receiptNumber},
    });
    expect(sequences()).toEqual([1]);
  });

  test.each(['', 'x'.repeat(129), '\ud800'])('must be one that can be kept: %j', async id => {
    const refused = terminal.submit(saleDraft(), {submissionId: id});
    await expect(refused).rejects.toMatchObject({fields: {field: 'submissionId'}});
    expect(sequences()).toEqual([]);
  });
});

describe('a journal that can take no more', () => {
  test('refuses what does not fit, takes what does, and says blocked until it can', async () => {
    await terminal.stop();
    till.capBytes = 4_000;
    terminal = await till.crash();
    const big = (at: number) => saleDraft(Array.from({length: 40}, () => at + 1));
    const [first, second] = await Promise.allSettled([
      terminal.submit(big(1)),
      terminal.submit(saleDraft()),
    ]);
    expect(first).toMatchObject({status: 'rejected', reason: {code: 'journal/full'}});
    expect(second).toMatchObject({status: 'fulfilled', value: {key: {sequenceNumber: 1}}});
    await expect(terminal.submit(big(2))).rejects.toMatchObject({code: 'journal/full'});
    expect(terminal.status).toMatchObject({kind: 'blocked', code: 'journalFull', sells: false});
    await terminal.submit(signOnDraft());
    expect(terminal.status.kind).not.toBe('blocked');
    expectChain();
  });

  test('goes on after a full disk, with no gap', async () => {
    await terminal.submit(saleDraft());
    till.disk.nextFault = {fault: new Fault('database/disk-full'), when: 'before'};
    await expect(terminal.submit(saleDraft())).rejects.toMatchObject({code: 'database/disk-full'});
    expect(terminal.status).toMatchObject({code: 'diskFull', sells: false});
    await terminal.submit(saleDraft());
    expect(sequences()).toEqual([1, 2]);
    expectChain();
  });
});

describe('a journal that failed', () => {
  test('answers nothing more: what is on the disk only a new process can say', async () => {
    const broken = new Fault('database/failed', {reason: 'sync'});
    till.disk.nextFault = {fault: broken, when: 'after'};
    await expect(terminal.submit(saleDraft(), {submissionId: 'cart-1'})).rejects.toBe(broken);
    await expect(terminal.submit(saleDraft())).rejects.toBe(broken);
    expect(await terminal.failed).toBe(broken);
    expect(terminal.status).toMatchObject({kind: 'blocked', code: 'journalFailed', sells: false});

    const after = await till.crash();
    const asked = await after.submit(saleDraft(), {submissionId: 'cart-1'});
    expect(asked).toMatchObject({repeated: true, key: {sequenceNumber: 1}}); // it was there
  });
});

describe('a terminal that is not ready to sell', () => {
  test('is one that was not started, or stopped', async () => {
    const fresh = new TestTill(nodeDigest);
    const refused = fresh.terminal.submit(saleDraft());
    await expect(refused).rejects.toMatchObject({code: 'terminal/stopped'});
    await terminal.stop();
    await expect(terminal.submit(saleDraft())).rejects.toMatchObject({code: 'terminal/stopped'});
    await expect(terminal.open()).rejects.toMatchObject({code: 'terminal/stopped'});
  });

  test('is one that is not paired', async () => {
    const fresh = new TestTill(nodeDigest);
    await fresh.terminal.start();
    expect(fresh.terminal.status.kind).toBe('unpaired');
    const refused = fresh.terminal.submit(saleDraft());
    await expect(refused).rejects.toMatchObject({code: 'journal/read-only'});
    await fresh.terminal.stop();
  });

  test('says why when its journal cannot be opened', async () => {
    const inUse = new Fault('database/in-use');
    const {platform} = till;
    const fresh = new TestTill(nodeDigest, {
      platform: {...platform, openJournal: () => Promise.reject(inUse)},
    });
    await expect(fresh.terminal.start()).rejects.toBe(inUse);
    await fresh.terminal.stop();
  });
});

test('stopping answers what was taken and closes the journal', async () => {
  const disk = Promise.withResolvers<void>();
  till.disk.sync = () => disk.promise;
  const submission = terminal.submit(saleDraft());
  await till.clock.advance(0);
  const stopped = terminal.stop();
  disk.resolve();
  const {held} = await submission;
  await stopped;
  await expect(held).rejects.toMatchObject({code: 'terminal/stopped'});
  expect(sequences()).toEqual([1]);
  await terminal.stop();
});

test('personal data travels beside the body, committed to by its hash', async () => {
  await terminal.submit(saleDraft(), {personal: {name: 'Ana'}});
  const {entry} = till.disk.entries[0] ?? expect.fail('one sale');
  expect(utf8Decode(entry.personal?.slice(16) ?? new Uint8Array())).toBe('{"name":"Ana"}');
  expect(utf8Decode(entry.body)).not.toContain('Ana');
  expectChain();
});

test('a receipt is found as it is typed, and only if it is this till’s', async () => {
  const {receiptNumber} = await terminal.submit(utf8Encode(JSON.stringify(saleDraft())));
  expect(await terminal.find(` ${receiptNumber.toLowerCase().replace('w01', 'W01')} `)) //
    .toMatchObject({receiptNumber, custody: {kind: 'journaled'}});
  expect(await terminal.find(receiptNumber.replace('W01', 'W02'))).toBeUndefined();
  expect(await terminal.find(receiptNumber.replace('000001', '000002'))).toBeUndefined();
  expect(await terminal.find('yesterday’s')).toBeUndefined();
});
