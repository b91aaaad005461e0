import {assert, type Bytes, equalBytes} from '@holdfast/std';
import type {LedgerEntry} from '@holdfast/wire';
import type {OpenGroup} from './group.ts';
import type {ReadLimits} from './ledger.ts';

/** Gathers consecutive entries out of proven groups until a limit is met. */
export class StretchBuilder {
  readonly #limits: ReadLimits;
  readonly #after: number;
  readonly entries: LedgerEntry[] = [];
  #headBefore: Bytes | undefined;
  #head: Bytes | undefined;
  #bodyBytes = 0;
  #full = false;

  constructor(after: number, limits: ReadLimits) {
    assert(limits.entriesMax > 0, 'a reader takes something');
    this.#after = after;
    this.#limits = limits;
  }

  /** The position it has come to. */
  get last(): number {
    return this.#after + this.entries.length;
  }

  get full(): boolean {
    return this.#full;
  }

  get headBefore(): Bytes {
    assert(this.#headBefore, 'a stretch begins in a group');
    return this.#headBefore;
  }

  /** `false` when the group does not continue the one before it. */
  take(group: OpenGroup): boolean {
    if (this.#head && !equalBytes(group.headBefore, this.#head)) return false;
    const skipped = group.entries.findIndex(({line}) => line.position === this.last + 1);
    assert(skipped >= 0, 'a group holds the position it was read for');
    this.#headBefore ??= skipped === 0 ? group.headBefore : group.heads[skipped - 1];
    this.#head = group.heads.at(-1);
    for (const entry of group.entries.slice(skipped)) {
      const bodyBytes = this.#bodyBytes + (entry.entry.body?.length ?? 0);
      this.#full = this.entries.length > 0 && bodyBytes > this.#limits.bodyBytesMax;
      if (this.#full) break;
      this.#bodyBytes = bodyBytes;
      this.entries.push(entry);
      this.#full = this.entries.length === this.#limits.entriesMax;
      if (this.#full) break;
    }
    return true;
  }
}
