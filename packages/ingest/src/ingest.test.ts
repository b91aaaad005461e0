import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {toBase64Url} from '@holdfast/std';
import {VirtualClock} from '@holdfast/std/testing';
import type {RecordTransaction} from '@holdfast/wire';
import {ChainWriter} from '@holdfast/wire/testing';
import {expect, test} from 'vitest';
import {INGEST_LIMITS} from './limits.ts';
import {frameOf, SALE, sale, storeScene} from './testing/store-scene.ts';

const {answers, hub, proveTo, till, until} = await storeScene({
  digest: nodeDigest,
  verifier: nodeSignatureVerifier,
  createSigningKey,
  turn: () => new Promise(setImmediate),
});

import {FakeConnection} from './testing.ts';

test('a sale is acknowledged with the position where it stands, and asked again, with the same', async () => {
  const one = await till();
  const store = await hub([one]);
  const session = await proveTo(store, one);
  const entry = await one.chain.next(sale());
  session.events.frame(frameOf(entry));
  session.events.frame(frameOf(entry));
  const outcomes = await answers(session, 2);
  expect(outcomes).toMatchObject([
    {kind: 'recorded', position: 1},
    {kind: 'recorded', position: 1},
  ]);
  expect(store.memory.ledger.end().position).toBe(1);
});

test('no ack is sent before the sync that covers the sale', async () => {
  const one = await till();
  const store = await hub([one]);
  const session = await proveTo(store, one);
  store.memory.store.hold();
  session.events.frame(frameOf(await one.chain.next(sale())));
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
  expect(session.socket.of('recordTransactionReply')).toEqual([]);
  store.memory.store.release();
  expect(await answers(session, 1)).toMatchObject([{kind: 'recorded'}]);
});

test.each([
  [
    'totals that do not tie',
    sale({total: {transactionGrandAmountMinor: 511, transactionTaxAmountMinor: 0}}),
    'totalsDoNotTie',
  ],
  [
    'tenders that do not tie',
    sale({
      lineItems: [
        SALE.lineItems[0],
        {kind: 'Tender', lineNumber: 2, tenderType: 'cash', amountMinor: 509},
      ],
    }),
    'totalsDoNotTie',
  ],
  ['a body that is not JSON', 'never closed {', 'malformedBody'],
  ['a field of the wrong form', sale({businessDayDate: 'yesterday'}), 'malformedBody'],
])('%s: set aside with its reason, and the queue moves on', async (_, body, reason) => {
  const one = await till();
  const session = await proveTo(await hub([one]), one);
  session.events.frame(frameOf(await one.chain.next(body)));
  session.events.frame(frameOf(await one.chain.next(sale())));
  expect(await answers(session, 2)).toMatchObject([
    {kind: 'quarantined', position: 1, reason},
    {kind: 'recorded', position: 2},
  ]);
});

test('an entry of a kind that a newer terminal invented is kept, set aside', async () => {
  const one = await till();
  const session = await proveTo(await hub([one]), one);
  session.events.frame(frameOf(await one.chain.next('{"new":true}', {kindCode: 99})));
  expect(await answers(session, 1)).toMatchObject([{kind: 'quarantined', reason: 'unknownKind'}]);
});

test('a card number in free text leaves a stub: header and reason are kept, the digits are not', async () => {
  const one = await till();
  const store = await hub([one]);
  const session = await proveTo(store, one);
  const body = sale({note: 'customer paid with 4111 1111 1111 1111'});
  session.events.frame(frameOf(await one.chain.next(body)));
  const [outcome] = await answers(session, 1);
  expect(outcome).toMatchObject({kind: 'quarantined', reason: 'cardData'});
  expect(JSON.stringify(outcome)).not.toContain('4111');
  const {entries} = await store.memory.ledger.readAfter(0, {entriesMax: 1, bodyBytesMax: 1});
  expect(entries[0]?.entry.body).toBeUndefined();
});

