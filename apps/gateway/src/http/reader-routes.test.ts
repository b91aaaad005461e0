import {createHash} from 'node:crypto';
import {type TestHub, type TestTill, testSale} from '@holdfast/fleet/testing';
import {utf8Encode} from '@holdfast/std';
import {ENTRY_KINDS, encodeSupersedes} from '@holdfast/wire';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {ADMIN, TestApp} from '../testing/test-app.ts';

let app: TestApp;
let hub: TestHub;
let till: TestTill;
beforeEach(async () => {
  app = await TestApp.start();
  hub = await app.enrol();
  till = await hub.admit('W01');
});
afterEach(() => app.stop());

async function sell(count: number, body = testSale()): Promise<void> {
  for (let sale = 0; sale < count; sale++) hub.record(await till.write(body));
  await app.fleet.accept(await hub.segment(1));
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));

test('transactions stream one a line, from any cursor, as many as were asked for', async () => {
  await sell(5);
  const all = await app.get('/v1/transactions');
  expect(all.headers.get('content-type')).toBe('application/x-ndjson');
  const lines = linesOf(all.text);
  expect(lines.map(({key}) => key.sequenceNumber)).toEqual([1, 2, 3, 4, 5]);
  expect(lines[0]).toMatchObject({
    type: 'transaction',
    custody: 'held',
    key: {retailStoreId: '017', workstationId: 'W01', journalId: till.journalId},
    receiptNumber: `W01-${till.journalId.slice(0, 3)}-000001`,
    kind: 'retail',
    transactionType: 'sale',
    standing: 'accepted',
    businessDayDate: '2026-01-01',
    hubId: hub.hubId,
    position: 3,
  });
  const page = await app.get(`/v1/transactions?after=${lines[1].cursor}&limit=2`);
  expect(linesOf(page.text)).toEqual(lines.slice(2, 4));
  expect((await app.get(`/v1/transactions?after=${lines[4].cursor}`)).text).toBe('');
});

test('more lines than a page come in one answer', async () => {
  await sell(300);
  const {text} = await app.get('/v1/transactions?limit=100000');
  expect(linesOf(text).map(({cursor}) => cursor)).toEqual(
    Array.from({length: 300}, (_, at) => at + 1),
  );
});

test('a reader that waits hears of a sale when it becomes held', async () => {
  const waiting = app.get('/v1/transactions?wait=60');
  await sell(1);
  expect(linesOf((await waiting).text)).toHaveLength(1);
});

test('a reader that waits is let go when the gateway stops', async () => {
  const waiting = app.get('/v1/transactions?wait=60');
  app.stopping.abort();
  expect(await waiting).toMatchObject({status: 200, text: ''});
});

test('a body is given as its till wrote it, and its very bytes on request', async () => {
  const sale = JSON.parse(new TextDecoder().decode(testSale()));
  const written = JSON.stringify({...sale, newerField: 'ü\n'}, undefined, 2).replace(
    '"newerField"',
    '"exact": 1.10,\r\n "newerField"',
  );
  const body = utf8Encode(written);
  await sell(1, body);
  const {text} = await app.get('/v1/transactions');
  expect(text.split('\n')).toHaveLength(2);
  expect(text).toContain('"exact": 1.10,');
  const [line] = linesOf(text);
  expect(line.body).toEqual(JSON.parse(written));
  const raw = await app.get(`/v1/transactions/${till.journalId}/1/body`);
  expect(raw.text).toBe(written);
  expect(createHash('sha256').update(raw.text).digest('hex')).toBe(line.bodySha256);
});

test('a body that is not JSON comes in base64', async () => {
  const entry = await till.write(utf8Encode('\u0001 not JSON'));
  hub.record(entry, {kind: 'quarantined', reason: 'malformedBody', detail: 'is not JSON'});
  await app.fleet.accept(await hub.segment(1));
  const [line] = linesOf((await app.get('/v1/transactions')).text);
  expect(line).toMatchObject({
    body: null,
    bodyBase64: Buffer.from('\u0001 not JSON').toString('base64url'),
    standing: 'quarantined',
    quarantine: {reason: 'malformedBody', detail: 'is not JSON'},
  });
  expect(line.businessDayDate).toBeUndefined();
});

test('a decision stands in the stream, after what it decides', async () => {
  const {entry} = hub.record(await till.write(testSale()), {
    kind: 'quarantined',
    reason: 'totalsDoNotTie',
    detail: '',
  });
  await hub.decide(entry, {decision: 'void', reason: 'typed twice'});
  await app.fleet.accept(await hub.segment(1));
  const lines = linesOf((await app.get('/v1/transactions')).text);
  expect(lines).toMatchObject([
    {type: 'transaction', standing: 'voided'},
    {type: 'decision', decision: 'void', journalId: till.journalId, sequenceNumber: 1},
  ]);
});

test('a transaction is found by its key, held or arrived', async () => {
  await sell(1);
  hub.record(await till.write(testSale()));
  hub.record(await till.write(testSale()));
  await app.fleet.accept(await hub.segment(5));
  const by = (sequence: number) => app.get(`/v1/transactions/${till.journalId}/${sequence}`);
  expect(JSON.parse((await by(1)).text)).toMatchObject({custody: 'held', cursor: 1});
  expect((await by(2)).status).toBe(404);
  const arrived = JSON.parse((await by(3)).text);
  expect(arrived).toMatchObject({custody: 'arrived', key: {sequenceNumber: 3}});
  expect(arrived.body).toMatchObject({kind: 'RetailTransaction'});
});

