import {businessDayDateSchema} from '@holdfast/domain';
import type {Ledgers} from '@holdfast/ledger';
import {Hono} from 'hono';
import {problem} from '../problem.ts';
import {allowed, type ConsoleEnv} from './console-door.ts';

/** One business day by till, hour and tender, as far as the index has read. */
export function consoleDayRoutes(
  ledgers: Pick<Ledgers, 'index' | 'stats' | 'current'>,
): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get('/day', async context => {
    const session = allowed(context, 'look');
    if (session instanceof Response) return session;
    const day = businessDayDateSchema.safeParse(context.req.query('day'));
    if (!day.success) return problem(400, 'day is a date, as in 2026-03-14', {field: 'day'});
    const asked = {businessDayDate: day.data};
    const {position} = ledgers.current.end();
    const {indexedPosition} = ledgers.stats();
    const [tills, parts] = await Promise.all([
      ledgers.index.dayTotals(asked),
      ledgers.index.dayParts(asked),
    ]);
    return context.json({...asked, tills, parts, indexedPosition, position});
  });
  return app;
}
