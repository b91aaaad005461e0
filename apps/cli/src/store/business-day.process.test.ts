import {existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {readDoor, secretFiles} from '@holdfast/gateway';
import {PIZZAPLACE_MAP} from '@holdfast/importer';
import {proveStore} from '@holdfast/prover';
import {sampleFile} from '@holdfast/samples';
import {utf8Decode} from '@holdfast/std';
import {Agent, request} from 'undici';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {LocalStore} from './local-store.ts';
import {planLanes} from './plan-lanes.ts';
import {ReplayDriver} from './replay-driver.ts';

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const folder = join(directory, 'inbox');
const store = new LocalStore({directory, storeId: '017', loopbackMulticast: false});

const header = {
  businessDayDate: '2026-11-22',
  beginDateTime: '2026-11-22T08:00:00+01:00',
  endDateTime: '2026-11-22T08:00:30+01:00',
  operatorId: 'ana',
};
const control = (controlType: string) => ({kind: 'ControlTransaction', ...header, controlType});
const money = (controlType: string, amountMinor: number) => ({
  kind: 'TenderControlTransaction',
  ...header,
  controlType,
  currencyCode: 'EUR',
  tenders: [{tenderType: 'cash', amountMinor}],
});
const candle = {
  lineNumber: 1,
  itemId: 'C1',
  itemType: 'stock',
  description: 'Kerze, weiß',
  quantity: '0.356',
  unitOfMeasureCode: 'KGM',
  regularSalesUnitPrice: '10.00',
  extendedAmountMinor: 356,
};
const retail = (transactionType: string, sign: 1 | -1, more: object = {}) => ({
  kind: 'RetailTransaction',
  ...header,
  transactionType,
  currencyCode: 'EUR',
  lineItems: [
    {kind: sign === 1 ? 'Sale' : 'Return', ...candle},
    {kind: 'Rounding', lineNumber: 2, amountMinor: -1 * sign},
    {kind: 'Tender', lineNumber: 3, tenderType: 'cash', amountMinor: sign === 1 ? 500 : -355},
    ...(sign === 1
      ? [{kind: 'TenderChange', lineNumber: 4, tenderType: 'cash', amountMinor: 145}]
      : []),
  ],
  total: {transactionGrandAmountMinor: 356 * sign, transactionTaxAmountMinor: 0},
  ...more,
});

const DAY = [
  control('businessDayOpen'),
  control('signOn'),
  money('loan', 10_000),
  retail('sale', 1),
  retail('return', -1),
  money('paidIn', 2_000),
  money('paidOut', 500),
  control('noSale'),
  money('safeDrop', 5_000),
  money('pickup', 3_000),
  control('signOff'),
  control('businessDayClose'),
];

beforeAll(async () => {
  await store.startGateway();
  await store.startHub();
  await store.addTill('W01');
  await store.addTill('W02', ['--watch', folder]);
});
afterAll(async () => {
  await store.stop();
  rmSync(directory, {recursive: true});
});

const post = (body: object, id: string) =>
  fetch(`${store.tills[0]?.url}/v1/transactions`, {
    method: 'POST',
    headers: {'content-type': 'application/json', 'idempotency-key': id},
    body: JSON.stringify(body),
  });

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await done()) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error('it did not come about within 30 s');
}

test('a whole business day of sales, money movements and control entries is taken by the HTTP door', async () => {
  for (const [at, body] of DAY.entries()) {
    const response = await post(body, `day-${at}`);
    expect(response.status, JSON.stringify(await response.clone().json())).toBe(201);
  }
});

test('the same submission asked again gets the first receipt number', async () => {
  const [first, second] = [
    await post(retail('sale', 1), 'again'),
    await post(retail('sale', 1), 'again'),
  ];
  expect([first.status, second.status]).toEqual([201, 200]);
  const receipts = [await first.json(), await second.json()] as {receiptNumber: string}[];
  expect(receipts[0]?.receiptNumber).toBe(receipts[1]?.receiptNumber);
});

