import {Fault, isFault, type Log} from '@holdfast/std';
import type {WanAnswer, WanRequest, Way, WayBytes} from '@holdfast/uplink';
import {SIGNATURE_HEADER, WIRE_LIMITS} from '@holdfast/wire';
import {Pool} from 'undici';
import {pinnedConnector} from './pinned-connector.ts';
import {SocketBytes} from './socket-bytes.ts';
import {bindAddress, type WayOut} from './source-address.ts';

/** Sockets a way keeps to each door: enough to stripe over, few enough to be nobody's burden. */
const SOCKETS_MAX = 8;
const KEEP_ALIVE_MS = 30_000;

export interface HttpsWayOptions {
  readonly name: string;
  readonly metered: boolean;
  readonly priority: number;
  readonly out: WayOut;
  /** Origins of one gateway's doors, `https://gw-1.example:8443`, tried in this order. */
  readonly doors: readonly string[];
  /** SHA-256 of the gateway's SubjectPublicKeyInfo; absent where its certificate is a public one. */
  readonly keyPin: Uint8Array | undefined;
  readonly log: Log;
}

/** One way out over HTTPS. */
export class HttpsWay implements Way {
  readonly name: string;
  readonly metered: boolean;
  readonly priority: number;
  readonly #options: HttpsWayOptions;
  #pools = new Map<string, Pool>();
  #boundTo: string | undefined;
  #door = 0;
  readonly #bytes = new SocketBytes();

  constructor(options: HttpsWayOptions) {
    this.name = options.name;
    this.metered = options.metered;
    this.priority = options.priority;
    this.#options = options;
  }

  async exchange(request: WanRequest, signal: AbortSignal): Promise<WanAnswer> {
    const {doors} = this.#options;
    let failure: unknown;
    for (let tried = 0; tried < doors.length; tried++) {
      const door = doors[this.#door % doors.length] ?? '';
      try {
        return await this.#exchangeAt(door, request, signal);
      } catch (error) {
        failure = error;
        if (signal.aborted) break;
        this.#door = (this.#door + 1) % doors.length;
      }
    }
    if (isFault(failure)) throw failure;
    throw new Fault(
      'gateway/unreachable',
      {uplink: this.name, reason: signal.aborted ? 'given up' : reasonOf(failure)},
      {cause: failure},
    );
  }

  async #exchangeAt(door: string, request: WanRequest, signal: AbortSignal): Promise<WanAnswer> {
    const answer = await this.#pool(door).request({
      path: request.path,
      method: 'POST',
      headers: {'content-type': request.mediaType, ...request.headers},
      body: request.body,
      signal,
    });
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of answer.body) {
      length += chunk.length;
      if (length > WIRE_LIMITS.wanAnswerBytesMax) {
        throw new Fault('gateway/untrusted', {uplink: this.name, reason: 'an answer without end'});
      }
      chunks.push(chunk);
    }
    const signature = answer.headers[SIGNATURE_HEADER];
    return {
      status: answer.statusCode,
      body: new Uint8Array(Buffer.concat(chunks)),
      signature: typeof signature === 'string' ? signature : '',
    };
  }

  /** A pool bound to the way's present address; a new address gets new pools. */
  #pool(door: string): Pool {
    const {out, keyPin, log} = this.#options;
    const {bound, address} = bindAddress(out);
    if (bound && address === undefined) {
      throw new Fault('gateway/unreachable', {
        uplink: this.name,
        reason: 'no address on its interface',
      });
    }
    if (address !== this.#boundTo) {
      if (this.#boundTo !== undefined) log.info('uplink.address-changed', {uplink: this.name});
      this.#boundTo = address;
      void this.#drop();
    }
    const existing = this.#pools.get(door);
    if (existing) return existing;
    const pool = new Pool(door, {
      connections: SOCKETS_MAX,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // The core's deadlines decide, not these.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: pinnedConnector({
        localAddress: address,
        keyPin,
        onSocket: socket => this.#bytes.watch(socket),
      }),
    });
    this.#pools.set(door, pool);
    return pool;
  }

  async #drop(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools = new Map();
    await Promise.all(pools.map(pool => pool.destroy()));
  }

  bytes(): WayBytes {
    return this.#bytes.total();
  }

  async close(): Promise<void> {
    await this.#drop();
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : error.message;
}
