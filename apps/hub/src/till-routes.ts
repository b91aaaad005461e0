import type {JournalId} from '@holdfast/wire';
import {type Context, Hono} from 'hono';
import * as z from 'zod';
import {problem} from './problem.ts';
import type {TillsControl} from './tills-control.ts';

const nameSchema = z.object({name: z.string().trim().min(1).max(64)});

/** The part of the loopback door that names tills and takes them out of the store. */
export function tillRoutes(tills: TillsControl): Hono {
  const app = new Hono();
  const named = (
    context: Context,
    act: (journalId: JournalId) => Promise<void>,
  ): Promise<Response> | Response => {
    const till = context.req.param('till') ?? '';
    const found = tills.find(till);
    if (found.kind === 'unknown') return problem(404, `no till ${till}`);
    if (found.kind === 'ambiguous') {
      return problem(404, `it could be any of ${found.journalIds.join(', ')}`);
    }
    return act(found.journalId).then(() => context.json({journalId: found.journalId}));
  };
  app.post('/v1/tills/:till/revoke', context =>
    named(context, journalId => tills.revoke(journalId)),
  );
  app.post('/v1/tills/:till/rename', async context => {
    const body = nameSchema.safeParse(await context.req.json());
    if (!body.success) return problem(400, 'a name has 1 to 64 characters');
    return named(context, journalId => tills.rename({journalId, ...body.data}));
  });
  return app;
}
