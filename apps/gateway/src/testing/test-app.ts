import {Enrolments, Fleet, Transactions} from '@holdfast/fleet';
import {MemoryFleetStore, TestHub} from '@holdfast/fleet/testing';
import {
  createSigningKey,
  nodeDigest,
  nodeSignatureVerifier,
  systemClock,
  systemRandom,
} from '@holdfast/platform-node';
import {fromBase64Url, type SigningKey, silentLog, utf8Encode} from '@holdfast/std';
import {
  answerSigningMessage,
  drawGatewayIncarnation,
  noCompression,
  SIGNATURE_HEADER,
} from '@holdfast/wire';
import type {Hono} from 'hono';
import {enrolmentLink} from '../enrolment-address.ts';
import {Access} from '../http/access.ts';
import {gatewayApp} from '../http/gateway-app.ts';
import {RateLimit} from '../http/rate-limit.ts';
import {type GatewayEnv, SourceAddress} from '../http/source-address.ts';
import {Turnstile} from '../http/turnstile.ts';
import {GatewayMetrics} from '../metrics.ts';

export const TEST_TOOLS = {
  digest: nodeDigest,
  compressor: noCompression,
  newKey: createSigningKey,
} as const;

export const READER = 'reader-token';
export const ADMIN = 'admin-token';
const SEALING_KEY = new Uint8Array(32).fill(7);
export const KEY_PIN = new Uint8Array(32).fill(1);

/** An answer of the app, read to its end. */
export interface AppAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Whether the gateway signed this answer to this request. */
  readonly signed: boolean;
}

/** The gateway's routes over a store in memory, without a socket. */
export class TestApp {
  readonly store = new MemoryFleetStore(drawGatewayIncarnation(systemRandom));
  readonly fleet: Fleet;
  readonly enrolments: Enrolments;
  readonly failures: unknown[] = [];
  readonly stopping = new AbortController();
  readonly #gatewayKey: SigningKey;
  readonly #app: Hono<GatewayEnv>;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;

  private constructor(gatewayKey: SigningKey, publicUrl: string | undefined) {
    const {store} = this;
    const ports = {
      ...{store, gatewayKey, enrolmentSecret: new Uint8Array(32), log: silentLog},
      ...{digest: nodeDigest, verifier: nodeSignatureVerifier},
      ...{clock: systemClock, random: systemRandom, compressors: [noCompression]},
    };
    this.#gatewayKey = gatewayKey;
    this.fleet = new Fleet(ports);
    this.enrolments = new Enrolments({...ports, rosters: this.fleet.rosters});
    const metrics = new GatewayMetrics({store, fleet: this.fleet, version: '9.9.9'});
    this.#app = gatewayApp({
      ...ports,
      fleet: this.fleet,
      enrolments: this.enrolments,
      metrics,
      sealingPublicKey: SEALING_KEY,
      stopping: this.stopping.signal,
      transactions: new Transactions(store, this.fleet.shelf),
      incarnation: () => store.incarnation,
      turnstile: new Turnstile(4),
      rateLimit: new RateLimit({perSecond: 1, burst: 20}, {...systemClock, monotonicMs: () => 0}),
      sourceAddress: new SourceAddress(['10.0.0.1']),
      access: new Access(nodeDigest, {admin: ADMIN, reader: READER}),
      linkFor: permit => enrolmentLink({...permit, keyPin: KEY_PIN, publicUrl}),
      answered: answer => metrics.answered(answer),
      failed: error => this.failures.push(error),
    });
    this.#ended = this.fleet.service.run(this.#stop.signal, () => {});
  }

  static async start(publicUrl?: string): Promise<TestApp> {
    return new TestApp(await createSigningKey(), publicUrl);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async enrol(): Promise<TestHub> {
    const retailStoreId = '017';
    const hub = await TestHub.open(TEST_TOOLS, {retailStoreId, ledger: 1});
    const {code} = await this.enrolments.permit({retailStoreId, ttlMs: 60_000});
    await this.enrolments.enrol(await hub.enrolMessage(code));
    return hub;
  }

  post(
    path: string,
    body: Uint8Array | object,
    headers: Record<string, string> = {},
    remoteAddress = '192.0.2.7',
  ): Promise<AppAnswer> {
    const bytes = body instanceof Uint8Array ? body : utf8Encode(JSON.stringify(body));
    return this.#ask(path, {method: 'POST', body: new Uint8Array(bytes), headers}, remoteAddress);
  }

  get(path: string, token: string | undefined = READER): Promise<AppAnswer> {
    const headers = token === '' ? {} : {authorization: `Bearer ${token}`};
    return this.#ask(path, {headers}, '192.0.2.8');
  }

  async #ask(
    path: string,
    init: {
      readonly method?: string;
      readonly body?: Uint8Array<ArrayBuffer>;
      readonly headers: Record<string, string>;
    },
    remoteAddress: string,
  ): Promise<AppAnswer> {
    const env = {incoming: {socket: {remoteAddress}}};
    const response = await this.#app.request(path, init, env);
    const answer = new Uint8Array(await response.arrayBuffer());
    const request = init.body ?? new Uint8Array();
    const signature = fromBase64Url(response.headers.get(SIGNATURE_HEADER) ?? '');
    const signed =
      signature !== undefined &&
      (await nodeSignatureVerifier.verify({
        publicKey: this.#gatewayKey.publicKey,
        message: answerSigningMessage(nodeDigest, {request, answer}),
        signature,
      }));
    const {status, headers} = response;
    return {status, headers, text: new TextDecoder().decode(answer), signed};
  }
}