test.each([
  ['where the salt ought to be', '4111111111111111', '{}'],
  ['from the salt on', 'abcdefgh41111111', '11111111'],
  ['in the personal data', '0123456789abcdef', '{"name":"4111111111111111"}'],
])('a card number %s leaves a stub without the personal part', async (_place, salt, told) => {
  const one = await till();
  const store = await hub([one]);
  const session = await proveTo(store, one);
  const personal = new TextEncoder().encode(salt + told);
  const entry = await one.chain.next(sale(), {personal});
  session.events.frame(frameOf(entry, {personal: Buffer.from(personal).toString('base64url')}));
  expect(await answers(session, 1)).toMatchObject([{kind: 'quarantined', reason: 'cardData'}]);
  const {entries} = await store.memory.ledger.readAfter(0, {entriesMax: 1, bodyBytesMax: 1});
  expect(entries[0]?.entry).toMatchObject({body: undefined});
  expect(entries[0]?.entry.personal).toBeUndefined();
});

test('a signature that is a card number is not taken', async () => {
  const one = await till();
  const session = await proveTo(await hub([one]), one);
  const signature = Buffer.from('4111111111111111'.padEnd(64, 'x')).toString('base64url');
  session.events.frame(frameOf(await one.chain.next(sale()), {signature}));
  expect(await answers(session, 1)).toMatchObject([{kind: 'refused', reason: 'malformedHeader'}]);
});

test('an item whose GTIN passes the Luhn check is sold', async () => {
  const one = await till();
  const session = await proveTo(await hub([one]), one);
  const [line, tender] = SALE.lineItems;
  const lineItems = [{...line, itemId: '4006381333931'}, tender];
  session.events.frame(frameOf(await one.chain.next(sale({lineItems}))));
  expect(await answers(session, 1)).toMatchObject([{kind: 'recorded'}]);
});

test('a gap is answered with the sequence that is expected', async () => {
  const one = await till();
  const session = await proveTo(await hub([one]), one);
  await one.chain.next(sale());
  session.events.frame(frameOf(await one.chain.next(sale())));
  expect(await answers(session, 1)).toMatchObject([
    {kind: 'outOfOrder', expectedSequenceNumber: 1},
  ]);
});

test('another entry under a recorded key is a fork: refused, alarmed once, its bytes kept', async () => {
  const one = await till();
  const store = await hub([one]);
  const session = await proveTo(store, one);
  const place = {retailStoreId: '017', workstationId: 'W01'};
  const twin = new ChainWriter({digest: nodeDigest, key: one.key}, place);
  session.events.frame(frameOf(await one.chain.next(sale())));
  const forged = await twin.next(sale({operatorId: 'eve'}));
  session.events.frame(frameOf(forged));
  session.events.frame(frameOf(forged));
  const outcomes = await answers(session, 3);
  expect(outcomes.map(({kind}) => kind)).toEqual(['recorded', 'forked', 'forked']);
  expect(store.alarms).toHaveLength(1);
  expect(store.alarms[0]).toMatchObject({code: 'journal/forked', sequenceNumber: 1});
  expect(store.alarms[0]?.evidence?.body).toContain('eve');
});

test.each<[string, Partial<RecordTransaction>, string]>([
  ['a body that is not the header’s', {body: sale({operatorId: 'eve'})}, 'hashMismatch'],
  ['a header that is none', {header: toBase64Url(new Uint8Array(90))}, 'malformedHeader'],
  ['a sequence that is not the header’s', {sequenceNumber: 9}, 'wrongJournal'],
])('%s is refused and nothing is stored', async (_, changes, reason) => {
  const one = await till();
  const store = await hub([one]);
  const session = await proveTo(store, one);
  session.events.frame(frameOf(await one.chain.next(sale()), changes));
  expect(await answers(session, 1)).toMatchObject([{kind: 'refused', reason}]);
  expect(store.memory.ledger.end().position).toBe(0);
});

