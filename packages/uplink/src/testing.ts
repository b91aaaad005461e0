import {
  type Bytes,
  type Clock,
  type Digest,
  Fault,
  type SigningKey,
  toBase64Url,
  utf8Decode,
  utf8Encode,
} from '@holdfast/std';
import {
  answerSigningMessage,
  type GatewayIncarnation,
  type ProbeAnswer,
  probeSchema,
  WAN_PROTOCOL_VERSION,
} from '@holdfast/wire';
import type {WanAnswer, WanRequest, Way, WayMemories, WayMemory} from './ports.ts';

/**
 * The gateway's door in memory: answers probes, signs what it says. `serve` answers everything
 * else.
 */
export class FakeGatewayDoor {
  readonly #tools: {
    readonly clock: Clock;
    readonly digest: Digest;
    readonly gatewayKey: SigningKey;
  };
  incarnation: GatewayIncarnation;
  /** Segments and questions, answered as `{status, content}`. */
  serve: (request: WanRequest) => {readonly status: number; readonly content: unknown} = () => ({
    status: 404,
    content: {title: 'nothing here'},
  });

  constructor(
    tools: {readonly clock: Clock; readonly digest: Digest; readonly gatewayKey: SigningKey},
    incarnation: GatewayIncarnation,
  ) {
    this.#tools = tools;
    this.incarnation = incarnation;
  }

  async answer(request: WanRequest, sourceAddress: string): Promise<WanAnswer> {
    const {status, content} =
      request.path === '/v1/probe'
        ? {status: 200, content: this.#probed(request.body, sourceAddress)}
        : this.serve(request);
    return this.sign(request, {status, body: utf8Encode(JSON.stringify(content))});
  }

  /** Makes an answer the gateway's own. */
  async sign(
    request: WanRequest,
    answer: {readonly status: number; readonly body: Bytes},
  ): Promise<WanAnswer> {
    const {digest, gatewayKey} = this.#tools;
    const exchange = {request: request.body, answer: answer.body};
    const signature = await gatewayKey.sign(answerSigningMessage(digest, exchange));
    return {...answer, signature: toBase64Url(signature)};
  }

  #probed(body: Bytes, sourceAddress: string): ProbeAnswer {
    return {
      v: WAN_PROTOCOL_VERSION,
      type: 'probeAnswer',
      nonce: probeSchema.parse(JSON.parse(utf8Decode(body))).nonce,
      gatewayIncarnation: this.incarnation,
      gatewayTimeMs: this.#tools.clock.wallMs(),
      sourceAddress,
    };
  }
}

/** A way whose weather a test sets. */
export class FakeWay implements Way {
  readonly name: string;
  readonly metered: boolean;
  readonly priority: number;
  readonly #clock: Clock;
  readonly #door: FakeGatewayDoor;
  /** open: carries. blackhole: takes and never answers. cut: fails at once. */
  weather: 'open' | 'blackhole' | 'cut' = 'open';
  rttMs = 20;
  /** Infinite: only the round trip counts. */
  bytesPerMs = Number.POSITIVE_INFINITY;
  sourceAddress: string;
  /** Replaces what comes back. */
  tamper: (answer: WanAnswer, request: WanRequest) => WanAnswer | Promise<WanAnswer> = a => a;
  /** Every request this way was given. */
  readonly requests: WanRequest[] = [];
  closed = false;
  #busyUntilMs = 0;
  #sentBytes = 0;
  #receivedBytes = 0;

  constructor(
    place: {readonly name: string; readonly metered?: boolean; readonly priority?: number},
    tools: {readonly clock: Clock; readonly door: FakeGatewayDoor},
  ) {
    this.name = place.name;
    this.metered = place.metered ?? false;
    this.priority = place.priority ?? 1;
    this.sourceAddress = `${place.name}.example`;
    this.#clock = tools.clock;
    this.#door = tools.door;
  }

  bytes() {
    return {sentBytes: this.#sentBytes, receivedBytes: this.#receivedBytes};
  }

  async exchange(request: WanRequest, signal: AbortSignal): Promise<WanAnswer> {
    this.requests.push(request);
    await this.#travel(request.body.length, signal);
    this.#sentBytes += request.body.length;
    const answer = await this.tamper(await this.#door.answer(request, this.sourceAddress), request);
    await this.#clock.sleep(this.rttMs / 2, signal);
    await this.#pass(signal);
    this.#receivedBytes += answer.body.length;
    return answer;
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  async #travel(bytes: number, signal: AbortSignal): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    this.#busyUntilMs = Math.max(this.#busyUntilMs, nowMs) + bytes / this.bytesPerMs;
    await this.#clock.sleep(this.#busyUntilMs - nowMs + this.rttMs / 2, signal);
    await this.#pass(signal);
  }

  async #pass(signal: AbortSignal): Promise<void> {
    if (this.weather === 'blackhole') await new Promise(stop => onAbort(signal, stop));
    if (this.weather === 'cut' || signal.aborted) {
      throw new Fault('gateway/unreachable', {uplink: this.name, reason: this.weather});
    }
  }
}

function onAbort(signal: AbortSignal, then: (value: unknown) => void): void {
  if (signal.aborted) then(undefined);
  else signal.addEventListener('abort', () => then(undefined), {once: true});
}

/** The memory of ways, in memory. */
export class FakeWayMemories implements WayMemories {
  saved: readonly WayMemory[] = [];

  async read(): Promise<readonly WayMemory[]> {
    return this.saved;
  }

  async save(memories: readonly WayMemory[]): Promise<void> {
    this.saved = memories;
  }
}
