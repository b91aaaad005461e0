import {operatorSchema, pinSchema, type StoreBook} from '@holdfast/catalogue';
import {findCardData, parseValue} from '@holdfast/domain';
import {formatIssue} from '@holdfast/std';
import {Hono} from 'hono';
import * as z from 'zod';
import {problem} from './problem.ts';
import {storeSummaryOf} from './store-summary.ts';

const FILE_BYTES_MAX = 16 * 1024 * 1024;
const newOperatorSchema = z.object({...operatorSchema.unwrap().shape, pin: pinSchema});

/** The part of the loopback door by which the store's own things come in. */
export function storeRoutes(store: StoreBook): Hono {
  const app = new Hono();
  app.get('/v1/store', context => context.json(storeSummaryOf(store)));
  app.post('/v1/store/settings', async context => {
    const kept = store.keepSettings(await context.req.json());
    return kept.ok
      ? context.json(storeSummaryOf(store))
      : problem(400, formatIssue(kept.issue), {field: kept.issue.field});
  });
  app.post('/v1/store/catalogue', async context => {
    const length = Number(context.req.header('content-length') ?? 0);
    if (length > FILE_BYTES_MAX) return problem(413, 'a file of items is smaller');
    const dryRun = context.req.query('dryRun') === 'true';
    return context.json(store.importItems(await context.req.text(), {dryRun}));
  });
  app.post('/v1/store/operators', async context => {
    const told: unknown = await context.req.json();
    const card = findCardData(told);
    if (card !== undefined) return problem(400, 'looks like a card number', {field: card});
    const operator = parseValue(newOperatorSchema, told);
    if (!operator.ok) return problem(400, formatIssue(operator.issue));
    store.keepOperator(operator.value);
    return context.json(storeSummaryOf(store), 201);
  });
  app.post('/v1/store/operators/:id/remove', context => {
    const id = context.req.param('id');
    return store.removeOperator(id)
      ? context.json(storeSummaryOf(store))
      : problem(404, `no operator ${id}`);
  });
  return app;
}
