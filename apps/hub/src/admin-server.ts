import {timingSafeEqual} from 'node:crypto';
import type {AddressInfo} from 'node:net';
import {businessDayDateSchema, parseReceiptNumber} from '@holdfast/domain';
import {aborted, Fault, isFault, type Service} from '@holdfast/std';
import {SEGMENT_MEDIA_TYPE} from '@holdfast/wire';
import {serve} from '@hono/node-server';
import {Hono} from 'hono';
import * as z from 'zod';
import {dataKeyRoutes} from './data-key-routes.ts';
import {type HubControl, UPLINK_WISHES} from './hub-control.ts';
import {describeEntry} from './ledger-entry-text.ts';
import {pairingRoutes} from './pairing-routes.ts';
import {personalRoutes} from './personal/personal-routes.ts';
import {printingRoutes} from './printing/printing-routes.ts';
import {problem} from './problem.ts';
import {standbyRoutes} from './standby/standby-routes.ts';
import {storeRoutes} from './store-routes.ts';
import {tillRoutes} from './till-routes.ts';

const ENTRIES_MAX = 1_000;
/** Letters; sixteen words and whatever stands between them. */
const PHRASE_MAX = 1_000;
const ANSWER_BYTES_MAX = 1024 * 1024;
const positionSchema = z.coerce.number().int().min(0);

export interface AdminServerOptions {
  /** Loopback only. 0 lets the system choose. */
  readonly port: number;
  /** What a caller must show; it lies in a file that only the hub's user can read. */
  readonly token: string;
  /** What is served to who has shown it. */
  readonly routes: Hono;
}

/**
 * The loopback door of a hub or standby, for `holdfast status` and its like. Answers only to
 * loopback names and only to who can read the token file, so neither a web page nor another user of
 * the machine gets in.
 */
export class AdminServer implements Service {
  readonly name = 'admin-server';
  readonly #options: AdminServerOptions;
  #port = 0;

  constructor(options: AdminServerOptions) {
    this.#options = options;
  }

  /** Where it listens, once ready. */
  get port(): number {
    return this.#port;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {port} = this.#options;
    const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
      const starting = serve({fetch: this.#guarded().fetch, hostname: '127.0.0.1', port}, info => {
        this.#port = (info as AddressInfo).port;
        resolve(starting);
      });
      starting.once('error', (cause: Error) => {
        reject(
          new Fault('config/invalid', {key: 'admin.port', port, reason: cause.message}, {cause}),
        );
      });
    });
    ready();
    await aborted(signal);
    await new Promise<void>(resolve => {
      server.close(() => resolve());
      if ('closeAllConnections' in server) server.closeAllConnections();
    });
  }

  /** Nobody comes to a route who has not shown the token, under a name of this machine. */
  #guarded(): Hono {
    const {routes, token} = this.#options;
    const app = new Hono();
    const expected = Buffer.from(`Bearer ${token}`);
    app.use(async (context, next) => {
      const host = (context.req.header('host') ?? '').replace(/:\d+$/, '');
      if (host !== '127.0.0.1' && host !== 'localhost') return problem(421, 'this is not its name');
      const shown = Buffer.from(context.req.header('authorization') ?? '');
      const known = shown.length === expected.length && timingSafeEqual(shown, expected);
      return known ? next() : problem(401, 'show the token of the hub’s data directory');
    });
    app.route('/', routes);
    app.onError(error => {
      if (!isFault(error)) return problem(500, String(error));
      return problem(500, error.means, {code: error.code, fields: error.fields});
    });
    return app;
  }
}

