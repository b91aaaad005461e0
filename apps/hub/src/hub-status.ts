import type {StoreStatus} from '@holdfast/wire';

/** One till, as the hub knows it. */
export interface TillStatus {
  readonly workstationId: string;
  readonly name: string;
  readonly journalId: string;
  readonly connected: boolean;
  readonly address: string;
  readonly sinceMs: number;
  /** Hub's clock minus till's. */
  readonly clockOffsetMs: number;
  readonly app: string;
  /** The last sequence this hub recorded, and the last that head office has signed for. */
  readonly recordedSequence: number;
  readonly heldSequence: number;
  readonly closed: string | undefined;
}

export interface UplinkStatus {
  readonly name: string;
  readonly health: string;
  readonly sinceMs: number;
  readonly metered: boolean;
  readonly paused: boolean;
  readonly preferred: boolean;
  readonly rttMs: number | undefined;
  readonly bytesOut: number;
  readonly bytesIn: number;
  readonly lastError: string;
}

/** `GET /v1/status`: everything a person or a program asks a hub first. */
export interface HubStatus {
  readonly schema: 'holdfast.hub-status/1';
  readonly version: string;
  readonly hubId: string;
  readonly store: {readonly id: string; readonly name: string};
  readonly timeMs: number;
  readonly state: StoreStatus['state'];
  readonly sinceMs: number;
  readonly causes: readonly string[];
  readonly ledger: {
    readonly ledgerId: string;
    readonly position: number;
    readonly heldPosition: number;
    /** Over all ledgers of this hub. */
    readonly unsent: number;
    readonly oldestUnsentMs: number;
    readonly quarantined: number;
    /** What stands in the way of forwarding and will not go by itself. */
    readonly stuck: string;
  };
  readonly tills: readonly TillStatus[];
  readonly uplinks: readonly UplinkStatus[];
  readonly discovery: {
    readonly announcing: boolean;
    readonly name: string;
    readonly interfaces: readonly string[];
    readonly problem: string;
  };
  readonly lan: {readonly host: string; readonly port: number};
  /** Counters since the start: groups, syncs, checkpoints, acks … */
  readonly counts: Readonly<Record<string, number>>;
}
