import type {
  DayTotal,
  Fleet,
  FleetReading,
  FleetStore,
  FoundTransaction,
  Page,
  Transactions,
} from '@holdfast/fleet';
import {utf8Decode} from '@holdfast/std';
import {journalIdSchema, placeIdSchema} from '@holdfast/wire';
import {Hono} from 'hono';
import * as z from 'zod';
import type {Access} from './access.ts';
import {findByReceipt} from './find-by-receipt.ts';
import {linesStream} from './lines-stream.ts';
import {notFound} from './problem.ts';
import {requestPart} from './request-parts.ts';
import type {GatewayEnv} from './source-address.ts';
import {foundJson, heldJson} from './transaction-json.ts';
import {type StreamLine, streamLines} from './transaction-stream.ts';

const LINES_MAX = 100_000;
const WAIT_SECONDS_MAX = 60;
const NDJSON = 'application/x-ndjson';
/** What stands before the text of personal data. */
const SALT_BYTES = 16;

const pageSchema = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(LINES_MAX).default(1000),
});
const followSchema = pageSchema.extend({
  wait: z.coerce.number().int().min(0).max(WAIT_SECONDS_MAX).default(0),
});
const daySchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date such as 2026-03-14');
const sequenceSchema = z.coerce.number().int().min(1);

export interface ReaderRoutesPorts {
  readonly store: FleetStore;
  readonly fleet: Fleet;
  readonly transactions: Transactions;
  readonly access: Access;
  /** Aborts when the gateway stops: nobody is kept waiting then. */
  readonly stopping: AbortSignal;
}

/** What the ERP and head office's people read. Bearer token; JSON, or a JSON text a line. */
export function readerRoutes(ports: ReaderRoutesPorts): Hono<GatewayEnv> {
  const {store, transactions, access} = ports;
  const app = new Hono<GatewayEnv>();
  app.use('/v1/*', async (context, next) => {
    access.require(context, 'reader');
    await next();
  });

  app.get('/v1/transactions', context => {
    const {wait, ...wanted} = requestPart(followSchema, context.req.query());
    const signal = AbortSignal.any([ports.stopping, context.req.raw.signal]);
    let waitMs = wait * 1000;
    return lines(wanted, page => {
      const asked = {page, waitMs, signal};
      waitMs = 0; // only the first page waits: the end of the others is the end
      return streamLines(ports, asked);
    });
  });

  app.get('/v1/transactions/:journalId/:sequenceNumber', async context =>
    json(foundJson(await byKey(transactions, context.req.param()))),
  );

  app.get('/v1/transactions/:journalId/:sequenceNumber/body', async context => {
    const found = await byKey(transactions, context.req.param());
    const body =
      found.custody === 'held' ? found.transaction.body : found.transaction.found.entry.body;
    if (!body) throw notFound('this body is withheld or damaged');
    return new Response(body, {headers: {'content-type': 'application/octet-stream'}});
  });

  // Beside the transaction, and in no stream: only who may do anything is told who bought.
  app.get('/v1/transactions/:journalId/:sequenceNumber/personal', async context => {
    access.require(context, 'admin');
    const found = await byKey(transactions, context.req.param());
    const entry =
      found.custody === 'held' ? found.transaction.entry : found.transaction.found.entry;
    if (!entry?.personal) throw notFound('it has no personal data, or it was erased');
    return json(utf8Decode(entry.personal.subarray(SALT_BYTES)));
  });

  app.get('/v1/stores/:storeId/receipts/:receiptNumber', async context => {
    const found = await findByReceipt(ports, context.req.param());
    if (found.length === 0) throw notFound('no transaction has this receipt number');
    return json(`{"transactions":[${found.map(foundJson).join(',')}]}`);
  });

  app.get('/v1/stores/:storeId/days/:day', async context => {
    const day = dayOf(context.req.param());
    const totals = (await store.dayTotals(day)).map(totalJson);
    return json(`${JSON.stringify(day).slice(0, -1)},"workstations":[${totals.join(',')}]}`);
  });

  app.get('/v1/stores/:storeId/days/:day/transactions', context => {
    const day = dayOf(context.req.param());
    return entryLines(ports, requestPart(pageSchema, context.req.query()), page =>
      store.transactionsOfDay(day, page),
    );
  });

  app.get('/v1/stores/:storeId/workstations/:workstationId/transactions', context => {
    const {storeId, workstationId} = context.req.param();
    const workstation = {
      retailStoreId: requestPart(placeIdSchema, storeId),
      workstationId: requestPart(placeIdSchema, workstationId),
    };
    return entryLines(ports, requestPart(pageSchema, context.req.query()), page =>
      store.transactionsOfWorkstation(workstation, page),
    );
  });
  return app;
}

function entryLines(
  {transactions}: ReaderRoutesPorts,
  wanted: Page,
  read: (page: Page) => ReturnType<FleetReading['transactionsAfter']>,
): Response {
  return lines(wanted, async page => {
    const opened = await transactions.openAll(await read(page));
    return opened.map(one => ({cursor: one.cursor, text: heldJson(one)}));
  });
}

function lines(wanted: Page, read: (page: Page) => Promise<readonly StreamLine[]>): Response {
  const stream = linesStream(wanted, async page => {
    const rows = await read(page);
    return {lines: rows.map(({text}) => text), cursor: rows.at(-1)?.cursor ?? page.after};
  });
  return new Response(stream, {headers: {'content-type': NDJSON, 'cache-control': 'no-store'}});
}

async function byKey(
  transactions: Transactions,
  params: {readonly journalId: string; readonly sequenceNumber: string},
): Promise<FoundTransaction> {
  const found = await transactions.find({
    journalId: requestPart(journalIdSchema, params.journalId),
    sequenceNumber: requestPart(sequenceSchema, params.sequenceNumber),
  });
  if (!found) throw notFound('no transaction has this key');
  return found;
}

function dayOf(params: {readonly storeId: string; readonly day: string}) {
  return {
    retailStoreId: requestPart(placeIdSchema, params.storeId),
    businessDayDate: requestPart(daySchema, params.day),
  };
}

function json(text: string): Response {
  return new Response(text, {
    headers: {'content-type': 'application/json', 'cache-control': 'no-store'},
  });
}

/** Sums of whole minor units are JSON numbers of any length: all their digits are exact. */
function totalJson({salesAmountMinor, taxAmountMinor, ...counts}: DayTotal): string {
  const sums = `"salesAmountMinor":${salesAmountMinor},"taxAmountMinor":${taxAmountMinor}`;
  return `${JSON.stringify(counts).slice(0, -1)},${sums}}`;
}
