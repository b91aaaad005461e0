import {formatIssue} from '@holdfast/std';
import {printerNameSchema} from '@holdfast/wire';
import {Hono} from 'hono';
import * as z from 'zod';
import {problem} from '../problem.ts';
import type {HubPrinting} from './hub-printing.ts';

const wishSchema = z.object({
  wish: z.enum(['again', 'cancel', 'move']),
  printer: printerNameSchema.optional(),
});

/** The part of the loopback door for printers and their queue. */
export function printingRoutes(printing: HubPrinting): Hono {
  const app = new Hono();
  app.get('/v1/printers', context => context.json(printing.status()));
  app.post('/v1/printers', async context => {
    const kept = printing.keep(await context.req.json());
    return kept.ok
      ? context.json(printing.status(), 201)
      : problem(400, formatIssue(kept.issue), {field: kept.issue.field});
  });
  app.post('/v1/printers/:name/remove', context => {
    const name = context.req.param('name');
    return printing.remove(name)
      ? context.json(printing.status())
      : problem(404, `no printer ${name}`);
  });
  app.post('/v1/printers/:name/test', async context => {
    const name = context.req.param('name');
    const job = await printing.test(name);
    return job ? context.json(job, 201) : problem(404, `no printer ${name}`);
  });
  app.get('/v1/print-jobs', context => context.json(printing.jobs()));
  app.post('/v1/print-jobs/:id', async context => {
    const wish = wishSchema.safeParse(await context.req.json());
    if (!wish.success) return problem(400, 'wish is again, cancel or move');
    const {printer} = wish.data;
    const known = printing.status().some(({name}) => name === printer);
    if (wish.data.wish === 'move' && !known) return problem(404, `no printer ${printer ?? ''}`);
    const id = context.req.param('id');
    const job = await printing.decideJob(id, wish.data);
    return job ? context.json(job) : problem(404, `no one job begins with ${id}`);
  });
  return app;
}
