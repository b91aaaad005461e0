import type {Bytes, PublicKey} from '@holdfast/std';
import type {HubId, HubToStandby, LedgerId, StandbyToHub} from '@holdfast/wire';

/** A standby's socket, as the hub sees it. The adapter has checked path, host and frame size. */
export interface StandbyConnection {
  readonly address: string;
  /** Queues a message. Never throws; on a closed socket it does nothing. */
  send(message: HubToStandby): void;
  /** Queues a segment, as a frame of its own. */
  sendSegment(frame: {readonly id: number; readonly segment: Bytes}): void;
  /** Sends what is queued, then closes. The detail is for the person at the other machine. */
  close(detail: string): void;
}

/** What the hub wants to be told about one standby's connection. */
export interface StandbyConnectionEvents {
  /** One text frame, as received. */
  frame(text: string): void;
  closed(): void;
}

/** The hub's socket, as the standby sees it. */
export interface HubConnection {
  send(message: StandbyToHub): void;
  /** In order; ends when the connection does. Throws `wire/malformed` for what cannot be read. */
  messages(): AsyncIterable<HubToStandby | SegmentFrame>;
  /** Why the hub closed, in its own words; empty where it said nothing. */
  closeDetail(): string;
  close(): void;
}

/** A segment as it came. */
export interface SegmentFrame {
  readonly type: 'segment';
  readonly id: number;
  readonly segment: Bytes;
}

/**
 * Segments that head office may not hold yet, as the hub signed them: who follows the hub delivers
 * them in its name.
 */
export interface SegmentStore {
  /** Resolves after the sync. The same segment again changes nothing. */
  keep(segment: {
    readonly ledgerId: LedgerId;
    readonly first: number;
    readonly last: number;
    readonly bytes: Bytes;
  }): Promise<void>;
  /** Head office holds this ledger up to here. */
  drop(held: {readonly ledgerId: LedgerId; readonly position: number}): Promise<void>;
}

/** A machine that proved its key, and what it says of itself. */
export interface StandbyIdentity {
  readonly hubId: HubId;
  readonly publicKey: PublicKey;
  /** X25519: what only it may read is sealed for it. */
  readonly sealingPublicKey: Bytes;
  readonly name: string;
}

/** Changes the roster, durably. */
export interface StandbyKeeper {
  /** From here on this machine may follow the hub, and no other. */
  nameSuccessor(standby: {readonly publicKey: PublicKey; readonly name: string}): Promise<void>;
}
