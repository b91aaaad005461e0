import type {Bytes} from '@holdfast/std';

/** One request to the gateway, as bytes: the same over every uplink. */
export interface WanRequest {
  /** `/v1/segments` */
  readonly path: string;
  readonly mediaType: string;
  readonly body: Bytes;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer as it came: not yet believed. */
export interface WanAnswer {
  readonly status: number;
  readonly body: Bytes;
  /** The `holdfast-signature` header, or empty. */
  readonly signature: string;
}

/**
 * One way out to head office: an interface or source address, metered or not. The adapter sends; health,
 * deadlines, budgets and choice are the core's.
 */
export interface Way {
  readonly name: string;
  readonly metered: boolean;
  /** 1 is preferred. */
  readonly priority: number;
  /**
   * Sends one request over this way only. Throws the fault `gateway/unreachable` for no route, DNS, TLS or
   * answer. An abort ends it at once and frees the socket.
   */
  exchange(request: WanRequest, signal: AbortSignal): Promise<WanAnswer>;
  close(): Promise<void>;
}
