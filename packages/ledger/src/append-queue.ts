import {assert} from '@holdfast/std';
import type {JournalEntry} from '@holdfast/wire';
import type {UnplacedEntry} from './group.ts';
import type {IndexedTransaction} from './index-row.ts';
import type {AppendOutcome} from './ledger.ts';

/** An entry that was decided `next` and waits for its sync. */
export interface PendingAppend {
  readonly unplaced: UnplacedEntry;
  readonly described: IndexedTransaction | undefined;
  readonly bytes: number;
  /** Takes the lane's tail back, should nothing be stored. */
  readonly undo: () => void;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (failure: unknown) => void;
}

interface QueueLimits {
  readonly groupEntriesMax: number;
  readonly groupBytesMax: number;
  readonly queueEntriesMax: number;
  readonly queueBytesMax: number;
}

/** What waits for a commit group, bounded by entries and bytes. */
export class AppendQueue {
  readonly #limits: QueueLimits;
  #waiting: PendingAppend[] = [];
  #bytes = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get entries(): number {
    return this.#waiting.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Whether one more of this size may come. An empty queue takes whatever the wire lets through.
   */
  hasRoom(bytes: number): boolean {
    const {queueEntriesMax, queueBytesMax} = this.#limits;
    return (
      this.#waiting.length === 0 ||
      (this.#waiting.length < queueEntriesMax && this.#bytes + bytes <= queueBytesMax)
    );
  }

  push(append: PendingAppend): void {
    assert(this.hasRoom(append.bytes), 'a queue is asked before it is filled');
    this.#waiting.push(append);
    this.#bytes += append.bytes;
  }

  /** The next group: the oldest that fit, one at least where one waits. */
  takeGroup(): readonly PendingAppend[] {
    const {groupEntriesMax, groupBytesMax} = this.#limits;
    let bytes = 0;
    const end = this.#waiting.findIndex((append, at) => {
      bytes += append.bytes;
      return at > 0 && (at === groupEntriesMax || bytes > groupBytesMax);
    });
    return this.#take(end < 0 ? this.#waiting.length : end);
  }

  takeAll(): readonly PendingAppend[] {
    return this.#take(this.#waiting.length);
  }

  #take(count: number): readonly PendingAppend[] {
    const taken = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    this.#bytes -= taken.reduce((sum, {bytes}) => sum + bytes, 0);
    return taken;
  }
}

/** About what an entry takes on the disk. */
export function entryBytes({headerBytes, body, personal}: JournalEntry): number {
  return 96 + headerBytes.length + (body?.length ?? 0) + (personal?.length ?? 0);
}
