import type {Ledger} from '@holdfast/ledger';
import type {
  Clock,
  Digest,
  Log,
  PublicKey,
  Random,
  SignatureVerifier,
  SigningKey,
} from '@holdfast/std';
import type {CodeDesk, PairingDesk, Roster, SignedRosterCopy} from '@holdfast/trust';
import type {Alarm, HubId, JournalId, ShowRoster, StoreStatus} from '@holdfast/wire';
import type {
  ErasureKeeper,
  HubJournalWriter,
  ReceiptFinder,
  RosterKeeper,
  SharedLibrary,
  SuspendedDesk,
} from './ports.ts';
import type {PrintDesk} from './print-desk.ts';

/** Everything the hub's door is made of. */
export interface IngestPorts {
  readonly identity: {
    readonly hubId: HubId;
    /** Its public key is what the hubId is the hash of. */
    readonly hubKey: SigningKey;
    readonly gatewayPublicKey: PublicKey;
    readonly retailStoreId: string;
  };
  readonly ledger: Ledger;
  readonly hubJournal: HubJournalWriter;
  readonly roster: Roster;
  readonly rosterKeeper: RosterKeeper;
  readonly desk: PairingDesk;
  readonly codeDesk: CodeDesk;
  /** Where the hub keeps documents for its tills. */
  readonly shared?: SharedLibrary;
  /** Where the hub prints for its tills. */
  readonly printing?: PrintDesk;
  /** Where tills may ask for a receipt of the store: to take goods back that another sold. */
  readonly findReceipt?: ReceiptFinder;
  /** Where the hub keeps whose personal data was erased. */
  readonly erasures?: ErasureKeeper;
  /** Where the hub keeps the sales that tills suspend. */
  readonly suspended?: SuspendedDesk;
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  /**
   * Told when head office lacks what only a terminal has, because this hub began above it: the
   * ledger is to be followed by one that takes the journal again from its held statement.
   */
  readonly onGap: (journalId: JournalId) => void;
  /** Told when a terminal came, with where it says its journal ends, and when it went. */
  readonly onSeen?: (journalId: JournalId, saidSequence: number | undefined) => void;
  /** A copy of the roster for the till to keep, as it stands now. */
  readonly rosterCopy?: () => Promise<SignedRosterCopy>;
  /**
   * Told what a terminal shows before it authenticates: the roster copy of a hub before this one,
   * or the change of hub by which another took over. Nothing of it is proved.
   */
  readonly onShown?: (shown: ShowRoster) => Promise<void>;
  readonly log: Log;
}

export interface IngestCounts {
  readonly recorded: number;
  readonly quarantined: number;
  readonly refused: number;
  readonly outOfOrder: number;
  readonly held: number;
  readonly forked: number;
  readonly busy: number;
  readonly malformedFrames: number;
  readonly unknownMessages: number;
}

/** A session that opened, as its host handles it. */
interface HostedSession {
  close(reason: 'superseded', detail: string): void;
}

/** What the sessions of one hub share. */
export interface SessionHost<S extends HostedSession> {
  readonly ports: IngestPorts;
  readonly counts: Record<keyof IngestCounts, number>;
  /** How the store stands now. */
  readonly status: StoreStatus;
  /** A session proved its journal: it takes over from an older one of the same journal. */
  opened(session: S, journalId: JournalId): void;
  /** Its welcome is on the way: what comes now it can place. */
  welcomed(journalId: JournalId): void;
  /** Raises an alarm in the hub's journal. Never rejects: an alarm must not stop a lane. */
  alarm(alarm: Omit<Alarm, 'v' | 'raisedAtMs'>): void;
  /** True the first time it is asked about a fork: the same evidence is kept once. */
  isNewFork(fork: string): boolean;
}
