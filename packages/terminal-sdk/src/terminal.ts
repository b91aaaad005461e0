import type {PersonalData, TransactionDraft, TransactionKey} from '@holdfast/domain';
import type {
  PairingLink,
  Printers,
  PrintState,
  SuspendedChange,
  SuspendedOutcome,
} from '@holdfast/wire';
import type {Custody, CustodyEvent} from './custody.ts';
import type {TerminalIssue} from './issue.ts';
import type {PairingByCode} from './pair-by-code.ts';
import type {PairingWish} from './pair-terminal.ts';
import type {DiscoveryEvent, HubAddress, Pairing, TerminalPlatform} from './ports.ts';
import type {PrintQuestion} from './print-talk.ts';
import type {StoreReceipt} from './receipt-questions.ts';
import type {AppName} from './session-ports.ts';
import type {SharedDocument, SharedShelf} from './shared-document.ts';
import type {TerminalStatus} from './terminal-status.ts';

export interface TerminalOptions {
  readonly app: AppName;
  readonly platform: TerminalPlatform;
  /** Where to look for the hub when it is neither announced nor where it was. */
  readonly addresses?: readonly HubAddress[];
  /** How long a transaction stays here after head office holds it. 30 days; never less than 7. */
  readonly retentionMs?: number;
  /** Where to keep the documents that the store's tills share; without it none is asked for. */
  readonly shared?: SharedShelf;
}

export interface SubmitOptions {
  /**
   * The application's own name of this submission, 1 to 128 characters. Asked for again, also after
   * a crash, it gives the first receipt number and makes no second sale. Remembered for as long as
   * the transaction is kept here.
   */
  readonly submissionId?: string;
  /** Who bought: it travels beside the body, which is for ever, and can be erased everywhere. */
  readonly personal?: PersonalData;
}

/** A transaction that is on this terminal's disk. Print now. */
export interface Submission {
  readonly key: TransactionKey;
  readonly receiptNumber: string;
  readonly journaled: true;
  /** The submission id was known: this is the first answer again. */
  readonly repeated: boolean;
  /** Where it is now. */
  readonly custody: Custody;
  /** Resolves when the hub, or head office, has it; rejects with `terminal/stopped`. */
  readonly recorded: Promise<Custody>;
  /** Resolves when head office has signed for it; rejects with `terminal/stopped`. */
  readonly held: Promise<Custody>;
}

/** One transaction, looked up by its receipt. */
export interface SubmissionRecord {
  readonly key: TransactionKey;
  readonly receiptNumber: string;
  readonly journaledMs: number;
  readonly custody: Custody;
  readonly body: Uint8Array;
}

/** How far custody has come, as sequence numbers: everything up to there. 0 for nothing. */
export interface CustodyProgress {
  readonly journaled: number;
  /** At the hub or further. */
  readonly recorded: number;
  readonly held: number;
}

export interface TerminalEvents {
  readonly status: TerminalStatus;
  readonly custody: CustodyEvent;
  readonly discovery: DiscoveryEvent;
  readonly issue: TerminalIssue;
  /** A shared document has another version than before; it is kept. */
  readonly shared: SharedDocument;
  /** The hub's printers changed, or what is wrong with one; none while there is no session. */
  readonly printers: Printers['printers'];
  /** Something that was asked to be printed came further. */
  readonly print: PrintState;
}

/** Paper by the printers of the hub, while there is a session with it. */
interface TerminalPrinting {
  readonly printers: Printers['printers'];
  /** Whether it went to the hub: nothing is kept, and nothing asked twice. */
  ask(question: PrintQuestion): boolean;
}

/** A till's way to keep selling. Everything it says is durable was synced before it said so. */
export interface Terminal {
  /**
   * What this terminal is paired with; `undefined` before pairing, and before the journal is open.
   */
  readonly pairing: Pairing | undefined;
  readonly status: TerminalStatus;
  readonly progress: CustodyProgress;
  readonly printing: TerminalPrinting;
  /** Opens the journal, so that `pairing` can be read. The first part of `start` and `pair`. */
  open(): Promise<void>;
  /** Opens the journal, resolves, and begins to look for the hub. Never waits for the network. */
  start(): Promise<void>;
  /** Finds hubs, until `signal` aborts. */
  discover(signal: AbortSignal): AsyncIterable<DiscoveryEvent>;
  /**
   * Has a hub take this terminal in, by a link or by the digits that it shows. Throws
   * `pairing/refused`, `hub/untrusted`, `hub/unreachable`; by digits also `pairing/busy` and
   * `request/malformed`. Pairing again with another hub of the same store keeps the journal, and
   * refills that hub.
   */
  pair(
    by: PairingLink | PairingByCode,
    wish: PairingWish & {readonly signal?: AbortSignal},
  ): Promise<Pairing>;
  /**
   * Takes a finished transaction, as a value or as the bytes somebody else encoded, and resolves
   * after the journal's sync. Throws, having kept nothing: `submission/malformed`,
   * `submission/too-large`, `submission/card-data`, `submission/id-taken`, `submission/busy`,
   * `journal/full`, `database/disk-full`, `journal/read-only` (not paired), `terminal/stopped`.
   * After any other fault of the journal nothing is known: start the program again and ask with
   * the same submission id.
   */
  submit(submitted: TransactionDraft | Uint8Array, options?: SubmitOptions): Promise<Submission>;
  /** In the journal that is written now; `undefined` for a sequence number it never gave. */
  custodyOf(sequenceNumber: number): Custody | undefined;
  /** `undefined` for a receipt that is not this terminal's, or no longer kept here. */
  find(receiptNumber: string): Promise<SubmissionRecord | undefined>;
  /**
   * Transactions of the journal that is written now, from the sequence number after this one,
   * oldest first; what was deleted is left out.
   */
  list(place: {
    readonly afterSequenceNumber: number;
    readonly entriesMax: number;
  }): Promise<readonly SubmissionRecord[]>;
  /**
   * Asks the hub for a receipt of the store, whichever till printed it, and for what came back of
   * it. Throws `hub/unreachable` where no hub answers, and `terminal/stopped`.
   */
  lookUp(receiptNumber: string): Promise<StoreReceipt>;
  /** Tries to reach the hub now instead of at the end of a wait. Promises nothing. */
  hurry(): void;
  /**
   * Tells the hub what this till does to a suspended sale, and resolves with what came of it,
   * durable there. Throws `hub/unreachable` where no hub answers: then nothing is known, and the
   * same may be told again. Touches no journal.
   */
  changeSuspended(change: SuspendedChange): Promise<SuspendedOutcome>;
  /** A document of the store as it was last told, from the moment the journal is open. */
  sharedDocument(name: string): SharedDocument | undefined;
  /** Hears what changes. Returns the way out. */
  on<Kind extends keyof TerminalEvents>(
    kind: Kind,
    listener: (event: TerminalEvents[Kind]) => void,
  ): () => void;
  /** Resolves once what was taken is answered and the journal is closed. Idempotent. */
  stop(): Promise<void>;
  /** Resolves with what only a new process outlives, if it comes: throw it, and start again. */
  readonly failed: Promise<unknown>;
}
