import {systemClock} from '@holdfast/platform-node';
import {Fault, isFault, type Log} from '@holdfast/std';
import type {WanAnswer, WanRequest, Way, WayBytes} from '@holdfast/uplink';
import {SIGNATURE_HEADER, WIRE_LIMITS} from '@holdfast/wire';
import {Pool} from 'undici';
import {DoorNames, resolverFrom} from './door-names.ts';
import {pinnedConnector} from './pinned-connector.ts';
import {SocketBytes} from './socket-bytes.ts';
import {bindAddress, type WayOut} from './source-address.ts';

/** Sockets a way keeps to each door: enough to stripe over, few enough to be nobody's burden. */
const SOCKETS_MAX = 12;
/**
 * An idle socket is closed before the gateway would. One of a metered way lives from one of its
 * rare probes to the next: when it is needed, a sale does not wait for three round trips of
 * connecting.
 */
const KEEP_ALIVE_MS = 30_000;
const KEEP_ALIVE_MS_MAX = {metered: 600_000, unmetered: 60_000};
const CONNECT_MS_MAX = 5_000;

export interface HttpsWayOptions {
  readonly name: string;
  readonly metered: boolean;
  readonly priority: number;
  readonly out: WayOut;
  /** Origins of one gateway's doors, `https://gw-1.example:8443`, tried in this order. */
  readonly doors: readonly string[];
  /**
   * SHA-256 of the gateway's SubjectPublicKeyInfo; absent where its certificate is a public one.
   */
  readonly keyPin: Uint8Array | undefined;
  readonly log: Log;
  readonly connectMsMax?: number;
}

/** What is bound to the address that the way has now. */
interface Binding {
  readonly address: string | undefined;
  readonly names: DoorNames;
  readonly pools: Map<string, Pool>;
}

/** One way out over HTTPS: bound to its address, to doors that show the gateway's key. */
export class HttpsWay implements Way {
  readonly name: string;
  readonly metered: boolean;
  readonly priority: number;
  readonly #options: HttpsWayOptions;
  readonly #bytes = new SocketBytes();
  #binding: Binding | undefined;
  #door = 0;

  constructor(options: HttpsWayOptions) {
    this.name = options.name;
    this.metered = options.metered;
    this.priority = options.priority;
    this.#options = options;
  }

  async exchange(request: WanRequest, signal: AbortSignal): Promise<WanAnswer> {
    const {doors} = this.#options;
    let failure: unknown;
    for (let tried = 0; tried < doors.length && !signal.aborted; tried++) {
      const at = this.#door;
      const door = doors[at % doors.length] ?? '';
      try {
        return await this.#exchangeAt(door, request, signal);
      } catch (error) {
        failure = error;
        // Silence counts too: whoever gave up here begins at the next door.
        if (this.#door === at) this.#door = (at + 1) % doors.length;
        this.#binding?.names.doubt(new URL(door).hostname);
      }
    }
    if (isFault(failure)) throw failure;
    throw new Fault(
      'gateway/unreachable',
      {uplink: this.name, reason: signal.aborted ? 'given up' : reasonOf(failure)},
      {cause: failure},
    );
  }

  bytes(): WayBytes {
    return this.#bytes.total();
  }

  async close(): Promise<void> {
    await this.#unbind();
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

  #pool(door: string): Pool {
    const {address, names, pools} = this.#bind();
    const existing = pools.get(door);
    if (existing) return existing;
    const {keyPin, connectMsMax = CONNECT_MS_MAX} = this.#options;
    const pool = new Pool(door, {
      connections: SOCKETS_MAX,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS_MAX[this.metered ? 'metered' : 'unmetered'],
      // The core's deadlines decide, not these.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: pinnedConnector({
        localAddress: address,
        keyPin,
        lookup: names.lookup,
        connectMsMax,
        onSocket: socket => this.#bytes.watch(socket),
      }),
    });
    pools.set(door, pool);
    return pool;
  }

  /** To the way's present address; a new address gets new sockets. */
  #bind(): Binding {
    const {out, log} = this.#options;
    const {bound, address} = bindAddress(out);
    if (bound && address === undefined) {
      throw new Fault('gateway/unreachable', {
        uplink: this.name,
        reason: 'no address on its interface',
      });
    }
    const binding = this.#binding;
    if (binding && binding.address === address) return binding;
    if (binding) log.info('uplink.address-changed', {uplink: this.name});
    void this.#unbind();
    const names = new DoorNames(resolverFrom(address, {clock: systemClock}), systemClock);
    this.#binding = {address, names, pools: new Map()};
    return this.#binding;
  }

  async #unbind(): Promise<void> {
    const pools = [...(this.#binding?.pools.values() ?? [])];
    this.#binding = undefined;
    await Promise.all(pools.map(pool => pool.destroy()));
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : error.message;
}