test('a terminal may not write for another, nor as the hub', async () => {
  const [one, two] = [await till(), await till('W02')];
  const store = await hub([one, two]);
  const session = await proveTo(store, one);
  session.events.frame(frameOf(await two.chain.next(sale())));
  session.events.frame(frameOf(await one.chain.next('{}', {kindCode: 17})));
  expect(await answers(session, 2)).toMatchObject([
    {kind: 'refused', reason: 'wrongJournal'},
    {kind: 'refused', reason: 'reservedKind'},
  ]);
});

test('a wrong signature raises an alarm and ends the session', async () => {
  const one = await till();
  const store = await hub([one]);
  const session = await proveTo(store, one);
  const entry = await one.chain.next(sale());
  session.events.frame(frameOf(entry, {signature: toBase64Url(new Uint8Array(64))}));
  await answers(session, 1);
  await store.clock.advance(INGEST_LIMITS.unverifiedMs);
  await until(() => session.socket.closedWith !== undefined);
  expect(session.socket.closedWith?.reason).toBe('badSignature');
  expect(store.alarms.map(({code}) => code)).toEqual(['journal/bad-signature']);
});

test('a newer session of the same journal takes over from the older one', async () => {
  const one = await till();
  const store = await hub([one]);
  const older = await proveTo(store, one);
  const newer = await proveTo(store, one);
  expect(older.socket.closedWith?.reason).toBe('superseded');
  expect(newer.socket.closedWith).toBeUndefined();
  expect(store.ingest.sessions()).toHaveLength(1);
});

test('a session that is over is forgotten, whoever ended it', async () => {
  const one = await till();
  const store = await hub([one]);
  const first = await proveTo(store, one);
  expect(store.ingest.sessions()).toHaveLength(1);
  first.events.closed(); // the till hung up
  expect(store.ingest.sessions()).toEqual([]);
  const second = await proveTo(store, one);
  second.events.frame('not a message'); // the hub hangs up
  second.events.closed();
  expect(store.ingest.sessions()).toEqual([]);
});

test('a terminal that proves nothing is let go after five seconds', async () => {
  const store = await hub([]);
  const socket = new FakeConnection();
  store.ingest.connect(socket);
  await store.clock.advance(INGEST_LIMITS.authenticationMs);
  expect(socket.closedWith?.reason).toBe('authenticationTimeout');
});

test('a stranger is refused by name, and cannot send a sale', async () => {
  const stranger = await till();
  const store = await hub([]);
  expect((await proveTo(store, stranger)).socket.closedWith?.reason).toBe('notPaired');
  const socket = new FakeConnection();
  store.ingest.connect(socket).frame(frameOf(await stranger.chain.next(sale())));
  expect(socket.closedWith?.reason).toBe('malformed');
});

test('a terminal that was rolled back is welcomed with the hub’s end, and alarmed', async () => {
  const one = await till();
  const store = await hub([one]);
  const first = await proveTo(store, one);
  first.events.frame(frameOf(await one.chain.next(sale())));
  await answers(first, 1);
  const again = await proveTo(store, one);
  expect(again.socket.of('welcome')).toMatchObject([{lastSequenceNumber: 1}]);
  expect(store.alarms.map(({code}) => code)).toEqual(['journal/rolled-back']);
});

test('a terminal whose last entry differs from the recorded one hears it in the welcome, and is alarmed once', async () => {
  const one = await till();
  const store = await hub([one]);
  const first = await proveTo(store, one);
  first.events.frame(frameOf(await one.chain.next(sale())));
  await answers(first, 1);
  const place = {retailStoreId: '017', workstationId: 'W01'};
  const forked = await new ChainWriter({digest: nodeDigest, key: one.key}, place).next('{}');
  for (let count = 0; count < 2; count++) {
    const again = await proveTo(store, one, forked);
    expect(again.socket.closedWith).toBeUndefined();
    expect(again.socket.of('welcome')[0]?.lastEntryHash).not.toBe(toBase64Url(forked.entryHash));
  }
  expect(store.alarms.map(({code}) => code)).toEqual(['journal/forked']);
});

