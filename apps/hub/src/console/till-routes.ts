import {journalIdSchema} from '@holdfast/wire';
import {Hono} from 'hono';
import * as z from 'zod';
import type {HubControl} from '../hub-control.ts';
import {problem} from '../problem.ts';
import {act} from './act.ts';
import type {AuditBook} from './audit-book.ts';
import {allowed, type ConsoleContext, type ConsoleEnv} from './console-door.ts';
import {readJson} from './read-json.ts';

/** Why somebody does what cannot be taken back: for the journal, and for whoever reads it. */
const reasonField = z.string().trim().min(3).max(200);

const renameSchema = z.strictObject({name: z.string().trim().min(1).max(64)});
const revokeSchema = z.strictObject({reason: reasonField});
const decisionSchema = z.strictObject({journalId: journalIdSchema, approve: z.boolean()});

/** Letting tills in, naming them, and taking them out. */
export function consoleTillRoutes(parts: {
  readonly control: Pick<HubControl, 'tills' | 'pairing'>;
  readonly audit: AuditBook;
}): Hono<ConsoleEnv> {
  const {control, audit} = parts;
  const {tills, pairing} = control;
  const app = new Hono<ConsoleEnv>();
  const right = 'tills';
  const known = (context: ConsoleContext) => {
    const till = journalIdSchema.safeParse(context.req.param('journalId'));
    const found = till.success ? tills.find(till.data) : undefined;
    return found?.kind === 'found' ? found.journalId : undefined;
  };
  app.post('/pairing-codes', async context => {
    const opened = await act(context, {audit, right, act: 'pairingOpened'}, () =>
      pairing.openCode(),
    );
    return opened instanceof Response ? opened : context.json(opened, 201);
  });
  app.post('/pairing-links', async context => {
    const opened = await act(context, {audit, right, act: 'pairingLinkOpened'}, () =>
      pairing.openLink(),
    );
    return opened instanceof Response ? opened : context.json(opened, 201);
  });
  app.get('/pairing-codes/:windowId', context => {
    const session = allowed(context, right);
    if (session instanceof Response) return session;
    const status = pairing.code(context.req.param('windowId'));
    return status ? context.json(status) : problem(404, 'a newer window was opened');
  });
  app.post('/pairing-codes/:windowId/decision', async context => {
    const session = allowed(context, right);
    if (session instanceof Response) return session;
    const decision = await readJson(context, decisionSchema);
    if (decision instanceof Response) return decision;
    const windowId = context.req.param('windowId');
    const {journalId: subject, approve} = decision;
    const named = {audit, right, subject, act: approve ? 'tillApproved' : 'tillDeclined'} as const;
    const decided = await act(context, named, () => pairing.decideCode({windowId, ...decision}));
    if (decided instanceof Response) return decided;
    return decided
      ? context.json(pairing.code(windowId))
      : problem(404, 'that till does not wait at this window any more');
  });
  app.post('/tills/:journalId/rename', async context => {
    const session = allowed(context, right);
    if (session instanceof Response) return session;
    const [journalId, told] = [known(context), await readJson(context, renameSchema)];
    if (told instanceof Response) return told;
    if (!journalId) return problem(404, 'no such till');
    const named = {audit, right, act: 'tillRenamed', subject: journalId} as const;
    const done = await act(context, named, () => tills.rename({journalId, ...told}));
    return done instanceof Response ? done : context.json({journalId});
  });
  app.post('/tills/:journalId/revoke', async context => {
    const session = allowed(context, right);
    if (session instanceof Response) return session;
    const [journalId, told] = [known(context), await readJson(context, revokeSchema)];
    if (told instanceof Response) return told;
    if (!journalId) return problem(404, 'no such till');
    const named = {audit, right, act: 'tillRevoked', subject: journalId, ...told} as const;
    const done = await act(context, named, () => tills.revoke(journalId));
    return done instanceof Response ? done : context.json({journalId});
  });
  return app;
}
