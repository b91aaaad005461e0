import {parseReceiptNumber} from '@holdfast/domain';
import type {
  DayTotal,
  FleetReading,
  FleetStore,
  HeldEntry,
  Page,
  Transactions,
} from '@holdfast/fleet';
import {Fault} from '@holdfast/std';
import {journalIdSchema, placeIdSchema} from '@holdfast/wire';
import {Hono} from 'hono';
import {z} from 'zod';
import type {Access} from './access.ts';
import {linesStream} from './lines-stream.ts';
import {notFound} from './problem.ts';
import type {GatewayEnv} from './source-address.ts';
import {decisionJson, transactionJson} from './transaction-json.ts';

const LINES_MAX = 100_000;
const NDJSON = 'application/x-ndjson';

const pageSchema = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(LINES_MAX).default(1000),
});
const daySchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date such as 2026-03-14');
const sequenceSchema = z.coerce.number().int().min(1);

export interface ReaderRoutesPorts {
  readonly store: FleetStore;
  readonly transactions: Transactions;
  readonly access: Access;
}

/**
 * What the ERP and head office's people read. Bearer token; answers are JSON, or a JSON text a
 * line.
 */
export function readerRoutes(ports: ReaderRoutesPorts): Hono<GatewayEnv> {
  const {store, transactions, access} = ports;
  const app = new Hono<GatewayEnv>();
  app.use('/v1/*', async (context, next) => {
    access.require(context, 'reader');
    await next();
  });

  app.get('/v1/transactions', context =>
    lines(valid(pageSchema, context.req.query()), async page => {
      const items = await transactions.after(page);
      return items.map(item => ({
        cursor: item.cursor,
        text:
          item.kind === 'decision'
            ? decisionJson(item.decision)
            : transactionJson(item.transaction),
      }));
    }),
  );

  app.get('/v1/transactions/:journalId/:sequenceNumber', async context => {
    const opened = await transactions.open(await byKey(store, context.req.param()));
    return json(transactionJson(opened));
  });

  app.get('/v1/transactions/:journalId/:sequenceNumber/body', async context => {
    const {body} = await transactions.open(await byKey(store, context.req.param()));
    if (!body) throw notFound('the hub withheld this body');
    return new Response(body, {headers: {'content-type': 'application/octet-stream'}});
  });

  app.get('/v1/stores/:storeId/receipts/:receiptNumber', async context => {
    const {storeId, receiptNumber} = context.req.param();
    const retailStoreId = valid(placeIdSchema, storeId);
    const parts = parseReceiptNumber(receiptNumber);
    if (!parts.ok) throw malformed('receiptNumber', parts.issue.reason);
    const {workstationId, sequenceNumber, journalMark} = parts.value;
    const found = await store.transactionsNumbered({retailStoreId, workstationId, sequenceNumber});
    const marked = found.filter(({journalId}) => journalId.startsWith(journalMark));
    if (marked.length === 0) throw notFound('no held transaction has this receipt number');
    const texts = (await transactions.openAll(marked)).map(transactionJson);
    return json(`{"transactions":[${texts.join(',')}]}`);
  });

  app.get('/v1/stores/:storeId/days/:day', async context => {
    const day = dayOf(context.req.param());
    const totals = (await store.dayTotals(day)).map(totalJson);
    return json(`${JSON.stringify(day).slice(0, -1)},"workstations":[${totals.join(',')}]}`);
  });

  app.get('/v1/stores/:storeId/days/:day/transactions', context => {
    const day = dayOf(context.req.param());
    return entryLines(ports, valid(pageSchema, context.req.query()), page =>
      store.transactionsOfDay(day, page),
    );
  });

  app.get('/v1/stores/:storeId/workstations/:workstationId/transactions', context => {
    const {storeId, workstationId} = context.req.param();
    const workstation = {
      retailStoreId: valid(placeIdSchema, storeId),
      workstationId: valid(placeIdSchema, workstationId),
    };
    return entryLines(ports, valid(pageSchema, context.req.query()), page =>
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
    return opened.map(one => ({cursor: one.cursor, text: transactionJson(one)}));
  });
}

function lines(
  wanted: Page,
  read: (page: Page) => Promise<readonly {readonly cursor: number; readonly text: string}[]>,
): Response {
  const stream = linesStream(wanted, async page => {
    const rows = await read(page);
    return {lines: rows.map(({text}) => text), cursor: rows.at(-1)?.cursor ?? page.after};
  });
  return new Response(stream, {headers: {'content-type': NDJSON, 'cache-control': 'no-store'}});
}

async function byKey(
  store: FleetStore,
  params: {readonly journalId: string; readonly sequenceNumber: string},
): Promise<HeldEntry> {
  const journalId = valid(journalIdSchema, params.journalId);
  const held = await store.heldEntry(journalId, valid(sequenceSchema, params.sequenceNumber));
  if (held?.cursor === undefined) throw notFound('no transaction is held under this key');
  return held;
}

function dayOf(params: {readonly storeId: string; readonly day: string}) {
  const retailStoreId = valid(placeIdSchema, params.storeId);
  return {retailStoreId, businessDayDate: valid(daySchema, params.day)};
}

/** Throws `request/malformed`, naming the first part that is wrong. */
function valid<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const first = result.error.issues[0];
  throw malformed((first?.path ?? []).map(String).join('.'), first?.message ?? 'malformed');
}

function malformed(field: string, reason: string): Fault {
  return new Fault('request/malformed', {field, reason});
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
