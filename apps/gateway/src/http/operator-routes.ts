import type {Enrolments, FleetStore} from '@holdfast/fleet';
import {type Random, toBase64Url} from '@holdfast/std';
import {drawGatewayIncarnation, type EnrolmentPurpose, placeIdSchema} from '@holdfast/wire';
import {Hono} from 'hono';
import * as z from 'zod';
import type {Access} from './access.ts';
import {readBody} from './read-body.ts';
import {requestJson, requestPart} from './request-parts.ts';
import type {GatewayEnv} from './source-address.ts';

const REQUEST_BYTES_MAX = 4096;
const ALARMS_MAX = 1000;
const JOURNALS_MAX = 10_000;

const permitSchema = z.strictObject({
  retailStoreId: placeIdSchema,
  /** A day, unless it is said otherwise. */
  ttlMs: z
    .int()
    .min(60_000)
    .default(24 * 3_600_000),
  /** `host:port` that this hub reaches the gateway by, where it is not the public one. */
  address: z.string().max(270).optional(),
  /** `claim`: for a blank machine that is to be the hub of a store whose hub is gone. */
  purpose: z.enum(['enrol', 'claim']).default('enrol'),
});

export interface OperatorRoutesPorts {
  readonly store: FleetStore;
  readonly enrolments: Enrolments;
  readonly access: Access;
  readonly random: Random;
  /** The link for a code; throws `request/malformed` where no address is known. */
  readonly linkFor: (permit: {
    readonly code: Uint8Array;
    readonly purpose: EnrolmentPurpose;
    readonly address?: string;
  }) => string;
}

/** What operators do and look at. */
export function operatorRoutes(ports: OperatorRoutesPorts): Hono<GatewayEnv> {
  const {store, enrolments, access, linkFor} = ports;
  const app = new Hono<GatewayEnv>();

  app.post('/v1/enrolment-codes', async context => {
    access.require(context, 'admin');
    const wanted = requestPart(
      permitSchema,
      requestJson(await readBody(context.req.raw, REQUEST_BYTES_MAX)),
    );
    const {retailStoreId, ttlMs, address, purpose} = wanted;
    const permit = await enrolments.permit({retailStoreId, ttlMs, purpose});
    const link = linkFor({code: permit.code, purpose, ...(address ? {address} : {})});
    const {expiresAtMs} = permit;
    return context.json({retailStoreId, expiresAtMs, code: toBase64Url(permit.code), link}, 201);
  });

  // For a restore that the store could not notice by itself: hubs and tills then fill it up again.
  app.post('/v1/incarnations', async context => {
    access.require(context, 'admin');
    const gatewayIncarnation = drawGatewayIncarnation(ports.random, {after: [store.incarnation]});
    await store.renewIncarnation(gatewayIncarnation);
    return context.json({gatewayIncarnation}, 201);
  });

  app.get('/v1/hubs', async context => {
    access.require(context, 'reader');
    const ledgers = await store.ledgers();
    const hubs = (await store.hubs()).map(({hubId, retailStoreId, name, enrolledAtMs}) => ({
      ...{hubId, retailStoreId, name, enrolledAtMs},
      ledgers: ledgers
        .filter(ledger => ledger.hubId === hubId)
        .map(({heldHead, hubJournalId: _, ...ledger}) => ({
          ...ledger,
          heldHead: toBase64Url(heldHead),
        })),
    }));
    return context.json({hubs});
  });

  app.get('/v1/stores/:storeId/journals', async context => {
    access.require(context, 'reader');
    const journals = await store.journalsOfStore(context.req.param('storeId'), JOURNALS_MAX);
    return context.json({
      journals: journals.map(journal => ({
        journalId: journal.journalId,
        role: journal.role,
        workstationId: journal.workstationId,
        name: journal.name,
        verified: journal.publicKey !== undefined,
        heldSequence: journal.heldSequence,
        heldAtMs: journal.heldAtMs,
        firstWaiting: journal.firstWaiting,
        closings: journal.closings,
      })),
    });
  });

  app.get('/v1/alarms', async context => {
    access.require(context, 'reader');
    return context.json({alarms: await store.alarms(ALARMS_MAX)});
  });
  return app;
}
