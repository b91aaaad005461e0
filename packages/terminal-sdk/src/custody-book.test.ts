import {saleDraft} from '@holdfast/domain/testing';
import {nodeDigest} from '@holdfast/platform-node';
import {Fault} from '@holdfast/std';
import {decodeHeldStatement, type HubId, type SignedHeldStatement} from '@holdfast/wire';
import {beforeEach, describe, expect, test} from 'vitest';
import type {CustodyEvent} from './custody.ts';
import {CustodyBook} from './custody-book.ts';
import {QUARANTINES_KEPT_MAX} from './ports.ts';
import {TestTill} from './testing.ts';

let till: TestTill;
let book: CustodyBook;
let told: string[];
let hub: HubId;

/** A till that has sold five times, alone. */
beforeEach(async () => {
  till = new TestTill(nodeDigest);
  till.hub.up = false;
  const terminal = await till.begin();
  for (let sale = 0; sale < 5; sale++) await terminal.submit(saleDraft());
  await terminal.stop();
  book = new CustodyBook(till.openJournal());
  hub = till.hub.hubId;
  told = [];
  book.events.subscribe(event => told.push(line(event)));
});

function line(event: CustodyEvent): string {
  return 'firstSequenceNumber' in event
    ? `${event.kind} ${event.firstSequenceNumber}-${event.lastSequenceNumber}`
    : `${event.kind} ${event.sequenceNumber}`;
}

async function statement(sequenceNumber: number): Promise<SignedHeldStatement> {
  const {entry} = till.disk.entries[sequenceNumber - 1] ?? expect.fail('sold so often');
  return decodeHeldStatement(await till.hub.sign({...entry.header, entryHash: entry.entryHash}));
}

const kinds = () => [0, 1, 2, 3, 4, 5, 6].map(one => book.custodyOf(one)?.kind);

test('custody is journaled, recorded, held: each up to its place', async () => {
  book.recordedThrough(hub, 4);
  await book.keepHeld(await statement(2));
  expect(kinds()).toEqual([
    undefined,
    'held',
    'held',
    'recorded',
    'recorded',
    'journaled',
    undefined,
  ]);
  expect(told).toEqual(['recorded 1-4', 'held 1-2']);
  expect(book.backlog).toBe(1);
});

test('what head office holds was never recorded news', async () => {
  await book.keepHeld(await statement(3));
  book.recordedThrough(hub, 5);
  expect(told).toEqual(['held 1-3', 'recorded 4-5']);
});

describe('custody falls back', () => {
  test('when the hub has less than it had', () => {
    book.recordedThrough(hub, 5);
    book.recordedThrough(hub, 1);
    expect(told).toEqual(['recorded 1-5', 'fellBack 2-5']);
    expect(book.backlog).toBe(4);
  });

  test('to what head office holds when another hub comes blank', async () => {
    book.recordedThrough(hub, 5);
    await book.keepHeld(await statement(2));
    book.recordedThrough(till.makeHub({name: 'the next hub'}).hubId, 0);
    expect(told.slice(2)).toEqual(['fellBack 3-5']);
    expect(kinds()[3]).toBe('journaled');
  });

  test('when head office was restored, though the hub has it still', async () => {
    book.recordedThrough(hub, 5);
    await book.keepHeld(await statement(4));
    await book.keepHeld(await statement(1));
    expect(told.slice(2)).toEqual(['fellBack 2-4']);
    expect(kinds().slice(1)).toEqual([
      'held',
      'recorded',
      'recorded',
      'recorded',
      'recorded',
      undefined,
    ]);
  });
});

test('nobody can have more than was journaled', () => {
  expect(() => book.recordedThrough(hub, 6)).toThrow('nobody has more');
});

describe('whoever waits', () => {
  test('is told once custody has come that far or further', async () => {
    const [recorded, held] = [book.reached(2, 'recorded'), book.reached(2, 'held')];
    book.recordedThrough(hub, 2);
    expect(await recorded).toEqual({kind: 'recorded', hubId: hub});
    await book.keepHeld(await statement(3));
    expect(await held).toEqual({kind: 'held'});
    expect(await book.reached(3, 'recorded')).toEqual({kind: 'held'});
  });

  test('hears that the terminal stopped, and nobody has to listen', async () => {
    const waiting = book.reached(5, 'held');
    book.stop();
    await expect(waiting).rejects.toMatchObject({code: 'terminal/stopped'});
    void book.reached(5, 'recorded');
    book.stop();
  });
});

