/**
 * One entry as a side's files show it. Hashes are lower-case hex, recomputed by whoever read the
 * files.
 */
export interface SideEntry {
  readonly retailStoreId: string;
  readonly workstationId: string;
  readonly journalId: string;
  readonly sequenceNumber: number;
  readonly entryHash: string;
  readonly prevHash: string;
  readonly bodySha256: string;
  /** What the body says of money, for the sums; absent for entries without money. */
  readonly money: {readonly currencyCode: string; readonly amountMinor: number} | undefined;
  /** Set aside with a reason: counted and held, left out of the sums. */
  readonly quarantined: string | undefined;
  /**
   * The entries of closed journals that this one stands for, newest first. Absent for nearly all.
   */
  readonly supersedes?: readonly SupersededEntry[];
  /**
   * The commitment that its header makes to personal data, and where that is: beside the entry, not
   * there, or withheld with the body. Absent for an entry that never had any.
   */
  readonly personal?: {
    readonly sha256: string;
    readonly state: 'here' | 'gone' | 'withheld';
  };
  /** Where the entry is a hub's own word about an erasure: what it names. */
  readonly erases?: readonly ErasedName[];
  /** What contradicts itself inside this entry's own bytes, as its reader found it. */
  readonly damage: string | undefined;
}

/** An entry whose personal data is erased, as an erasure names it. */
export interface ErasedName {
  readonly journalId: string;
  readonly sequenceNumber: number;
  readonly personalSha256: string;
}

/** An entry of a closed journal, as the one that was made again for it names it. */
export interface SupersededEntry {
  readonly journalId: string;
  readonly sequenceNumber: number;
  readonly entryHash: string;
}

/** Entries in the order in which the side keeps them. */
export interface SideHistory {
  readonly entries: readonly SideEntry[];
  /**
   * The highest sequence a journal's side no longer keeps, because head office has signed for it.
   */
  readonly prunedTo?: ReadonlyMap<string, number>;
  /**
   * Of the terminals' journals that were closed because their end was lost: the last entry that
   * the hub has, too.
   */
  readonly lastCommon?: ReadonlyMap<string, number>;
}

/** One line of a hub's ledger. */
export interface LedgerPlace {
  readonly ledgerId: string;
  readonly position: number;
  /** As recomputed from the lines before. */
  readonly head: string;
  /** As the ledger itself has it, where it says so. */
  readonly storedHead: string | undefined;
}

/**
 * A sale that an application was told is safe, by its receipt. Written by the application, not by
 * us.
 */
export interface SoldReceipt {
  readonly journalId: string;
  readonly sequenceNumber: number;
  readonly bodySha256: string;
}

/** What the three sides' files say after everything has stopped. */
export interface StoreHistory {
  /** Receipts that applications printed, where somebody kept them. */
  readonly sold: readonly SoldReceipt[] | undefined;
  readonly terminals: SideHistory;
  readonly hub: SideHistory & {
    readonly places: readonly LedgerPlace[];
    /** By ledger: the last position that the hub deleted, where its own signed word names it. */
    readonly placesPrunedTo?: ReadonlyMap<string, number>;
    /**
     * By journal: how far head office had signed, by the newest statement that the hub keeps. A hub
     * that lost entries, or never had them, may stand on it and go on above.
     */
    readonly coveredTo?: ReadonlyMap<string, number>;
    /** How far the newest ledger is known to have come, by the anchor beside it. */
    readonly anchored?: {readonly ledgerId: string; readonly position: number};
  };
  readonly gateway: SideHistory;
}

export type SideName = 'terminals' | 'hub' | 'gateway';
export const SIDES = ['terminals', 'hub', 'gateway'] as const satisfies readonly SideName[];
