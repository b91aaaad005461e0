import type {DataKeys} from '@holdfast/data-keys';
import type {
  KeptEntry,
  LedgerStore,
  StoreContents,
  StoredGroup,
  StoreEffort,
  StorePrune,
  StoreWrite,
} from '@holdfast/ledger';
import {assert} from '@holdfast/std';
import type {LedgerId} from '@holdfast/wire';
import type {KeyInUse} from './key-marks.ts';
import type {LedgerAnswer, LedgerQuestion} from './ledger-messages.ts';
import type {Line} from './line.ts';

/** A ledger's store in a libSQL file, at the other end of a line. */
export class LibsqlLedgerStore implements LedgerStore {
  readonly #line: Line<LedgerQuestion, LedgerAnswer>;
  readonly #ledger: number;

  private constructor(line: Line<LedgerQuestion, LedgerAnswer>, ledger: number) {
    this.#line = line;
    this.#ledger = ledger;
  }

  static async open(
    line: Line<LedgerQuestion, LedgerAnswer>,
    options: Omit<LedgerQuestion & {kind: 'open'}, 'kind'>,
  ): Promise<LibsqlLedgerStore> {
    await line.ask({kind: 'open', ...options});
    return new LibsqlLedgerStore(line, options.ledger);
  }

  async contents(): Promise<StoreContents> {
    const answer = await this.#line.ask({kind: 'contents', ledger: this.#ledger});
    assert(answer.kind === 'contents', 'contents are answered with contents');
    return answer.contents;
  }

  async found(founded: {
    readonly ledgerId: LedgerId;
    readonly write: StoreWrite;
  }): Promise<StoreEffort> {
    return effortOf(await this.#line.ask({kind: 'found', ledger: this.#ledger, ...founded}));
  }

  async write(write: StoreWrite): Promise<StoreEffort> {
    return effortOf(await this.#line.ask({kind: 'write', ledger: this.#ledger, write}));
  }

  async prune(prune: StorePrune): Promise<StoreEffort> {
    return effortOf(await this.#line.ask({kind: 'prune', ledger: this.#ledger, prune}));
  }

  async rewrite(groups: readonly StoredGroup[]): Promise<StoreEffort> {
    return effortOf(await this.#line.ask({kind: 'rewrite', ledger: this.#ledger, groups}));
  }

  async readKept(page: {
    readonly skip: number;
    readonly limit: number;
  }): Promise<readonly KeptEntry[]> {
    const answer = await this.#line.ask({kind: 'readKept', ledger: this.#ledger, ...page});
    assert(answer.kind === 'kept', 'a read is answered with what was kept');
    return answer.kept;
  }

  async readGroups(stretch: {
    readonly from: number;
    readonly bytesMax: number;
  }): Promise<readonly StoredGroup[]> {
    const answer = await this.#line.ask({kind: 'readGroups', ledger: this.#ledger, ...stretch});
    assert(answer.kind === 'groups', 'a read is answered with groups');
    return answer.groups;
  }

  async laneTableBefore(upTo: number): Promise<number | undefined> {
    const answer = await this.#line.ask({kind: 'laneTableBefore', ledger: this.#ledger, upTo});
    assert(answer.kind === 'position', 'a search is answered with a position');
    return answer.position;
  }

  /** What is sealed from now on is sealed under the newest of these. */
  async useKeys(keys: DataKeys): Promise<void> {
    await this.#line.ask({kind: 'useKeys', ledger: this.#ledger, keys});
  }

  /** The keys that what is still here is sealed under. */
  async keysInUse(): Promise<readonly KeyInUse[]> {
    const answer = await this.#line.ask({kind: 'keysInUse', ledger: this.#ledger});
    assert(answer.kind === 'keysInUse', 'a ledger answers with its keys');
    return answer.keys;
  }

  async checkpoint(): Promise<void> {
    await this.#line.ask({kind: 'checkpoint', ledger: this.#ledger});
  }

  async close(): Promise<void> {
    await this.#line.ask({kind: 'close', ledger: this.#ledger});
  }
}

function effortOf(answer: LedgerAnswer): StoreEffort {
  assert(answer.kind === 'written', 'a write is answered with what it left to do');
  return {walBytes: answer.walBytes};
}
