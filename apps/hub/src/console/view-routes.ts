import type {Clock} from '@holdfast/std';
import {Hono} from 'hono';
import {streamSSE} from 'hono/streaming';
import {problem} from '../problem.ts';
import {allowed, type ConsoleEnv} from './console-door.ts';
import type {ConsoleSessions} from './console-sessions.ts';
import type {ConsoleView} from './console-view.ts';

const LOOK_EVERY_MS = 1_000;
/** Something passes at least this often, so that either end notices a dead line. */
const ALIVE_EVERY_MS = 15_000;
/** Open pages of all people together; each costs a look a second. */
const STREAMS_MAX = 16;

/** The store as it is now, once and as it changes (server-sent events: WHATWG HTML §9.2). */
export function viewRoutes(parts: {
  readonly view: () => Promise<ConsoleView>;
  readonly sessions: ConsoleSessions;
  readonly clock: Clock;
  /** Aborts when the hub stops. */
  readonly stop: () => AbortSignal;
}): Hono<ConsoleEnv> {
  const {view, sessions, clock, stop} = parts;
  const app = new Hono<ConsoleEnv>();
  let streams = 0;
  app.get('/view', async context => {
    const session = allowed(context, 'look');
    return session instanceof Response ? session : context.json(await view());
  });
  app.get('/events', context => {
    const session = allowed(context, 'look');
    if (session instanceof Response) return session;
    if (streams >= STREAMS_MAX) return problem(503, 'too many pages are open');
    const token = context.get('token');
    streams += 1;
    return streamSSE(context, async stream => {
      const over = new AbortController();
      stream.onAbort(() => over.abort());
      const ended = AbortSignal.any([over.signal, stop()]);
      let said = '';
      let saidAtMs = clock.monotonicMs();
      try {
        while (!ended.aborted) {
          if (!sessions.find(token, {deliberate: false})) {
            await stream.writeSSE({event: 'over', data: '{}'});
            return;
          }
          const now = await view();
          const text = JSON.stringify({...now, status: {...now.status, timeMs: 0}});
          const quiet = clock.monotonicMs() - saidAtMs >= ALIVE_EVERY_MS;
          if (text !== said || quiet) {
            said = text;
            saidAtMs = clock.monotonicMs();
            await stream.writeSSE({event: 'view', data: JSON.stringify(now)});
          }
          await clock.sleep(LOOK_EVERY_MS, ended);
        }
      } finally {
        streams -= 1;
      }
    });
  });
  return app;
}
