import type {Operator} from '@holdfast/catalogue';
import {operatorSchema, pinSchema} from '@holdfast/catalogue';
import {Hono} from 'hono';
import * as z from 'zod';
import {problem} from '../problem.ts';
import type {AuditBook} from './audit-book.ts';
import type {ConsoleCode} from './console-code.ts';
import {type ConsoleContext, type ConsoleEnv, signIn, signOut} from './console-door.ts';
import {rightsOf} from './console-role.ts';
import type {ConsoleSession, ConsoleSessions} from './console-sessions.ts';
import type {ConsoleSessionView} from './console-view.ts';
import {isOperatorPin} from './operator-pin.ts';
import {readJson} from './read-json.ts';
import type {MayTry, SignInGuard} from './sign-in-guard.ts';

/** What everybody who may not sign in counts under, together; no operator's number has a star. */
export const NOBODY = '*';
/** What wrong codes count under. */
const CODE = '*code';

const signInSchema = z.union([
  z.strictObject({
    operatorId: operatorSchema.unwrap().shape.operatorId,
    pin: pinSchema,
  }),
  z.strictObject({code: z.string().min(1).max(32)}),
]);

export interface SessionParts {
  readonly store: {readonly id: string; readonly name: string};
  readonly operators: () => readonly Operator[];
  readonly sessions: ConsoleSessions;
  readonly guard: SignInGuard;
  readonly code: ConsoleCode;
  readonly audit: AuditBook;
}

export function addressOf(context: ConsoleContext): string {
  return context.env.incoming?.socket.remoteAddress ?? '';
}

/**
 * Signing in and out. Whoever does not get in is told nothing but that: an unknown number, a wrong
 * PIN and a role that has no business here look the same and take as long.
 */
export function sessionRoutes(parts: SessionParts): Hono<ConsoleEnv> {
  const {store, operators, sessions, guard, code, audit} = parts;
  const app = new Hono<ConsoleEnv>();
  const maySignIn = () => operators().filter(({role}) => rightsOf(role).length > 0);
  const viewOf = (session: ConsoleSession | undefined): ConsoleSessionView => {
    if (!session) return {signedIn: false, store, anybody: maySignIn().length > 0};
    const {person, name, role} = session;
    const operatorId = person.kind === 'operator' ? person.operatorId : '';
    const leftMs = sessions.leftMs(session);
    return {signedIn: true, store, operatorId, name, role, rights: [...rightsOf(role)], leftMs};
  };
  /** Opens a session, tells the journal first, and gives the cookie along. */
  const letIn = async (context: ConsoleContext, who: Operator | 'hubCode') => {
    const token = sessions.open(who);
    const session = sessions.find(token, {deliberate: true});
    if (!session) return problem(500, 'the session is over already');
    const {person} = session;
    try {
      await audit.note({who: person, address: addressOf(context), act: 'signedIn'});
    } catch (error) {
      sessions.close(token); // nobody is signed in of whom the journal does not know
      throw error;
    }
    signIn(context, token);
    return context.json(viewOf(session), 201);
  };
  app.get('/session', context => context.json(viewOf(context.get('session'))));
  app.post('/session/stay', context => context.json(viewOf(context.get('session'))));
  app.post('/session', async context => {
    const told = await readJson(context, signInSchema);
    if (told instanceof Response) return told;
    const address = addressOf(context);
    if ('code' in told) {
      const may = guard.begin(CODE);
      if (may.kind !== 'yes') return waitFor(may);
      const right = code.take(told.code);
      guard.end(CODE, right);
      if (right) return letIn(context, 'hubCode');
      await audit.note({who: {kind: 'hubCode'}, address, act: 'signInFailed'});
      return problem(401, 'not the code, or it is over');
    }
    const operator = maySignIn().find(({operatorId}) => operatorId === told.operatorId);
    const name = operator?.operatorId ?? NOBODY;
    const may = guard.begin(name);
    if (may.kind !== 'yes') return waitFor(may);
    let right = false;
    try {
      right = await isOperatorPin(told.pin, operator?.pin);
    } finally {
      guard.end(name, right);
    }
    if (right && operator) return letIn(context, operator);
    const who = operator
      ? ({kind: 'operator', operatorId: operator.operatorId, role: operator.role} as const)
      : ({kind: 'nobody'} as const);
    await audit.note({who, address, act: 'signInFailed'});
    return problem(401, 'nobody signs in with this');
  });
  app.delete('/session', async context => {
    const session = context.get('session');
    if (session) {
      sessions.close(context.get('token'));
      const {person: who} = session;
      await audit.note({who, address: addressOf(context), act: 'signedOut'});
    }
    signOut(context);
    return context.json(viewOf(undefined));
  });
  return app;
}

function waitFor(may: Exclude<MayTry, {kind: 'yes'}>): Response {
  const seconds = Math.ceil(may.waitMs / 1_000);
  const detail = may.kind === 'closed' ? 'too many wrong ones today' : 'wait before the next try';
  const response = problem(429, detail, {kind: may.kind, retryAfterS: seconds});
  response.headers.set('retry-after', String(seconds));
  return response;
}
