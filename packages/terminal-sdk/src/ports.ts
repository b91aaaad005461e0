import type {
  Bytes,
  Clock,
  Digest,
  Log,
  PublicKey,
  Random,
  SignatureVerifier,
  SigningKey,
} from '@holdfast/std';
import type {SignedRosterCopy} from '@holdfast/trust';
import type {
  ChannelBinding,
  HubId,
  HubToTerminal,
  JournalEntry,
  JournalId,
  SignedHeldStatement,
  TerminalToHub,
  UnknownMessage,
} from '@holdfast/wire';
import type {Parting} from './parting.ts';

/**
 * What a terminal stands on. Everything it knows of disk, network, time and chance comes in here.
 */
export interface TerminalPlatform {
  /** Opens the one journal of this terminal. Called once; a failed one needs a new process. */
  readonly openJournal: () => Promise<Journal>;
  readonly finder: HubFinder;
  readonly link: HubLink;
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly log: Log;
}

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
  /** Where the hub was last reached, and where it stood when it was paired: rungs of the ladder. */
  readonly lastAddress: HubAddress;
  readonly linkAddress: HubAddress;
  /** The change of hub by which this terminal came to its hub, base64url. */
  readonly change?: string | undefined;
  /** The hubs before it, oldest first: none of them is ever followed again. */
  readonly formerHubs?: readonly HubId[] | undefined;
  /** What the hub gave to keep for the day on which it is gone, and which hub that was. */
  readonly roster?: (SignedRosterCopy & {readonly hubId: HubId}) | undefined;
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
  readonly entry: JournalEntry & {readonly body: Bytes; readonly signature: Bytes};
  /** The application's own id of the submission, if it gave one. Never leaves the terminal. */
  readonly submissionId: string | undefined;
  /** Wall clock when it was journaled: retention counts from here, and nothing is ordered by it. */
  readonly journaledMs: number;
}

/**
 * A workstation's gapless, hash-chained, signed log, on this device. One program at a time holds it
 * open. Every promise resolves only after the sync that covers what it did.
 *
 * Faults: `journal/full` at the cap and `database/disk-full` on a full disk leave no trace, and the
 * journal goes on; so it does after `journal/entry-unreadable`, which is about one entry alone.
 * After any other fault it answers nothing more: what is on the disk is known only to a new
 * process.
 */