test('a receipt number is found as a person types it', async () => {
  await sell(2);
  const mark = till.journalId.slice(0, 3).toLowerCase();
  const found = await app.get(`/v1/stores/017/receipts/W01-${mark}-000002`);
  expect(JSON.parse(found.text)).toMatchObject({transactions: [{key: {sequenceNumber: 2}}]});
  for (const [number, status] of [
    [`W01-${mark}-000003`, 404],
    [`W02-${mark}-000002`, 404],
    ['receipt', 400],
  ] as const) {
    expect((await app.get(`/v1/stores/017/receipts/${number}`)).status).toBe(status);
  }
  expect((await app.get(`/v1/stores/018/receipts/W01-${mark}-000002`)).status).toBe(404);
});

test('a number that a till printed twice finds both sales, and each is in the stream once', async () => {
  await sell(2);
  const again = await hub.admit('W01');
  const {journalId} = till;
  const superseded = {journalId, sequenceNumber: 2, entryHash: new Uint8Array(32).fill(2)};
  const extension = encodeSupersedes([superseded]);
  hub.record(await again.write(testSale({amountMinor: 999}), ENTRY_KINDS.retail, {extension}));
  hub.record(await again.write(testSale()));
  await app.fleet.accept(await hub.segment(5));
  const by = async (sequence: number) => {
    const number = `W01-${journalId.slice(0, 3)}-00000${sequence}`;
    const {text} = await app.get(`/v1/stores/017/receipts/${number}`);
    return JSON.parse(text).transactions ?? [];
  };
  const receiptNumber = `W01-${journalId.slice(0, 3)}-000002`;
  expect(await by(1)).toMatchObject([{key: {journalId}}]);
  expect(await by(2)).toMatchObject([
    {key: {journalId}, receiptNumber},
    {key: {journalId: again.journalId}, supersedes: [{journalId, receiptNumber}]},
  ]);
  expect(await by(3)).toEqual([]);
  const stream = linesOf((await app.get('/v1/transactions?after=0')).text);
  expect(stream).toHaveLength(4);
});

test('a store’s day adds up, and lists what it adds', async () => {
  await sell(2, testSale({amountMinor: 250}));
  const totals = await app.get('/v1/stores/017/days/2026-01-01');
  expect(JSON.parse(totals.text)).toEqual({
    retailStoreId: '017',
    businessDayDate: '2026-01-01',
    workstations: [
      {
        workstationId: 'W01',
        currencyCode: 'EUR',
        transactions: 2,
        quarantined: 0,
        voided: 0,
        salesAmountMinor: 500,
        taxAmountMinor: 0,
      },
    ],
  });
  const listed = await app.get('/v1/stores/017/days/2026-01-01/transactions');
  expect(linesOf(listed.text)).toHaveLength(2);
  const ofTill = await app.get('/v1/stores/017/workstations/W01/transactions?after=1');
  expect(linesOf(ofTill.text)).toHaveLength(1);
  expect(JSON.parse((await app.get('/v1/stores/017/days/2026-01-02')).text).workstations).toEqual(
    [],
  );
});

test.each([
  '/v1/transactions?after=-1',
  '/v1/transactions?limit=many',
  '/v1/transactions?limit=0',
  '/v1/transactions/short/1',
  '/v1/stores/017/days/yesterday',
  '/v1/stores/not%20one/days/2026-01-01',
])('%s is refused by name', async path => {
  const answer = await app.get(path);
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.text)).toMatchObject({code: 'request/malformed'});
});

test.each([
  '/v1/transactions',
  '/v1/stores/017/days/2026-01-01',
  '/v1/hubs',
  '/v1/alarms',
  '/v1/stores/017/journals',
  '/metrics',
])('%s is for the reader’s and the operator’s token, and for nobody else', async path => {
  expect((await app.get(path)).status).toBe(200);
  expect((await app.get(path, ADMIN)).status).toBe(200);
  for (const token of ['', 'reader-toke', 'reader-token-', 'other']) {
    const answer = await app.get(path, token);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  }
});

test('an address with nothing behind it is a problem, too', async () => {
  const answer = await app.get('/v2/transactions');
  expect(answer.status).toBe(404);
  expect(JSON.parse(answer.text)).toMatchObject({code: 'request/not-found'});
});

test('who bought is in no stream, and told to the operator alone', async () => {
  const personal = utf8Encode('0123456789abcdef{"name":"Ada Lovelace"}');
  hub.record(await till.write(testSale(), ENTRY_KINDS.retail, {personal}));
  hub.record(await till.write(testSale()));
  await app.fleet.accept(await hub.segment(1));
  expect((await app.get('/v1/transactions')).text).not.toContain('Lovelace');
  const path = (sequence: number) => `/v1/transactions/${till.journalId}/${sequence}/personal`;
  expect((await app.get(path(1))).status).toBe(401);
  const told = await app.get(path(1), ADMIN);
  expect([told.status, told.text]).toEqual([200, '{"name":"Ada Lovelace"}']);
  expect((await app.get(path(2), ADMIN)).status).toBe(404);
});
