import type {
  Bytes,
  Clock,
  Digest,
  PublicKey,
  Sealer,
  SignatureVerifier,
  SigningKey,
} from '@holdfast/std';
import type {Compressor, ExportManifest, LedgerId} from '@holdfast/wire';

/** A folder on a stick. It may be pulled at any moment; a call may reject, and the next one too. */
export interface StickFolder {
  /** The names of the files in it; empty for one that is not there yet. */
  list(): Promise<readonly string[]>;
  /** `undefined` for a file that is not there. */
  read(name: string): Promise<Bytes | undefined>;
  /**
   * Whole under its name or not at all: written aside, synced, renamed. Resolves after the sync.
   */
  write(name: string, bytes: Bytes): Promise<void>;
  /** One that is not there is no mistake. */
  remove(name: string): Promise<void>;
}

/** One ledger of a hub, as far as it is durable now. */
export interface SourceLedger {
  readonly ledgerId: LedgerId;
  /** Up to here retention deleted it, as head office has signed for it; 0 while all is there. */
  readonly prunedPosition: number;
  readonly position: number;
  readonly head: Bytes;
  /** Up to here head office has signed for it, over a line or by a stick that came back. */
  readonly heldPosition: number;
}

/** A hub's ledgers, running or stopped. */
export interface LedgerSource {
  /** Oldest first. */
  ledgers(): Promise<readonly SourceLedger[]>;
  /** The signed segment of the ledger that begins after a position and ends at `upTo` at most. */
  segment(wanted: {
    readonly ledgerId: LedgerId;
    readonly after: number;
    readonly upTo: number;
  }): Promise<Bytes>;
  /**
   * The keys of their journals, in an order of its own. The entries that name them may be older
   * than what is exported.
   */
  journals(): Promise<readonly ExportManifest['journals'][number][]>;
}

/** What it takes to read and judge what lies on a stick. */
export interface StickTools {
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly compressors: readonly Compressor[];
}

export interface ExportPorts extends StickTools {
  readonly folder: StickFolder;
  readonly source: LedgerSource;
  readonly sealer: Sealer;
  readonly clock: Clock;
  /** The hub's identity key: signs manifest and sealed segments. */
  readonly hubKey: SigningKey;
  /** The pinned key of the gateway. */
  readonly gatewayPublicKey: PublicKey;
}
