/**
 * One of the documents that the tills of a store share, as the hub last told it. Never parsed here.
 */
export interface SharedDocument {
  readonly name: string;
  /** Another number is another document; it need not be larger. */
  readonly version: number;
  /** When it was changed at the hub: “prices as of”. */
  readonly changedAtMs: number;
  readonly text: string;
}

/** Where a terminal keeps them, so that it knows its prices when it starts without a hub. */
export interface SharedShelf {
  /** Everything that was kept, one of each name. */
  load(): Promise<readonly SharedDocument[]>;
  /** Replaces the one of this name, durably. */
  keep(document: SharedDocument): Promise<void>;
}
