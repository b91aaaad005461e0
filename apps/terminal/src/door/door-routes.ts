import {holdsCardData} from '@holdfast/domain';
import {Fault} from '@holdfast/std';
import type {Terminal} from '@holdfast/terminal-sdk';
import {WIRE_LIMITS} from '@holdfast/wire';
import {Hono} from 'hono';
import {bodyLimit} from 'hono/body-limit';
import {cors} from 'hono/cors';
import {partSubmission} from '../part-submission.ts';
import {submissionIdIn} from '../submission-id.ts';
import {recordAnswer, statusAnswer, submissionAnswer} from './answers.ts';
import {eventStream} from './event-stream.ts';
import {problemResponse} from './problem.ts';

export interface DoorOptions {
  readonly terminal: Terminal;
  /** Pages that may use the door. Everything else with an Origin is turned away. */
  readonly origins: readonly string[];
  /** Ends the event streams. */
  readonly signal: AbortSignal;
}

const LOOPBACK_NAME = /^(127(\.\d{1,3}){3}|\[::1\]|localhost)(:\d{1,5})?$/i;

/**
 * The till's door for programs in any language, on loopback:
 *
 *   POST /v1/transactions           a transaction as JSON → 201 with its receipt, once it is synced
 *   GET  /v1/transactions/:receipt  where it is now, and what it says
 *   GET  /v1/status                 the state of the till
 *   GET  /v1/events                 what changes, as server-sent events
 *
 * A transaction's member `personal` (`customerId`, `name`, `phone`, `email`, `address`, `note`) is
 * taken out of it and lies beside it, erasable. `Idempotency-Key` names a submission: asked again,
 * it answers 200 with the first receipt. A page that got here by DNS rebinding names its own host,
 * and one of another site its own origin: both are turned away. Errors are problem details (RFC
 * 9457).
 */
export function doorRoutes({terminal, origins, signal}: DoorOptions): Hono {
  const app = new Hono();
  app.onError(error => problemResponse(error));
  app.notFound(() => problemResponse(new Fault('request/not-found')));
  app.use(async ({req}, next) => {
    const host = req.header('host') ?? '';
    if (!LOOPBACK_NAME.test(host)) throw new Fault('request/unauthorized', {host: tellable(host)});
    const origin = req.header('origin');
    if (origin !== undefined && !origins.includes(origin)) {
      throw new Fault('request/unauthorized', {origin: tellable(origin)});
    }
    await next();
  });
  app.use(cors({origin: [...origins], allowHeaders: ['content-type', 'idempotency-key']}));
  app.use(
    bodyLimit({
      maxSize: WIRE_LIMITS.bodyBytesMax,
      onError: () => {
        const bytesMax = WIRE_LIMITS.bodyBytesMax;
        return problemResponse(new Fault('submission/too-large', {bytesMax}));
      },
    }),
  );
  app.post('/v1/transactions', async ({req, json}) => {
    const type = req.header('content-type') ?? '';
    // A page may send other types anywhere without asking first.
    if (!/^application\/json\s*(;|$)/i.test(type)) {
      const reason = 'the content type must be application/json';
      throw new Fault('request/malformed', {reason});
    }
    const {body, ...beside} = partSubmission(new Uint8Array(await req.arrayBuffer()));
    const submissionId = req.header('idempotency-key') ?? submissionIdIn(body);
    const named = submissionId === undefined ? {} : {submissionId: unquoted(submissionId)};
    const submission = await terminal.submit(body, {...named, ...beside});
    return json(submissionAnswer(submission), submission.repeated ? 200 : 201);
  });
  app.get('/v1/transactions/:receiptNumber', async ({req, json}) => {
    const record = await terminal.find(req.param('receiptNumber'));
    if (!record) throw new Fault('request/not-found', {what: 'receipt'});
    return json(recordAnswer(record));
  });
  app.get('/v1/status', ({json}) => json(statusAnswer(terminal)));
  app.get('/v1/events', ({body}) =>
    body(eventStream(terminal, signal), 200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
    }),
  );
  return app;
}

/** A header as an answer may repeat it: nothing that looks like a card number. */
function tellable(header: string): string {
  return holdsCardData(header) ? '?' : header;
}

/**
 * A string as structured fields write it (RFC 9651 §3.3.3), or the bare words most clients send.
 */
function unquoted(header: string): string {
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(header.trim());
  return quoted ? (quoted[1] ?? '').replace(/\\(["\\])/g, '$1') : header.trim();
}
