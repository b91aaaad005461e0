import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type LedgerReader, MirrorShelf} from '@holdfast/ledger';
import {accepted, TestLane} from '@holdfast/ledger/testing';
import {createSigningKey, nodeDigest, systemClock, systemRandom} from '@holdfast/platform-node';
import {isFault, silentLog} from '@holdfast/std';
import type {LedgerEntry} from '@holdfast/wire';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {LibsqlLedgerFolder} from './libsql-ledger-folder.ts';
import {openLibsqlLedgers} from './open-libsql-ledgers.ts';

const ALL = {entriesMax: 1000, bodyBytesMax: 10_000_000};
const identity = await createSigningKey();
const standbyIdentity = await createSigningKey();
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
});
afterEach(() => rmSync(directory, {recursive: true}));

const openHub = (hub: string, key = identity) =>
  openLibsqlLedgers({
    directory: join(directory, hub, 'ledgers'),
    keyDirectory: join(directory, hub, 'keys'),
    shell: 'inline',
    identity: key,
    retailStoreId: '017',
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  });
const openShelf = () => {
  const folder = new LibsqlLedgerFolder({
    directory: join(directory, 'standby', 'ledgers'),
    shell: 'inline',
  });
  return MirrorShelf.open({folder, digest: nodeDigest, log: silentLog});
};

async function stretch(reader: LedgerReader, after: number, upTo = Number.POSITIVE_INFINITY) {
  const {ledgerId, headBefore, entries} = await reader.readAfter(after, ALL);
  return {ledgerId, headBefore, entries: entries.filter(({line}) => line.position <= upTo)};
}

test('a mirror is the ledger line by line, after a restart too, and grows only at its end', async () => {
  const hub = await openHub('hub');
  const till = new TestLane({digest: nodeDigest, workstationId: 'W01'});
  for (const entry of till.take(9)) await hub.current.append(accepted(entry));
  const shelf = await openShelf();
  const {current} = hub;
  expect(await shelf.append(await stretch(current, 0, 4))).toBe('accepted');
  expect(await shelf.append(await stretch(current, 6))).toBe('gap');
  expect(shelf.end(current.ledgerId).position).toBe(4);
  await shelf.close();
  const again = await openShelf();
  expect(again.end(current.ledgerId)).toEqual({position: 4, head: await current.headAt(4)});
  expect(await again.append(await stretch(current, 2))).toBe('accepted');
  expect(await again.append(await stretch(current, 1, 7))).toBe('alreadyHeld');
  expect(again.end(current.ledgerId)).toEqual(current.end());
  expect(again.lane(till.journalId)?.sequenceNumber).toBe(9);
  expect(await again.headAt(current.ledgerId, 3)).toEqual(await current.headAt(3));
  await again.close();
  await hub.close();
});

test('a hub that opens the folder of its mirror goes on with every lane, in a ledger of its own', async () => {
  const hub = await openHub('hub');
  const till = new TestLane({digest: nodeDigest, workstationId: 'W01'});
  for (const entry of till.take(5)) await hub.current.append(accepted(entry));
  const shelf = await openShelf();
  await shelf.append(await stretch(hub.current, 0));
  await shelf.close();
  const follower = await openHub('standby', standbyIdentity);
  expect(follower.report).toMatchObject({position: 1, lost: undefined});
  expect(follower.current.lane(till.journalId)?.sequenceNumber).toBe(5);
  expect(await follower.current.append(accepted(till.next()))).toMatchObject({
    kind: 'recorded',
    ledgerId: follower.current.ledgerId,
  });
  const found = await follower.current.find({journalId: till.journalId, sequenceNumber: 2});
  expect(found?.ledgerId ?? hub.current.ledgerId).toBe(hub.current.ledgerId);
  await follower.close();
  await hub.close();
});

test('a mirror that begins where retention left off is that ledger from there on, and a hub goes on with it', async () => {
  const hub = await openHub('hub');
  const till = new TestLane({digest: nodeDigest, workstationId: 'W01'});
  for (const entry of till.take(9)) await hub.current.append(accepted(entry));
  const {ledgerId} = hub.current;
  const head = (await hub.current.headAt(5)) ?? expect.fail('it stands there');
  const shelf = await openShelf();
  shelf.beginAfter(ledgerId, {position: 5, head});
  expect(shelf.end(ledgerId)).toEqual({position: 5, head});
  expect(await shelf.append(await stretch(hub.current, 5, 7))).toBe('accepted');
  await shelf.close();
  const again = await openShelf(); // nobody has said again where it begins
  expect(again.basePosition(ledgerId)).toBe(5);
  expect([await again.headAt(ledgerId, 5), await again.headAt(ledgerId, 4)]).toEqual([
    head,
    undefined,
  ]);
  expect(await again.append(await stretch(hub.current, 3))).toBe('accepted');
  expect(again.end(ledgerId)).toEqual(hub.current.end());
  await again.close();
  const follower = await openHub('standby', standbyIdentity);
  const [mirrored] = follower.previous;
  expect([mirrored?.ledgerId, mirrored?.prunedTo()]).toEqual([ledgerId, {position: 5, head}]);
  expect(await follower.current.append(accepted(till.next()))).toMatchObject({kind: 'recorded'});
  const find = (sequenceNumber: number) =>
    follower.current.find({journalId: till.journalId, sequenceNumber});
  await vi.waitFor(async () => expect((await find(8))?.ledgerId).toBe(ledgerId));
  expect(await find(2)).toBeUndefined();
  await follower.close();
  await hub.close();
});

test('a line whose journal does not join what is there is stored by nobody', async () => {
  const hub = await openHub('hub');
  const till = new TestLane({digest: nodeDigest, workstationId: 'W01'});
  for (const entry of till.take(4)) await hub.current.append(accepted(entry));
  const shelf = await openShelf();
  await shelf.append(await stretch(hub.current, 0, 3));
  const [next] = (await stretch(hub.current, 3, 4)).entries;
  const other = new TestLane({digest: nodeDigest, workstationId: 'W01'});
  const [, , wrong] = [other.next(), other.next({amountMinor: 1}), other.next()];
  if (!next || !wrong) throw new Error('there are entries');
  const forged: LedgerEntry = {
    line: {...next.line, entryHash: wrong.entryHash},
    entry: {...wrong, header: {...wrong.header, sequenceNumber: 3}},
  };
  const {ledgerId} = hub.current;
  const headBefore = (await hub.current.headAt(3)) ?? expect.fail('it stands there');
  const refused = await shelf
    .append({ledgerId, headBefore, entries: [forged]})
    .catch(error => error);
  expect(isFault(refused, 'wire/malformed')).toBe(true);
  expect(shelf.end(ledgerId).position).toBe(3);
  await shelf.close();
  await hub.close();
});
