import {operatorSchema, pinSchema, type StoreBook} from '@holdfast/catalogue';
import {formatIssue} from '@holdfast/std';
import {Hono} from 'hono';
import * as z from 'zod';
import {problem} from '../problem.ts';
import {storeSummaryOf} from '../store-summary.ts';
import {act} from './act.ts';
import type {AuditBook} from './audit-book.ts';
import {allowed, type ConsoleEnv} from './console-door.ts';
import {readJson} from './read-json.ts';

const newOperatorSchema = z.strictObject({...operatorSchema.unwrap().shape, pin: pinSchema});

/** What the store is and sells, by the same code as the command line: the store's book. */
export function consoleStoreRoutes(parts: {
  readonly store: StoreBook;
  readonly audit: AuditBook;
}): Hono<ConsoleEnv> {
  const {store, audit} = parts;
  const app = new Hono<ConsoleEnv>();
  app.get('/store', context => {
    const session = allowed(context, 'look');
    return session instanceof Response ? session : context.json(storeSummaryOf(store));
  });
  app.post('/store/settings', async context => {
    const session = allowed(context, 'store');
    if (session instanceof Response) return session;
    const told = await readJson(context, z.unknown());
    if (told instanceof Response) return told;
    const named = {audit, right: 'store', act: 'settingsKept'} as const;
    const kept = await act(context, named, () => store.keepSettings(told));
    if (kept instanceof Response) return kept;
    return kept.ok
      ? context.json(storeSummaryOf(store))
      : problem(400, formatIssue(kept.issue), {field: kept.issue.field});
  });
  app.post('/store/catalogue', async context => {
    const session = allowed(context, 'store');
    if (session instanceof Response) return session;
    const file = await context.req.text();
    if (context.req.query('dryRun') === 'true') {
      return context.json(store.importItems(file, {dryRun: true}));
    }
    const named = {audit, right: 'store', act: 'catalogueImported'} as const;
    const taken = await act(context, named, () => store.importItems(file, {dryRun: false}));
    return taken instanceof Response ? taken : context.json(taken);
  });
  app.post('/store/operators', async context => {
    const session = allowed(context, 'operators');
    if (session instanceof Response) return session;
    const told = await readJson(context, newOperatorSchema);
    if (told instanceof Response) return told;
    const {operatorId: subject} = told;
    const named = {audit, right: 'operators', act: 'operatorKept', subject} as const;
    const kept = await act(context, named, () => store.keepOperator(told));
    return kept instanceof Response ? kept : context.json(storeSummaryOf(store), 201);
  });
  app.post('/store/operators/:id/remove', async context => {
    const session = allowed(context, 'operators');
    if (session instanceof Response) return session;
    const id = context.req.param('id');
    const known = store.operators.some(({operatorId}) => operatorId === id);
    if (!known) return problem(404, 'no such operator');
    const named = {audit, right: 'operators', act: 'operatorRemoved', subject: id} as const;
    const removed = await act(context, named, () => store.removeOperator(id));
    return removed instanceof Response ? removed : context.json(storeSummaryOf(store));
  });
  return app;
}
