import {mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {zstdCompressor} from '@holdfast/compressor-zstd';
import {Enrolments, Fleet, type FleetStore, TakeOvers, Transactions} from '@holdfast/fleet';
import {openFleetKeys, WorkerFleetStore} from '@holdfast/fleet-libsql';
import {
  hpkeSealer,
  loadOrCreateTlsIdentity,
  nodeDigest,
  nodeSignatureVerifier,
  systemClock,
  systemRandom,
  writeFileDurably,
} from '@holdfast/platform-node';
import {
  type Bytes,
  Defect,
  Fault,
  isFault,
  type Log,
  type Service,
  supervise,
  toBase64Url,
} from '@holdfast/std';
import {noCompression} from '@holdfast/wire';
import {getRequestListener} from '@hono/node-server';
import type {GatewayConfig} from './config.ts';
import {enrolmentLink} from './enrolment-address.ts';
import {FallOnDefect} from './fall-on-defect.ts';
import {doorFile, type GatewayDoor, localHost} from './gateway-door.ts';
import {Access} from './http/access.ts';
import {gatewayApp} from './http/gateway-app.ts';
import {RateLimit} from './http/rate-limit.ts';
import {SourceAddress} from './http/source-address.ts';
import {Turnstile} from './http/turnstile.ts';
import {HttpServer} from './http-server.ts';
import {GatewayMetrics} from './metrics.ts';
import {dataKeysOf, loadOrCreateSecrets} from './secrets.ts';

const VERSION = '0.1.0';
/** Kept aside so that a full disk can still be read, and emptied of its log. */
const RESERVE_BYTES = 32 * 1024 * 1024;

export interface GatewayOptions {
  readonly config: GatewayConfig;
  readonly log: Log;
}

/**
 * Head office's gateway as one service: keys and store from its data directory, an HTTP door in
 * front, one writer behind. Stops in order: takes no new connection, answers what is in hand,
 * commits it, closes the store. Rejects with `config/invalid`, or with the fault of a disk that it
 * cannot outlive.
 */
export class Gateway implements Service {
  readonly name = 'gateway';
  readonly #config: GatewayConfig;
  readonly #log: Log;
  readonly #fallOnDefect = new FallOnDefect();
  #door: GatewayDoor | undefined;

  constructor({config, log}: GatewayOptions) {
    this.#config = config;
    this.#log = log;
  }

  /** How it is reached from this machine, once ready. */
  get door(): GatewayDoor {
    if (!this.#door) throw new Defect('a gateway has a door once it is ready');
    return this.#door;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {data_dir: dataDir} = this.#config;
    mkdirSync(dataDir, {recursive: true, mode: 0o700});
    const path = join(dataDir, 'fleet.db');
    const keys = openFleetKeys({
      place: dataKeysOf(dataDir),
      path,
      nowMs: systemClock.wallMs(),
    });
    const place = {path, reserveBytes: RESERVE_BYTES, keys};
    const {store, origin} = await WorkerFleetStore.open(place);
    const {incarnation} = store;
    if (origin === 'restored') this.#log.warn('gateway.store-restored', {incarnation});
    else this.#log.info('gateway.store-opened', {incarnation, origin});
    try {
      await supervise(await this.#services(store, ready), signal);
    } catch (error) {
      // What ended the gateway is told, and not what follows from it.
      await store.close().catch(() => {});
      throw error;
    }
    await store.close();
    this.#log.info('gateway.stopped');
  }

  async #services(store: FleetStore, ready: () => void): Promise<Service[]> {
    const {listen, tls: tlsConfig} = this.#config;
    const tls = await this.#tls();
    const keyPin = tlsConfig.mode === 'pinned' ? tls?.keyPin : undefined;
    const stopping = new AbortController();
    const {listener, fleet} = await this.#app({store, keyPin, stopping: stopping.signal});
    const server = new HttpServer({
      ...{host: listen.host, port: listen.port, listener, tls, clock: systemClock},
      listening: port => {
        this.#openDoor(port, keyPin);
        ready();
      },
      stopping: () => stopping.abort(),
    });
    return [fleet.service, server, this.#fallOnDefect];
  }

  async #app(parts: {
    readonly store: FleetStore;
    readonly keyPin: Bytes | undefined;
    readonly stopping: AbortSignal;
  }) {
    const {store, keyPin, stopping} = parts;
    const {limits, tls, public_url: publicUrl, data_dir: dataDir} = this.#config;
    const {gatewayKey, enrolmentSecret, unsealingKey, adminToken, readerToken} =
      await loadOrCreateSecrets(dataDir);
    const ports = {
      ...{store, gatewayKey, enrolmentSecret, log: this.#log},
      ...{digest: nodeDigest, verifier: nodeSignatureVerifier},
      ...{clock: systemClock, random: systemRandom},
      compressors: [noCompression, zstdCompressor()],
    };
    const fleet = new Fleet(ports);
    const metrics = new GatewayMetrics({store, fleet, version: VERSION});
    const rate = {perSecond: limits.requests_per_second, burst: limits.requests_burst};
    const app = gatewayApp({
      ...{store, gatewayKey, fleet, metrics, stopping},
      sealingPublicKey: unsealingKey.publicKey,
      ...{digest: nodeDigest, clock: systemClock, random: systemRandom},
      enrolments: new Enrolments({
        ...ports,
        rosters: fleet.rosters,
        takeOvers: new TakeOvers({
          ...{...ports, unsealingKey, rosters: fleet.rosters, sealer: hpkeSealer},
          statementsOfStore: storeId => fleet.statementsOfStore(storeId),
        }),
      }),
      transactions: new Transactions(store, fleet.shelf),
      incarnation: () => store.incarnation,
      turnstile: new Turnstile(limits.bodies_in_flight),
      rateLimit: new RateLimit(rate, systemClock),
      sourceAddress: new SourceAddress(tls.mode === 'plain' ? tls.trusted_proxies : []),
      access: new Access(nodeDigest, {admin: adminToken, reader: readerToken}),
      linkFor: permit => enrolmentLink({...permit, keyPin, publicUrl}),
      answered: answer => metrics.answered(answer),
      failed: error => this.#report(error),
    });
    return {listener: getRequestListener(app.fetch, {overrideGlobalObjects: false}), fleet};
  }

  async #tls() {
    const {tls, data_dir: dataDir} = this.#config;
    if (tls.mode === 'plain') return undefined;
    if (tls.mode === 'pinned') return loadOrCreateTlsIdentity(join(dataDir, 'keys'), 'gateway');
    const read = (key: string, file: string) => {
      try {
        return readFileSync(file, 'utf8');
      } catch (cause) {
        throw new Fault('config/invalid', {key, file, reason: 'cannot be read'}, {cause});
      }
    };
    const certificatePem = read('tls.certificate_file', tls.certificate_file);
    return {certificatePem, keyPem: read('tls.key_file', tls.key_file), keyPin: undefined};
  }

  #openDoor(port: number, keyPin: Bytes | undefined): void {
    const {listen, tls, data_dir: dataDir} = this.#config;
    const scheme = tls.mode === 'plain' ? 'http' : 'https';
    const door: GatewayDoor = {
      port,
      url: `${scheme}://${localHost(listen.host)}:${port}`,
      ...(keyPin ? {keyPin: toBase64Url(keyPin)} : {}),
    };
    writeFileDurably(doorFile(dataDir), `${JSON.stringify(door)}\n`, 0o644);
    this.#door = door;
    this.#log.info('gateway.listening', {url: door.url});
  }

  #report(error: unknown): void {
    this.#fallOnDefect.consider(error);
    if (!isFault(error)) this.#log.error('gateway.failed', {reason: String(error)});
    else if (error.code === 'request/not-found')
      this.#log.debug('gateway.refused', {code: error.code});
    else this.#log.warn('gateway.refused', {code: error.code, ...error.fields});
  }
}
