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
 * Bytes a way has carried since it was made, with all that the adapter can see: TLS, headers,
 * bodies.
 */
export interface WayBytes {
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/**
 * One way out to head office: an interface or source address, metered or not. The adapter sends;
 * health, deadlines, budgets and choice are the core's.
 */
export interface Way {
  readonly name: string;
  readonly metered: boolean;
  /** 1 is preferred. */
  readonly priority: number;
  /**
   * Sends one request over this way only. Throws the fault `gateway/unreachable` for no route, DNS,
   * TLS or answer. An abort ends it at once and frees the socket.
   */
  exchange(request: WanRequest, signal: AbortSignal): Promise<WanAnswer>;
  bytes(): WayBytes;
  close(): Promise<void>;
}

/** What a hub must not forget about a way when it restarts. */
export interface WayMemory {
  readonly name: string;
  /** First day of the budget's month, as days since 1970-01-01. */
  readonly periodStartDay: number;
  /** Sent and received in that month. */
  readonly usedBytes: number;
  /** The address head office usually sees this way come from. */
  readonly usualSource?: string;
  /** What a person said of it last; absent where nobody did. */
  readonly wish?: 'preferred' | 'paused';
}

/**
 * Keeps the memory of ways across restarts. Losing it costs the count of this month, and what a
 * person wished for.
 */
export interface WayMemories {
  read(): Promise<readonly WayMemory[]>;
  save(memories: readonly WayMemory[]): Promise<void>;
}

/** A way and how this store wants it used. */
export interface UplinkSettings {
  readonly way: Way;
  /** Bytes a month, both directions. At the end of it only fresh sales pass. */
  readonly monthlyBudgetBytes?: number;
  /** The day of the month the contract starts again, 1 to 28. */
  readonly budgetResetDay?: number;
  /**
   * This line's router falls back to mobile data by itself: while head office sees another source
   * address than usual, the way counts as metered.
   */
  readonly routerFallsBack?: boolean;
}
