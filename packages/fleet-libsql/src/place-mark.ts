import {readFileSync, statSync} from 'node:fs';
import {writeFileDurably} from '@holdfast/platform-node';
import {Fault, isFault} from '@holdfast/std';
import {type GatewayIncarnation, gatewayIncarnationSchema} from '@holdfast/wire';

/** What the file beside the database says of it. */
export interface PlaceMarkContent {
  readonly incarnation: string;
  /** The store had seen at least this many commits. */
  readonly generation: number;
  /** The file it was written for: a copy is another file. */
  readonly inode: string;
}

/**
 * A small file beside the database that a restore gives away. It is written after the commits it
 * speaks of and lags behind them, so a store that is behind it has been put back to an earlier
 * state; and a database file that was copied is not the file it names. Lost or unreadable, it says
 * the same: not the store that was closed here.
 */
export class PlaceMark {
  readonly #databasePath: string;
  #written: PlaceMarkContent | undefined;

  constructor(databasePath: string) {
    this.#databasePath = databasePath;
  }

  get #path(): string {
    return `${this.#databasePath}.place`;
  }

  read(): PlaceMarkContent | undefined {
    try {
      const content: unknown = JSON.parse(readFileSync(this.#path, 'utf8'));
      this.#written = isContent(content) ? content : undefined;
    } catch {
      this.#written = undefined; // absent or torn: both mean that it vouches for nothing
    }
    return this.#written;
  }

  /** Whom it was written for, as far as that can be read, whichever database lies beside it now. */
  get incarnation(): GatewayIncarnation | undefined {
    const parsed = gatewayIncarnationSchema.safeParse(this.read()?.incarnation);
    return parsed.success ? parsed.data : undefined;
  }

  /** Whether the open database, as it says of itself, is the one this mark was written for. */
  vouchesFor(store: {
    readonly incarnation: GatewayIncarnation;
    readonly generation: number;
  }): boolean {
    const mark = this.read();
    return (
      mark !== undefined &&
      mark.incarnation === store.incarnation &&
      mark.generation <= store.generation &&
      mark.inode === this.#inode()
    );
  }

  write(store: {readonly incarnation: GatewayIncarnation; readonly generation: number}): void {
    this.#replace({...store, inode: this.#inode()});
  }

  /** Lets the mark catch up with the commits, unless it lags by less than `atLeastEvery`. */
  follow(store: {readonly generation: number; readonly atLeastEvery: number}): void {
    const written = this.#written;
    if (!written || store.generation - written.generation < store.atLeastEvery) return;
    try {
      this.#replace({...written, generation: store.generation});
    } catch (error) {
      // On a full disk it lags behind, as it may: the disk's own troubles are told by the database.
      if (!isFault(error, 'database/disk-full')) throw error;
    }
  }

  #replace(content: PlaceMarkContent): void {
    const path = this.#path;
    try {
      writeFileDurably(path, `${JSON.stringify(content)}\n`);
    } catch (cause) {
      const full = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
      throw new Fault(full ? 'database/disk-full' : 'database/failed', {path}, {cause});
    }
    this.#written = content;
  }

  #inode(): string {
    return String(statSync(this.#databasePath, {bigint: true}).ino);
  }
}

function isContent(content: unknown): content is PlaceMarkContent {
  return (
    typeof content === 'object' &&
    content !== null &&
    'incarnation' in content &&
    typeof content.incarnation === 'string' &&
    'generation' in content &&
    Number.isSafeInteger(content.generation) &&
    'inode' in content &&
    typeof content.inode === 'string'
  );
}
