import type {IncomingMessage, ServerResponse} from 'node:http';
import {isFault, type Log} from '@holdfast/std';
import {getRequestListener, type HttpBindings} from '@hono/node-server';
import {type Context, Hono} from 'hono';
import {bodyLimit} from 'hono/body-limit';
import {deleteCookie, getCookie, setCookie} from 'hono/cookie';
import {problem} from '../problem.ts';
import type {ConsoleRight} from './console-role.ts';
import {rightsOf} from './console-role.ts';
import {type ConsoleSession, type ConsoleSessions, SESSION_LIMITS} from './console-sessions.ts';

const API = '/console/api';
const BODY_BYTES_MAX = 64 * 1024;
const LARGE_BODY_BYTES_MAX = 16 * 1024 * 1024;

/** Which of the hub's doors a request came in by. */
export type DoorScheme = 'https' | 'http';

/** What a route of the console knows of its request. */
export interface ConsoleEnv {
  readonly Bindings: HttpBindings;
  readonly Variables: {session: ConsoleSession | undefined; token: string};
}
export type ConsoleContext = Context<ConsoleEnv>;

/** A browser sends a `__Host-` cookie back to this host alone, over TLS alone (RFC 6265bis). */
const COOKIES: Readonly<Record<DoorScheme, string>> = {
  https: '__Host-holdfast-console',
  http: 'holdfast-console',
};

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * The console's own door: what is asked below `/console/api`, of pages of this very origin, by who
 * is signed in. It shares nothing with the loopback door of the command line: no token of that one
 * opens this one, and no path of it is here.
 */
export class ConsoleDoor {
  readonly #routes: Hono<ConsoleEnv>;
  readonly #sessions: ConsoleSessions;
  readonly #log: Log;

  constructor(parts: {
    readonly routes: Hono<ConsoleEnv>;
    readonly sessions: ConsoleSessions;
    readonly log: Log;
  }) {
    this.#routes = parts.routes;
    this.#sessions = parts.sessions;
    this.#log = parts.log;
  }

  /** Answers what is asked below the console's API, and true; false for any other path. */
  answer(scheme: DoorScheme): (request: IncomingMessage, response: ServerResponse) => boolean {
    const listen = getRequestListener(this.guarded(scheme).fetch, {overrideGlobalObjects: false});
    return (request, response) => {
      const {url = ''} = request;
      if (url !== API && !url.startsWith(`${API}/`)) return false;
      void listen(request, response);
      return true;
    };
  }

  /** The routes behind every check that holds for all of them. */
  guarded(scheme: DoorScheme): Hono<ConsoleEnv> {
    const app = new Hono<ConsoleEnv>().basePath(API);
    const small = bodyLimit({maxSize: BODY_BYTES_MAX, onError: () => problem(413, 'too large')});
    const large = bodyLimit({
      maxSize: LARGE_BODY_BYTES_MAX,
      onError: () => problem(413, 'too large'),
    });
    app.use(async (context, next) => {
      for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
      const refusal = strangerOf(context, scheme);
      if (refusal) return refusal;
      const token = getCookie(context, COOKIES[scheme]) ?? '';
      context.set('token', token);
      const deliberate = context.req.path !== `${API}/events`;
      context.set('session', token === '' ? undefined : this.#sessions.find(token, {deliberate}));
      const isLarge = context.get('session') && context.req.path === `${API}/store/catalogue`;
      return (isLarge ? large : small)(context, next);
    });
    app.use(async (context, next) => {
      await next();
      // A route that signed somebody in or out left a word; the cookie is this door's business.
      const said = context.res.headers.get(COOKIE_WORD);
      if (said === null) return;
      context.res.headers.delete(COOKIE_WORD);
      const secure = scheme === 'https';
      const how = {path: '/', httpOnly: true, sameSite: 'Strict', secure} as const;
      if (said === '') deleteCookie(context, COOKIES[scheme], how);
      else
        setCookie(context, COOKIES[scheme], said, {
          ...how,
          maxAge: SESSION_LIMITS.wholeMs / 1_000,
        });
    });
    app.route('/', this.#routes);
    app.notFound(() => problem(404, 'nothing is here'));
    app.onError(error => {
      if (isFault(error)) {
        return problem(409, error.means, {code: error.code, fields: error.fields});
      }
      this.#log.error('console.failed', {error: String(error)});
      return problem(500, 'the hub failed to do this; its log says why');
    });
    return app;
  }
}

/** Carries a new session's token, or its end, from a route to the door; never leaves the hub. */
const COOKIE_WORD = 'x-holdfast-cookie';

export function signIn(context: ConsoleContext, token: string): void {
  context.header(COOKIE_WORD, token);
}

export function signOut(context: ConsoleContext): void {
  context.header(COOKIE_WORD, '');
}

/**
 * A page of another origin, or a request that says that it comes from one. Whoever changes
 * something must say where it comes from: every browser does.
 */
function strangerOf({req}: ConsoleContext, scheme: DoorScheme): Response | undefined {
  const host = req.header('host') ?? '';
  const name = host.replace(/:\d{1,5}$/, '');
  // Without TLS nothing proves a name: only the machine's own are answered, none that was resolved.
  if (scheme === 'http' && name !== '127.0.0.1' && name !== 'localhost') {
    return problem(421, 'this is not its name');
  }
  const origin = req.header('origin');
  const site = req.header('sec-fetch-site');
  const reads = req.method === 'GET' || req.method === 'HEAD';
  const ours = origin === undefined ? reads : origin === `${scheme}://${host}`;
  const same = site === undefined || site === 'same-origin' || (reads && site === 'none');
  return ours && same ? undefined : problem(403, 'this page is not the console of this hub');
}

/** Answers who asks, if they may; otherwise what they are told instead. */
export function allowed(context: ConsoleContext, right: ConsoleRight): ConsoleSession | Response {
  const session = context.get('session');
  if (!session) return problem(401, 'sign in first');
  return rightsOf(session.role).includes(right)
    ? session
    : problem(403, `a ${session.role} may not do this`, {right});
}
