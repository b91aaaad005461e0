import {Hono} from 'hono';
import {problem} from '../problem.ts';
import type {HubStandby} from './hub-standby.ts';

/** The part of a hub's loopback door that is about its standby. */
export function standbyRoutes(standby: Pick<HubStandby, 'status' | 'openLink' | 'dismiss'>): Hono {
  const app = new Hono();
  app.get('/v1/standby', context => context.json(standby.status()));
  app.post('/v1/standby-windows', async context => context.json(await standby.openLink(), 201));
  app.post('/v1/standby/dismiss', async context =>
    (await standby.dismiss())
      ? context.json(standby.status())
      : problem(404, 'this hub has no standby'),
  );
  return app;
}
