import type {Bytes, PublicKey, SigningKey} from '@holdfast/std';
import type {
  HubId,
  HubToTerminal,
  JournalEntry,
  JournalId,
  SignedHeldStatement,
  TerminalToHub,
  UnknownMessage,
} from '@holdfast/wire';

/** What a terminal pins when it is paired, kept beside its journal. */
export interface Pairing {
  readonly retailStoreId: string;
  readonly workstationId: string;
  readonly journalId: JournalId;
  readonly hubId: HubId;
  readonly hubPublicKey: PublicKey;
  /** SHA-256 of the SubjectPublicKeyInfo of the hub's TLS key. */
  readonly hubKeyPin: Bytes;
  readonly gatewayPublicKey: PublicKey;
  /** The highest (epoch, hubId) seen: a lower pair gets no transaction. */
  readonly epoch: number;
  /** Where the hub was last reached; a rung of the discovery ladder. */
  readonly lastAddress: HubAddress;
}

export interface HubAddress {
  readonly host: string;
  readonly port: number;
}

export interface JournalTail {
  readonly sequenceNumber: number;
  readonly entryHash: Bytes;
}

/** One entry as the journal keeps it. */
export interface JournaledEntry {
  readonly entry: JournalEntry & {readonly signature: Bytes};
  /** The application's own id of the submission, if it gave one. Never leaves the terminal. */
  readonly submissionId: string | undefined;
}

/**
 * A workstation's gapless, hash-chained, signed log, on this device. One program at a time holds it open.
 * Every promise resolves only after the sync that covers what it did.
 */
export interface Journal {
  readonly key: SigningKey;
  readonly journalId: JournalId;
  /** The last entry; sequence 0 and zero bytes when empty. */
  tail(): JournalTail;
  pairing(): Pairing | undefined;
  keepPairing(pairing: Pairing): Promise<void>;
  /**
   * Adds the entry after the tail. Rejects with `journal/full` at the cap and `database/disk-full` on a full
   * disk, leaving no trace; with any other fault the journal is closed and must be opened again.
   */
  append(entry: JournaledEntry): Promise<void>;
  /** The entries after `sequenceNumber`, oldest first, at most `entriesMax`. */
  readAfter(place: {
    readonly sequenceNumber: number;
    readonly entriesMax: number;
  }): Promise<readonly JournaledEntry[]>;
  findSubmission(submissionId: string): Promise<JournaledEntry | undefined>;
  /** How far custody has come. `recorded` counts only for the hub named; it may fall back. */
  custody(): JournalCustody;
  keepCustody(custody: JournalCustody): Promise<void>;
  /**
   * Deletes entries at or below the sequence that are older than the retention. The caller has verified the
   * statement and found its hash in this journal.
   */
  prune(upTo: {
    readonly sequenceNumber: number;
    readonly journaledBeforeMs: number;
  }): Promise<number>;
  close(): Promise<void>;
}

export interface JournalCustody {
  /** The last sequence the hub has acknowledged, and which hub. */
  readonly recorded: {readonly hubId: HubId; readonly sequenceNumber: number} | undefined;
  /** The newest verified statement of head office. */
  readonly held: SignedHeldStatement | undefined;
}

/** Where a hub may be. A nomination only: identity is proved by key. */
export interface HubCandidate {
  /** The rung of the ladder it came from. */
  readonly via: 'dns-sd' | 'last-known' | 'configured' | 'link';
  readonly address: HubAddress;
  /** The first eight letters of the hubId it claims; empty where unknown. */
  readonly idPrefix: string;
  readonly name: string;
}

export type DiscoveryEvent =
  | {readonly type: 'found' | 'updated'; readonly hub: HubCandidate}
  | {readonly type: 'lost'; readonly hub: HubCandidate};

/** Finds hubs on the LAN until `signal` aborts. Never throws for the network's reasons: it keeps looking. */
export interface HubFinder {
  find(signal: AbortSignal): AsyncIterable<DiscoveryEvent>;
}

/** A way to reach a hub. */
export interface HubLink {
  /**
   * Opens a connection to the hub whose TLS key has this pin, or throws the fault `hub/unreachable` or
   * `hub/untrusted`. The pin is compared before the first byte of ours leaves.
   */
  connect(target: {
    readonly address: HubAddress;
    readonly keyPin: Bytes;
    readonly signal: AbortSignal;
  }): Promise<HubConnection>;
}

export interface HubConnection {
  /** `https://…` of the page in a browser; empty for a program. */
  readonly origin: string;
  send(message: TerminalToHub): void;
  /** Messages in order; ends when the socket does. Malformed frames end it with a fault. */
  messages(): AsyncIterable<HubToTerminal | UnknownMessage>;
  /** The close code, once closed. */
  closeCode(): number | undefined;
  close(): void;
}