export interface Journal {
  readonly key: SigningKey;
  readonly journalId: JournalId;
  /** `evictable`: the platform may delete it under pressure (a browser that refused to keep it). */
  readonly persistence: 'persistent' | 'evictable';
  /** The last entry; sequence 0 and zero bytes when none was ever made. Pruning never takes it. */
  tail(): JournalTail;
  /** The first sequence still here; one more than the tail's when the journal is empty. */
  firstSequenceNumber(): number;
  pairing(): Pairing | undefined;
  keepPairing(pairing: Pairing): Promise<void>;
  /** Adds a run of entries after the tail: all of them or none. The caller chained them. */
  append(run: readonly JournaledEntry[]): Promise<void>;
  /**
   * The entries after `sequenceNumber` that are still here, oldest first: at most `entriesMax`, and
   * no more than fit `bytesMax` of body, but always the first. Ends before one that no longer
   * proves itself; throws `journal/entry-unreadable` where that is the first.
   */
  readAfter(place: {
    readonly sequenceNumber: number;
    readonly entriesMax: number;
    readonly bytesMax: number;
  }): Promise<readonly JournaledEntry[]>;
  /** Finds what is still here; an id is forgotten with its entry. */
  findSubmission(submissionId: string): Promise<JournaledEntry | undefined>;
  /** How far custody has come. `recorded` counts only for the hub named; it may fall back. */
  custody(): JournalCustody;
  keepCustody(custody: JournalCustody): Promise<void>;
  /**
   * Deletes entries at or below the sequence that were journaled before the time, but never the
   * tail, and never one behind an entry that stays. Answers how many. The caller has verified the
   * statement that covers them.
   */
  prune(upTo: {
    readonly sequenceNumber: number;
    readonly journaledBeforeMs: number;
  }): Promise<number>;
  /**
   * Takes the personal data of these entries off the disk, in this journal and in those it took
   * over from: where an entry is still here and commits to what is named. The entry stays as it
   * was, but for that. Answers how many had any; asked again, it does what is left.
   */
  erasePersonal(entries: readonly ErasedPlace[]): Promise<number>;
  /** What this journal took over from; `undefined` for one that began by itself. */
  predecessor(): Predecessor | undefined;
  /**
   * Makes, durably, the key of the journal that may follow this one. Asked again, also after a
   * crash, it is the same key, until it has followed.
   */
  prepareSuccessor(): Promise<Successor>;
  /**
   * Closes this journal for good and answers the one that follows, which begins with this pairing
   * and run: by one durable step, before which this one is written and after which that one is.
   * Closing the answer gives up this one, too. The cap does not count here: old work is never
   * refused.
   */
  succeed(handOver: HandOver): Promise<Journal>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** An entry whose personal data is erased. */
export interface ErasedPlace {
  readonly journalId: JournalId;
  readonly sequenceNumber: number;
  /** As the entry's header has it. */
  readonly personalSha256: Bytes;
}

/** A journal as its successor reads it. */
export type ReadableJournal = Pick<
  Journal,
  | 'journalId'
  | 'tail'
  | 'firstSequenceNumber'
  | 'readAfter'
  | 'findSubmission'
  | 'custody'
  | 'predecessor'
>;

/** A journal that was closed because a hub's history of it was another one. */
export interface Predecessor extends Parting {
  readonly journal: ReadableJournal;
}

/** A key that is on the disk, and the journal it will make. */
export interface Successor {
  readonly key: SigningKey;
  readonly journalId: JournalId;
}

export interface HandOver extends Parting {
  readonly pairing: Pairing;
  /** The first entries of the successor. May be empty. */
  readonly run: readonly JournaledEntry[];
}

export interface JournalCustody {
  /** The last sequence the hub has acknowledged, and which hub. */
  readonly recorded: {readonly hubId: HubId; readonly sequenceNumber: number} | undefined;
  /** The newest verified statement of head office. */
  readonly held: SignedHeldStatement | undefined;
  /** What a hub set aside, newest last; at most {@link QUARANTINES_KEPT_MAX}. */
  readonly quarantined: readonly Quarantine[];
}

/** A person has to look at these, so a till remembers the newest; the hub knows them all. */
export const QUARANTINES_KEPT_MAX = 100;

export interface Quarantine {
  readonly sequenceNumber: number;
  readonly reason: string;
  readonly detail: string;
}

/** Where a hub may be. A nomination only: identity is proved by key. */
export interface HubCandidate {
  /** The rung of the ladder it came from. */
  readonly via: 'dns-sd' | 'last-known' | 'configured' | 'link';
  readonly address: HubAddress;
  /** The first eight letters of the hubId it claims; empty where unknown. */
  readonly idPrefix: string;
  /** The store it claims to be of, where that was said. */
  readonly storeId?: string;
  readonly name: string;
}

export type DiscoveryEvent =
  | {readonly type: 'found' | 'updated'; readonly hub: HubCandidate}
  | {readonly type: 'lost'; readonly hub: HubCandidate};

/**
 * Finds hubs on the LAN until `signal` aborts. Never throws for the network's reasons: it keeps
 * looking.
 */
export interface HubFinder {
  find(signal: AbortSignal): AsyncIterable<DiscoveryEvent>;
}

/** A way to reach a hub. */
export interface HubLink {
  /**
   * Opens a connection to the hub whose TLS key has this pin, or that has signed for its TLS key,
   * or throws: `hub/unreachable`, `hub/untrusted` (neither: the key is judged before the first byte
   * of ours leaves), or `wire/version` (the right key, and no protocol version in common).
   */
  connect(target: {
    readonly address: HubAddress;
    readonly hubId: HubId;
    readonly keyPin: Bytes;
    readonly signal: AbortSignal;
  }): Promise<HubConnection>;
  /**
   * Opens a connection to whoever answers at the address, for a pairing by code: what is said over
   * it must be worth nothing to an impostor. Throws `hub/unreachable` or `wire/version`.
   */
  connectUnproven(target: {
    readonly address: HubAddress;
    readonly signal: AbortSignal;
  }): Promise<UnprovenConnection>;
}

/** A connection to a stranger, with what this end knows of the channel itself. */
export interface UnprovenConnection extends HubConnection {
  readonly channel: ChannelBinding;
}

export interface HubConnection {
  /** The LAN protocol version that was agreed on. */
  readonly version: number;
  /** `https://…` of the page in a browser; empty for a program. */
  readonly origin: string;
  /** Queues a message. Never throws; on a closed socket it does nothing. */
  send(message: TerminalToHub): void;
  /**
   * Messages in order; ends when the socket does. Read once. A malformed frame closes the socket
   * and throws the fault `wire/malformed`.
   */
  messages(): AsyncIterable<HubToTerminal | UnknownMessage>;
  /** The close code, once closed; `undefined` while open and when the network cut it. */
  closeCode(): number | undefined;
  /** Idempotent. */
  close(): void;
}
