import {saleDraft, signOnDraft} from '@holdfast/domain/testing';
import {nodeDigest} from '@holdfast/platform-node';
import {Fault, utf8Decode} from '@holdfast/std';
import {TestTill} from '@holdfast/terminal-sdk/testing';
import type {Hono} from 'hono';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {doorRoutes} from './door-routes.ts';

let till: TestTill;
let door: Hono;
let stop: AbortController;

beforeEach(async () => {
  till = new TestTill(nodeDigest);
  const terminal = await till.begin();
  stop = new AbortController();
  door = doorRoutes({terminal, origins: ['https://pos.example'], signal: stop.signal});
});
afterEach(async () => {
  stop.abort();
  await till.terminal.stop();
});

type Headers = Readonly<Record<string, string>>;
const JSON_HEADERS = {host: '127.0.0.1:7480', 'content-type': 'application/json'};

function post(body: string, headers: Headers = {}): Promise<Response> {
  const init = {method: 'POST', body, headers: {...JSON_HEADERS, ...headers}};
  return Promise.resolve(door.request('/v1/transactions', init));
}

function get(path: string, headers: Headers = {}): Promise<Response> {
  return Promise.resolve(door.request(path, {headers: {host: 'localhost:7480', ...headers}}));
}

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return {status: response.status, ...(await response.json())};
}

const SALE = JSON.stringify(saleDraft());

describe('a transaction that is posted', () => {
  test('is answered with its receipt once it is on the disk, byte for byte', async () => {
    const text = `{ "note": "kept",${SALE.slice(1)}`;
    const response = await post(text);
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      receiptNumber: expect.stringMatching(/^W01-...-000001$/),
      key: {workstationId: 'W01', sequenceNumber: 1},
      custody: {kind: 'journaled'},
      repeated: false,
    });
    expect(till.disk.entries.map(({entry}) => utf8Decode(entry.body))).toEqual([text]);
  });

  test.each([
    ['by header', SALE, {'idempotency-key': 'cart-1'}],
    ['by quoted header', SALE, {'idempotency-key': '"cart-1"'}],
    ['by field', `{"submissionId":"cart-1",${SALE.slice(1)}`, {}],
  ])('and named %s is the same sale when it is posted again', async (_, body, headers) => {
    const first = await (await post(body, headers)).json();
    const again = await post(body, headers);
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({receiptNumber: first.receiptNumber, repeated: true});
    expect(till.disk.entries).toHaveLength(1);
    expect(till.disk.entries[0]?.submissionId).toBe('cart-1');
  });

  test('under the name of another one is refused, with the receipt that has the name', async () => {
    const first = await (await post(SALE, {'idempotency-key': 'cart-1'})).json();
    const other = await post(JSON.stringify(saleDraft([1])), {'idempotency-key': 'cart-1'});
    expect(await problemOf(other)).toMatchObject({
      status: 409,
      code: 'submission/id-taken',
      fields: {receiptNumber: first.receiptNumber},
    });
  });

  test.each([
    ['is no JSON', '{', {}, 422, 'submission/malformed', ''],
    [
      'does not tie',
      SALE.replace('"transactionGrandAmountMinor":765', '"transactionGrandAmountMinor":1'),
      {},
      422,
      'submission/malformed',
      'total',
    ],
    [
      'holds a card number',
      SALE.replace('Candle', '4111 1111 1111 1111'),
      {},
      422,
      'submission/card-data',
      'lineItems[0].description',
    ],
    ['comes as a form', SALE, {'content-type': 'text/plain'}, 400, 'request/malformed', undefined],
    [
      'has an empty name',
      SALE,
      {'idempotency-key': '""'},
      422,
      'submission/malformed',
      'submissionId',
    ],
  ])(
    'that %s is refused with a problem, and nothing is kept',
    async (_, body, headers, status, code, field) => {
      const problem = await problemOf(await post(body, headers));
      expect(problem).toMatchObject({status, code, type: `urn:holdfast:fault:${code}`});
      if (field !== undefined) expect(problem.fields.field).toContain(field);
      expect(till.disk.entries).toEqual([]);
    },
  );

  test('that is too large is refused before it is read whole', async () => {
    const problem = await problemOf(await post(' '.repeat(1024 * 1024 + 1)));
    expect(problem).toMatchObject({status: 413, code: 'submission/too-large'});
  });

  test('that the disk cannot take is refused for now, not for ever', async () => {
    till.disk.nextFault = {fault: new Fault('database/disk-full'), when: 'before'};
    expect(await problemOf(await post(SALE))).toMatchObject({status: 507, retry: 'later'});
    expect((await post(SALE)).status).toBe(201);
  });

  test('that fails in a way nobody foresaw says nothing of what it holds', async () => {
    till.disk.nextFault = {fault: new TypeError(`cannot write ${SALE}`), when: 'before'};
    const problem = await problemOf(await post(SALE));
    expect(problem).toMatchObject({status: 500, type: 'about:blank'});
    expect(JSON.stringify(problem)).not.toContain('Candle');
  });
});

