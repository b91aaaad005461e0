import {Hono} from 'hono';
import * as z from 'zod';
import {type HubControl, UPLINK_WISHES} from '../hub-control.ts';
import {problem} from '../problem.ts';
import {act} from './act.ts';
import type {AuditBook} from './audit-book.ts';
import {allowed, type ConsoleEnv} from './console-door.ts';

const ACTS = {prefer: 'uplinkPreferred', pause: 'uplinkPaused', resume: 'uplinkResumed'} as const;

/** The ways to head office: tried, preferred, paused. */
export function consoleUplinkRoutes(parts: {
  readonly control: Pick<HubControl, 'steerUplink' | 'testUplinks' | 'status'>;
  readonly audit: AuditBook;
}): Hono<ConsoleEnv> {
  const {control, audit} = parts;
  const app = new Hono<ConsoleEnv>();
  app.post('/uplinks/:name/test', async context => {
    const session = allowed(context, 'look'); // it changes nothing
    if (session instanceof Response) return session;
    const name = context.req.param('name');
    const known = control.status().uplinks.some(uplink => uplink.name === name);
    return known ? context.json(await control.testUplinks(name)) : problem(404, 'no such uplink');
  });
  app.post('/uplinks/:name/:wish', async context => {
    const session = allowed(context, 'uplinks');
    if (session instanceof Response) return session;
    const wish = z.enum(UPLINK_WISHES).safeParse(context.req.param('wish'));
    const name = context.req.param('name');
    const known = control.status().uplinks.some(uplink => uplink.name === name);
    if (!wish.success || !known) return problem(404, 'no such uplink, or no such wish');
    const named = {audit, right: 'uplinks', act: ACTS[wish.data], subject: name} as const;
    const done = await act(context, named, () => control.steerUplink({name, wish: wish.data}));
    return done instanceof Response ? done : context.json(control.status().uplinks);
  });
  return app;
}
