import type {Enrolments, Fleet} from '@holdfast/fleet';
import {
  type Bytes,
  type Clock,
  type Digest,
  Fault,
  formatIssue,
  type SigningKey,
  toBase64Url,
  utf8Decode,
  utf8Encode,
} from '@holdfast/std';
import {
  answerSigningMessage,
  type Enrolled,
  type ExportAnswer,
  enrolSchema,
  exportManifestSchema,
  type GatewayIncarnation,
  HUB_HEADER,
  hubIdSchema,
  ledgerStatusSchema,
  type ProbeAnswer,
  probeSchema,
  SIGNATURE_HEADER,
  WAN_PATHS,
  WAN_PROTOCOL_VERSION,
  WIRE_LIMITS,
  wanVersions,
} from '@holdfast/wire';
import {Hono} from 'hono';
import type {z} from 'zod';
import {problemOf} from './problem.ts';
import type {RateLimit} from './rate-limit.ts';
import {readBody} from './read-body.ts';
import type {GatewayContext, GatewayEnv, SourceAddress} from './source-address.ts';
import type {Turnstile} from './turnstile.ts';

/** A segment's payload may be incompressible; its envelope is small. */
const SEGMENT_BYTES_MAX = WIRE_LIMITS.segmentPayloadBytesMax + 64 * 1024;
const MESSAGE_BYTES_MAX = 64 * 1024;
/** It names every ledger and journal of a store. */
const MANIFEST_BYTES_MAX = 1024 * 1024;

export interface HubRoutesPorts {
  readonly fleet: Fleet;
  readonly enrolments: Enrolments;
  readonly incarnation: () => GatewayIncarnation;
  readonly gatewayKey: SigningKey;
  /** X25519: what hubs write to sticks is sealed for it. */
  readonly sealingPublicKey: Bytes;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly turnstile: Turnstile;
  readonly rateLimit: RateLimit;
  readonly sourceAddress: SourceAddress;
  /** Called with each answer's route and status. */
  readonly answered: (answer: {readonly route: string; readonly status: number}) => void;
  readonly failed: (error: unknown) => void;
}

type Respond = (request: Bytes, context: GatewayContext) => Promise<object>;

/**
 * What hubs ask. Every answer, a refusal too, is signed over the request it answers, so that no
 * portal or proxy can speak for the gateway; only what is refused unread (too large, or no room) is
 * not.
 */
export function hubRoutes(ports: HubRoutesPorts): Hono<GatewayEnv> {
  const {fleet, enrolments} = ports;
  const sealingPublicKey = toBase64Url(ports.sealingPublicKey);
  const app = new Hono<GatewayEnv>();
  const hubOf = async (body: Bytes, {req}: GatewayContext) => {
    const hubId = hubIdSchema.safeParse(req.header(HUB_HEADER));
    if (!hubId.success) throw new Fault('gateway/refused', {reason: 'request names no hub'});
    const signature = req.header(SIGNATURE_HEADER) ?? '';
    return fleet.hubOfRequest({hubId: hubId.data, path: req.path, body, signature});
  };
  const post = (path: string, bytesMax: number, respond: Respond) =>
    app.post(path, context => answer(ports, {path, bytesMax, respond, context}));

  post(WAN_PATHS.segments, SEGMENT_BYTES_MAX, request => fleet.accept(request));
  post(WAN_PATHS.enrolments, MESSAGE_BYTES_MAX, async (request): Promise<Enrolled> => {
    return {...(await enrolments.enrol(parse(enrolSchema, request))), sealingPublicKey};
  });
  post(WAN_PATHS.ledgerStatus, MESSAGE_BYTES_MAX, async (request, context) => {
    const question = parse(ledgerStatusSchema, request);
    const hub = await hubOf(request, context);
    return {...(await fleet.ledgerStatus(hub, question)), sealingPublicKey};
  });
  post(WAN_PATHS.exports, MANIFEST_BYTES_MAX, async (message, context): Promise<ExportAnswer> => {
    const manifest = parse(exportManifestSchema, message);
    const hub = await hubOf(message, context);
    return {...(await fleet.exportAnswer(hub, {manifest, message})), sealingPublicKey};
  });
  post(WAN_PATHS.probe, MESSAGE_BYTES_MAX, async (request, context): Promise<ProbeAnswer> => {
    const {hubId, nonce} = parse(probeSchema, request);
    await fleet.knownHub(hubId);
    return {
      v: WAN_PROTOCOL_VERSION,
      type: 'probeAnswer',
      nonce,
      gatewayIncarnation: ports.incarnation(),
      gatewayTimeMs: ports.clock.wallMs(),
      sourceAddress: ports.sourceAddress.of(context),
    };
  });
  return app;
}

async function answer(
  ports: HubRoutesPorts,
  asked: {
    readonly path: string;
    readonly bytesMax: number;
    readonly respond: Respond;
    readonly context: GatewayContext;
  },
): Promise<Response> {
  const {path, bytesMax, respond, context} = asked;
  const {turnstile, rateLimit, sourceAddress} = ports;
  const response = await turnstile
    .within(async () => {
      const request = await readBody(context.req.raw, bytesMax);
      try {
        rateLimit.pass(sourceAddress.of(context));
        const body = utf8Encode(JSON.stringify(await respond(request, context)));
        return await signed(ports, {request, body, status: 200, type: 'application/json'});
      } catch (error) {
        ports.failed(error);
        const {status, text, headers} = problemOf(error);
        const type = headers['content-type'] ?? '';
        return await signed(ports, {request, body: utf8Encode(text), status, type});
      }
    })
    .catch((error: unknown) => {
      ports.failed(error);
      const {status, text, headers} = problemOf(error);
      return new Response(text, {status, headers});
    });
  ports.answered({route: path, status: response.status});
  return response;
}

async function signed(
  {gatewayKey, digest}: Pick<HubRoutesPorts, 'gatewayKey' | 'digest'>,
  said: {
    readonly request: Bytes;
    readonly body: Bytes;
    readonly status: number;
    readonly type: string;
  },
): Promise<Response> {
  const {request, body, status, type} = said;
  const signature = await gatewayKey.sign(answerSigningMessage(digest, {request, answer: body}));
  const headers = {'content-type': type, [SIGNATURE_HEADER]: toBase64Url(signature)};
  return new Response(body, {status, headers});
}

/**
 * A message of a version that is served. Throws `wire/version`, naming what is, or
 * `wire/malformed`.
 */
function parse<T>(schema: z.ZodType<T>, bytes: Uint8Array): T {
  const value = parseJson(bytes);
  const version = typeof value === 'object' && value !== null && 'v' in value ? value.v : undefined;
  const served = wanVersions();
  if (typeof version === 'number' && !served.includes(version)) {
    throw new Fault('wire/version', {spoken: version, served: served.join(', ')});
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const first = result.error.issues[0];
  const field = (first?.path ?? []).map(String).join('.');
  const reason = formatIssue({field, reason: first?.message ?? 'malformed'});
  throw new Fault('wire/malformed', {what: 'message', reason});
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8Decode(bytes));
  } catch (cause) {
    throw new Fault('wire/malformed', {what: 'message', reason: 'is not JSON text'}, {cause});
  }
}
