import {Hono} from 'hono';
import type {HubControl} from './hub-control.ts';

/** The part of the loopback door that lists data keys and adds one. */
export function dataKeyRoutes({dataKeys}: Pick<HubControl, 'dataKeys'>): Hono {
  const app = new Hono();
  app.get('/v1/data-keys', async context => context.json(await dataKeys.list()));
  app.post('/v1/data-keys', async context => {
    await dataKeys.rotate();
    return context.json(await dataKeys.list(), 201);
  });
  return app;
}