test('quarantined is recorded with a reason; the newest reasons are kept', () => {
  book.recordedThrough(hub, 5);
  for (let time = 0; time < QUARANTINES_KEPT_MAX + 3; time++) {
    book.quarantine({sequenceNumber: time + 1, reason: 'cardData', detail: ''});
  }
  book.quarantine({sequenceNumber: 5, reason: 'malformedBody', detail: 'kind'});
  expect(book.quarantined).toHaveLength(QUARANTINES_KEPT_MAX);
  expect(book.custodyOf(3)).toEqual({kind: 'recorded', hubId: hub}); // its reason made room
  expect(book.custodyOf(5)).toMatchObject({quarantine: {reason: 'malformedBody'}});
});

test('what was remembered is kept by a flush, and not twice', async () => {
  book.recordedThrough(hub, 3);
  expect(till.disk.custody.recorded).toBeUndefined();
  await book.flush();
  expect(till.disk.custody.recorded).toEqual({hubId: hub, sequenceNumber: 3});
  const {commits} = till.disk;
  await book.flush();
  expect(till.disk.commits).toBe(commits);
});

test('a statement counts only once it is on the disk', async () => {
  till.disk.nextFault = {fault: new Error('the disk is gone'), when: 'before'};
  await expect(book.keepHeld(await statement(3))).rejects.toThrow('the disk is gone');
  expect(kinds()[1]).toBe('journaled');
  expect(told).toEqual([]);
});

test('a statement for which a full disk had no room is kept as soon as there is room', async () => {
  book.recordedThrough(hub, 2);
  const full = () => ({fault: new Fault('database/disk-full'), when: 'before'}) as const;
  till.disk.nextFault = full();
  await expect(book.keepHeld(await statement(3))).rejects.toThrow('database/disk-full');
  till.disk.nextFault = full();
  await book.flush();
  expect(till.disk.nextFault).toBeUndefined();
  expect(kinds()[1]).toBe('recorded');
  await book.flush();
  expect(till.disk.custody).toMatchObject({
    held: {sequenceNumber: 3},
    recorded: {sequenceNumber: 2},
  });
  expect(told).toEqual(['recorded 1-2', 'held 1-3']);
});

test('a statement that is being kept is not undone by a flush beside it', async () => {
  const disk = Promise.withResolvers<void>();
  till.disk.sync = () => disk.promise;
  book.recordedThrough(hub, 4);
  const both = [book.keepHeld(await statement(3)), book.flush()];
  disk.resolve();
  await Promise.all(both);
  expect(till.disk.custody).toMatchObject({
    held: {sequenceNumber: 3},
    recorded: {sequenceNumber: 4},
  });
});

describe('a store with a standby', () => {
  const standbyId = '9'.repeat(32) as HubId;
  const mirror = (sequenceNumber: number, hubId = hub) =>
    book.mirroredThrough(hubId, {standbyId, sequenceNumber});

  test('custody is recorded, mirrored, held: each up to its place, each told once', async () => {
    book.recordedThrough(hub, 4);
    mirror(3);
    await book.keepHeld(await statement(2));
    expect(kinds().slice(1, 6)).toEqual(['held', 'held', 'mirrored', 'recorded', 'journaled']);
    expect(book.custodyOf(3)).toEqual({kind: 'mirrored', hubId: hub, standbyId});
    mirror(3);
    expect(told).toEqual(['recorded 1-4', 'mirrored 1-3', 'held 1-2']);
  });

  test('what its hub has not recorded counts as mirrored once it has', () => {
    mirror(5);
    expect(told).toEqual([]);
    book.recordedThrough(hub, 2);
    expect(told).toEqual(['mirrored 1-2']);
  });

  test('the word of one hub counts nothing under another', () => {
    book.recordedThrough(hub, 4);
    mirror(4);
    book.recordedThrough('8'.repeat(32) as HubId, 3);
    expect(kinds().slice(1, 6)).toEqual([
      ...['recorded', 'recorded', 'recorded'],
      ...['journaled', 'journaled'],
    ]);
    expect(told.slice(2)).toEqual(['recorded 1-3', 'fellBack 4-4']);
  });

  test('who waits for recorded is content with mirrored', async () => {
    book.recordedThrough(hub, 1);
    mirror(5);
    const reached = book.reached(2, 'recorded');
    book.recordedThrough(hub, 2);
    expect((await reached).kind).toBe('mirrored');
  });
});