/** What a hub answers at its loopback door. `metrics` is the page, Prometheus text. */
export function adminRoutes(control: HubControl, metrics: () => Promise<string>): Hono {
  const app = new Hono();
  app.get('/v1/status', context => context.json(control.status()));
  app.get('/v1/identity', context => context.json(control.identity()));
  app.get('/metrics', async context => context.text(await metrics()));
  app.route('/', pairingRoutes(control.pairing));
  app.route('/', tillRoutes(control.tills));
  app.route('/', personalRoutes(control.personal));
  app.route('/', storeRoutes(control.store));
  app.route('/', printingRoutes(control.printing));
  app.route('/', dataKeyRoutes(control));
  app.route('/', standbyRoutes(control.standby));
  app.post('/v1/console-codes', context => context.json(control.drawConsoleCode(), 201));
  app.post('/v1/recovery-sheets', async context =>
    context.json(await control.printRecoverySheet(), 201),
  );
  app.post('/v1/recovery-proofs', async context => {
    const body = z.object({words: z.string().max(PHRASE_MAX)}).safeParse(await context.req.json());
    if (!body.success) return problem(400, 'words is a text');
    await control.confirmRecoverySheet(body.data.words);
    return context.json({proven: true});
  });
  app.post('/v1/uplinks/:name/:wish', async context => {
    const wish = z.enum(UPLINK_WISHES).safeParse(context.req.param('wish'));
    if (!wish.success) return problem(404, `an uplink can be told to ${UPLINK_WISHES.join(', ')}`);
    const name = context.req.param('name');
    const known = await control.steerUplink({name, wish: wish.data});
    return known ? context.json(control.status().uplinks) : problem(404, `no uplink ${name}`);
  });
  app.post('/v1/uplink-tests', async context => {
    const name = context.req.query('name');
    const known = control.status().uplinks.some(uplink => uplink.name === name);
    if (name !== undefined && !known) return problem(404, `no uplink ${name}`);
    return context.json(await control.testUplinks(name));
  });
  app.get('/v1/ledgers', context => context.json(control.ledgers()));
  app.get('/v1/ledger', async context => {
    const query = z
      .object({
        after: positionSchema.default(0),
        limit: z.coerce.number().int().min(1).max(ENTRIES_MAX).default(100),
      })
      .safeParse(context.req.query());
    if (!query.success) return problem(400, 'after and limit are whole numbers');
    const {after, limit} = query.data;
    const {ledgerId, entries} = await control.readLedger(after, limit);
    const lines = entries.map(entry => `${JSON.stringify(describeEntry(ledgerId, entry))}\n`);
    return context.body(lines.join(''), 200, {'content-type': 'application/x-ndjson'});
  });
  app.get('/v1/ledger/entries/:receipt', async context => {
    const receipt = parseReceiptNumber(context.req.param('receipt'));
    if (!receipt.ok) return problem(400, receipt.issue.reason);
    const found = await control.findReceipt(receipt.value);
    const [first, ...others] = found.map(one => describeEntry(one.ledgerId, one.entry));
    if (!first) return problem(404, 'no such receipt on this hub');
    return context.json({...first, ...(others.length > 0 ? {others} : {})});
  });
  app.get('/v1/day-totals', async context => {
    const day = businessDayDateSchema.safeParse(context.req.query('day'));
    if (!day.success) return problem(400, 'day is a date, as in 2026-03-14');
    return context.json(await control.dayTotals({businessDayDate: day.data}));
  });
  app.get('/v1/ledgers/:ledgerId/segment', async context => {
    const query = z
      .object({after: positionSchema, upTo: positionSchema})
      .safeParse(context.req.query());
    if (!query.success) return problem(400, 'after and upTo are whole numbers');
    const ledgerId = context.req.param('ledgerId');
    const segment = await control.segment({ledgerId, ...query.data});
    return segment
      ? context.body(segment, 200, {'content-type': SEGMENT_MEDIA_TYPE})
      : problem(404, 'no such ledger here, or nothing after this position');
  });
  app.get('/v1/journals', async context => context.json(await control.journals()));
  app.post('/v1/answers', async context => {
    const length = Number(context.req.header('content-length') ?? 0);
    if (length > ANSWER_BYTES_MAX) return problem(413, 'an answer is smaller');
    const file = new Uint8Array(await context.req.arrayBuffer());
    return context.json(await control.takeAnswer(file));
  });
  return app;
}