test('a receipt says where its transaction is now, and what it says', async () => {
  const {receiptNumber} = await (await post(SALE)).json();
  await till.clock.advance(0);
  const response = await get(`/v1/transactions/${receiptNumber}`);
  expect(await response.json()).toMatchObject({
    receiptNumber,
    custody: {kind: 'recorded', hubId: till.hub.hubId},
    transaction: saleDraft(),
  });
});

test.each(['W01-AAA-000001', 'W02-AAA-000001', 'nonsense', 'W01-AAA-000099'])(
  'a receipt %s that is not this till’s is not found',
  async receiptNumber => {
    await post(SALE);
    expect(await problemOf(await get(`/v1/transactions/${receiptNumber}`))).toMatchObject({
      status: 404,
      code: 'request/not-found',
    });
  },
);

test('the status says how it is, how far custody has come and how the hub was found', async () => {
  await post(JSON.stringify(signOnDraft()));
  await till.clock.advance(0);
  expect(await (await get('/v1/status')).json()).toMatchObject({
    status: {kind: 'online', foundBy: 'last-known', hubAddress: '192.0.2.1:7443'},
    custody: {journaled: 1, recorded: 1, held: 0},
    terminal: {workstationId: 'W01', retailStoreId: 'S1'},
  });
});

test('the events begin with the status and tell each step of a sale', async () => {
  const response = await get('/v1/events');
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  await post(SALE);
  await till.clock.advance(0);
  stop.abort();
  const events = (await response.text()).trim().split('\n\n');
  const told = events.map(event => {
    const [, kind = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(event) ?? [];
    return `${kind} ${JSON.parse(data).kind ?? JSON.parse(data).status.kind}`;
  });
  expect(told[0]).toBe('status online');
  expect(told).toContain('custody journaled');
  expect(told).toContain('custody recorded');
});

test('an event reader that does not read is cut, and hurts nobody', async () => {
  const response = await get('/v1/events');
  for (let sale = 0; sale < 1_000; sale++) await post(JSON.stringify(signOnDraft()));
  expect((await response.text()).length).toBeLessThan(400_000);
  expect((await get('/v1/status')).status).toBe(200);
});

describe('a page in a browser on this machine', () => {
  test.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:7480', '10.0.0.1'])(
    'that came by the name %s is turned away',
    async host => {
      expect(await problemOf(await get('/v1/status', {host}))).toMatchObject({status: 403});
      expect(await problemOf(await post(SALE, {host}))).toMatchObject({status: 403});
      expect(till.disk.entries).toEqual([]);
    },
  );

  test('of another site is turned away, and one that is listed is let in', async () => {
    const evil = await post(SALE, {origin: 'https://evil.example'});
    expect(await problemOf(evil)).toMatchObject({status: 403, code: 'request/unauthorized'});
    const ours = await post(SALE, {origin: 'https://pos.example'});
    expect(ours.status).toBe(201);
    expect(ours.headers.get('access-control-allow-origin')).toBe('https://pos.example');
  });

  test('may ask whether it may, if it is listed', async () => {
    const preflight = await door.request('/v1/transactions', {
      method: 'OPTIONS',
      headers: {
        host: '127.0.0.1',
        origin: 'https://pos.example',
        'access-control-request-method': 'POST',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('idempotency-key');
  });
});