test('what is no transaction is refused with the place and the reason, and takes no number', async () => {
  const before = (await store.tillViews())[0]?.journaled;
  const wrong = retail('sale', 1, {
    total: {transactionGrandAmountMinor: 357, transactionTaxAmountMinor: 0},
  });
  const response = await post(wrong, 'wrong');
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(JSON.stringify(await response.json())).toMatch(/transactionGrandAmountMinor/);
  expect((await store.tillViews())[0]?.journaled).toBe(before);
});

test('a file that is moved into the watched folder is a transaction too', async () => {
  writeFileSync(join(directory, 'aside.json'), JSON.stringify(retail('sale', 1)));
  renameSync(join(directory, 'aside.json'), join(folder, 'sale-1.json'));
  const receipt = join(folder, 'done', 'sale-1.receipt.json');
  const beside = join(folder, 'sale-1.receipt.json');
  await until(() => existsSync(receipt) || existsSync(beside));
  const answer = JSON.parse(readFileSync(existsSync(receipt) ? receipt : beside, 'utf8'));
  expect(answer.receiptNumber).toMatch(/^W02-/);
});

test('an evening of a restaurant goes through the same tills', async () => {
  const plan = planLanes({
    text: utf8Decode(sampleFile('pizzaplace-2015-h1')),
    map: PIZZAPLACE_MAP,
    lanes: 2,
    day: '2015-01-02',
  });
  const driver = new ReplayDriver({
    lanes: plan.lanes.map((sales, at) => ({
      workstationId: `W0${at + 1}`,
      sales,
      url: () => store.tills[at]?.url,
    })),
    soldFile: join(directory, 'sold.ndjson'),
    speed: 100_000,
  });
  await driver.run(new AbortController().signal);
  expect(driver.refusals).toEqual([]);
  expect(driver.counts.sold).toBe(driver.total);
  expect(driver.total).toBeGreaterThan(50);
});

interface ErpLine {
  readonly cursor: number;
  readonly type: string;
  readonly workstationId?: string;
  readonly body?: {readonly kind?: string; readonly controlType?: string};
}

test('the ERP reads each transaction once, page by page, and goes on where it stopped', async () => {
  expect(await store.drained(60_000)).toBe(true);
  const {gateway} = store.directories;
  const token = readFileSync(secretFiles(gateway).readerToken, 'utf8').trim();
  const dispatcher = new Agent({connect: {rejectUnauthorized: false}});
  const read: ErpLine[] = [];
  for (let after = 0; ; ) {
    const answer = await request(
      `${readDoor(gateway).url}/v1/transactions?after=${after}&limit=40`,
      {
        dispatcher,
        headers: {authorization: `Bearer ${token}`},
      },
    );
    expect(answer.statusCode).toBe(200);
    const page = (await answer.body.text())
      .split('\n')
      .filter(line => line !== '')
      .map((line): ErpLine => JSON.parse(line));
    const last = page.at(-1);
    if (!last) break;
    read.push(...page);
    after = last.cursor;
  }
  await dispatcher.close();
  const transactions = read.filter(({type}) => type === 'transaction');
  const journaled = (await store.tillViews()).reduce(
    (sum, view) => sum + (view?.journaled ?? 0),
    0,
  );
  expect(transactions).toHaveLength(journaled);
  expect(new Set(read.map(({cursor}) => cursor)).size).toBe(read.length);
  const kinds = new Set(transactions.map(({body}) => body?.controlType ?? body?.kind));
  for (const kind of ['loan', 'safeDrop', 'noSale', 'businessDayClose', 'RetailTransaction']) {
    expect(kinds).toContain(kind);
  }
});

test('and the prover finds it whole', async () => {
  expect(await store.stop()).toEqual([]);
  const {findings, counts} = proveStore({
    ...store.directories,
    sold: join(directory, 'sold.ndjson'),
  });
  expect(findings).toEqual([]);
  expect(counts.held).toBeGreaterThan(60);
});