test('a lane may have so many entries waiting; the next is told to come back', async () => {
  const one = await till();
  const store = await hub([one]);
  const session = await proveTo(store, one);
  store.memory.store.hold();
  for (let count = 0; count <= INGEST_LIMITS.inFlightMax; count++) {
    session.events.frame(frameOf(await one.chain.next(sale())));
  }
  const [busy] = await answers(session, 1);
  expect(busy).toEqual({kind: 'busy', retryAfterMs: INGEST_LIMITS.busyRetryMs});
  store.memory.store.release();
  expect(await answers(session, INGEST_LIMITS.inFlightMax + 1)).toHaveLength(65);
});

test('a terminal that does not read its answers is closed, and loses nothing', async () => {
  const one = await till();
  const store = await hub([one]);
  const session = await proveTo(store, one);
  session.socket.unreadBytes = INGEST_LIMITS.unreadBytesMax + 1;
  session.events.frame(frameOf(await one.chain.next(sale())));
  await until(() => session.socket.closedWith !== undefined);
  expect(session.socket.closedWith?.reason).toBe('tooSlow');
  expect(store.memory.ledger.end().position).toBe(1);
});

test('a till clock that is years off is measured, alarmed, and stops no sale', async () => {
  const one = await till();
  const store = await hub([one]);
  store.clock.wallOffsetMs += 3 * 365 * 24 * 60 * 60 * 1000;
  const session = await proveTo({...store, clock: new VirtualClock()}, one);
  session.events.frame(frameOf(await one.chain.next(sale())));
  expect(await answers(session, 1)).toMatchObject([{kind: 'recorded'}]);
  expect(store.alarms.map(({code}) => code)).toEqual(['clock/implausible']);
  const {entries} = await store.memory.ledger.readAfter(0, {entriesMax: 1, bodyBytesMax: 1});
  expect(entries[0]?.line.clockOffsetMs).toBeGreaterThan(90_000_000_000);
});

test('stopping answers what is owed first, and then says so', async () => {
  const one = await till();
  const store = await hub([one]);
  const session = await proveTo(store, one);
  store.memory.store.hold();
  session.events.frame(frameOf(await one.chain.next(sale())));
  const stopped = store.ingest.stop();
  store.memory.store.release();
  await stopped;
  expect(session.socket.of('recordTransactionReply')).toHaveLength(1);
  expect(session.socket.closedWith?.reason).toBe('stopping');
});

test('an older copy does not bring back what was erased', async () => {
  const one = await till();
  const erasures = {isErased: () => true, async *words() {}};
  const store = await hub([one], {erasures});
  const session = await proveTo(store, one);
  const personal = new TextEncoder().encode('0123456789abcdef{"name":"Ada"}');
  const entry = await one.chain.next(sale(), {personal});
  session.events.frame(frameOf(entry, {personal: toBase64Url(personal)}));
  expect(await answers(session, 1)).toMatchObject([{kind: 'recorded', position: 1}]);
  const {entries} = await store.memory.ledger.readAfter(0, {entriesMax: 1, bodyBytesMax: 1});
  expect(entries[0]?.entry.header.personalSha256).toEqual(entry.header.personalSha256);
  expect(entries[0]?.entry.personal).toBeUndefined();
});

test('a till hears what it must erase of its journal, when it comes and when it is said', async () => {
  const one = await till();
  const said = {word: toBase64Url(new Uint8Array(40)), signature: toBase64Url(new Uint8Array(64))};
  const told: (typeof said)[] = [said];
  const erasures = {
    isErased: () => false,
    async *words() {
      yield* told;
    },
  };
  const store = await hub([one], {erasures});
  const session = await proveTo(store, one);
  await until(() => session.socket.of('personalErased').length === 1);
  told.push(said);
  store.ingest.publishErased();
  await until(() => session.socket.of('personalErased').length === 3);
  expect(session.socket.of('personalErased')[0]).toMatchObject(said);
});
