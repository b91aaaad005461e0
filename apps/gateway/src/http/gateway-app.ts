import {Hono} from 'hono';
import type {GatewayMetrics} from '../metrics.ts';
import type {Access} from './access.ts';
import {type HubRoutesPorts, hubRoutes} from './hub-routes.ts';
import {type OperatorRoutesPorts, operatorRoutes} from './operator-routes.ts';
import {notFound, problemOf} from './problem.ts';
import {type ReaderRoutesPorts, readerRoutes} from './reader-routes.ts';
import type {GatewayEnv} from './source-address.ts';

export type GatewayAppPorts = HubRoutesPorts &
  ReaderRoutesPorts &
  OperatorRoutesPorts & {readonly access: Access; readonly metrics: GatewayMetrics};

/** Everything the gateway answers, as one Hono app. */
export function gatewayApp(ports: GatewayAppPorts): Hono<GatewayEnv> {
  const app = new Hono<GatewayEnv>();
  app.get('/healthz', context => context.json({status: 'up'}));
  app.get('/metrics', async context => {
    ports.access.require(context, 'reader');
    const page = await ports.metrics.page();
    return context.body(page, 200, {'content-type': ports.metrics.contentType});
  });
  app.route('/', hubRoutes(ports));
  app.route('/', operatorRoutes(ports));
  app.route('/', readerRoutes(ports));
  app.notFound(() => problem(notFound('there is nothing here')));
  app.onError(error => {
    ports.failed(error);
    return problem(error);
  });
  return app;
}

function problem(error: unknown): Response {
  const {status, text, headers} = problemOf(error);
  return new Response(text, {status, headers});
}
