import type {Bytes, PublicKey} from '@holdfast/std';
import type {RosterJournal} from '@holdfast/trust';
import type {
  AskShared,
  ChannelBinding,
  EntryKind,
  HubToTerminal,
  JournalId,
  LanCloseReason,
  ReceiptAnswer,
  SharedVersions,
  Succeed,
  SuspendedChange,
  SuspendedOutcome,
} from '@holdfast/wire';

/**
 * One terminal's socket, as ingest sees it. The adapter has checked version, origin, host and frame
 * size.
 */
export interface TerminalConnection {
  readonly peer: {readonly address: string; readonly origin: string};
  /**
   * What this end knows of the channel, for a pairing by code: the key that it showed, and for a
   * program the exporter of this very connection. Where a page is at the other end, its origin.
   */
  channel(): {readonly keyPin: Bytes; readonly binding: ChannelBinding};
  /** The LAN protocol version that was agreed on. */
  readonly version: number;
  /** Queues a message. Never throws; on a closed socket it does nothing. */
  send(message: HubToTerminal): void;
  /** Bytes queued and not yet taken by the network: ingest stops a terminal that does not read. */
  bufferedBytes(): number;
  /** Sends what is queued, then closes with the reason's code. */
  close(reason: LanCloseReason, detail?: string): void;
}

/** What ingest wants to be told about one connection. */
export interface ConnectionEvents {
  /** One text frame, as received. */
  frame(text: string): void;
  closed(): void;
}

/** The hub's own journal: signed entries in the same ledger. Resolves once the entry is durable. */
export interface HubJournalWriter {
  append(kind: EntryKind, body: Bytes): Promise<void>;
}

/** The documents that the tills of the store share. What is told here changes only by a notice. */
export interface SharedLibrary {
  list(): SharedVersions['documents'];
  /** `undefined` for a version that is no longer there, and for a part it never had. */
  part(asked: Pick<AskShared, 'name' | 'version' | 'part'>): string | undefined;
}

/** What the hub knows of a receipt, for a till of the store that has proved itself. */
export type ReceiptFinder = (
  receiptNumber: string,
) => Promise<Pick<ReceiptAnswer, 'found' | 'returns' | 'complete'>>;

/** Whose personal data was erased: no copy of it is taken in again. */
export interface ErasureKeeper {
  isErased(place: {readonly journalId: JournalId; readonly sequenceNumber: number}): boolean;
  /** What a terminal must erase of a journal, signed for it by this hub. */
  words(of: {readonly journalId: JournalId}): AsyncIterable<{
    readonly word: string;
    readonly signature: string;
  }>;
}

/** The suspended sales of the store. */
export interface SuspendedDesk {
  /** Decides, durably, what a till says; the session has proved which till it is. */
  change(change: SuspendedChange, workstationId: string): SuspendedOutcome;
}

/** Changes the roster, durably. */
export interface RosterKeeper {
  /** Takes a journal in; former open journals of the workstation are closed first. */
  admit(journal: {
    readonly workstationId: string;
    readonly journalId: JournalId;
    readonly publicKey: PublicKey;
    readonly name: string;
  }): Promise<void>;
  /**
   * Takes in the journal in which the holder of another goes on, then closes that one: in this
   * order, so that no moment finds a terminal without a journal. Done again, it does what is left.
   */
  succeed(succession: {
    readonly predecessor: RosterJournal;
    readonly successor: {readonly journalId: JournalId; readonly publicKey: PublicKey};
    readonly lastCommon: Succeed['lastCommon'];
    readonly certificate: string;
  }): Promise<void>;
}
