import {Hono} from 'hono';
import type {PairingControl} from './pairing-control.ts';
import {problem} from './problem.ts';

const DECISIONS = ['approve', 'decline'] as const;

/** The part of the loopback door that lets tills in. */
export function pairingRoutes(pairing: PairingControl): Hono {
  const app = new Hono();
  app.post('/v1/pairing-windows', async context => context.json(await pairing.openLink(), 201));
  app.post('/v1/pairing-codes', async context => context.json(await pairing.openCode(), 201));
  app.get('/v1/pairing-codes/:windowId', context => {
    const status = pairing.code(context.req.param('windowId'));
    return status
      ? context.json(status)
      : problem(404, 'no such window, or a newer one was opened');
  });
  app.post('/v1/pairing-codes/:windowId/:decision', async context => {
    const {windowId, decision} = context.req.param();
    if (!DECISIONS.some(known => known === decision)) {
      return problem(404, `a till can be told to ${DECISIONS.join(', ')}`);
    }
    const journalId = context.req.query('journalId') ?? '';
    const approve = decision === 'approve';
    const decided = await pairing.decideCode({windowId, journalId, approve});
    return decided
      ? context.json(pairing.code(windowId))
      : problem(404, 'that till does not wait at this window any more');
  });
  return app;
}
