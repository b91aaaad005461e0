import {assert, type Bytes, type Digest, Fault, isFault, type Turns} from '@holdfast/std';
import {GENESIS_HASH, type LedgerEntry, type LedgerId} from '@holdfast/wire';
import {damage, type OpenGroup, openGroup, openingGroup, withoutPersonal} from './group.ts';
import type {LedgerEnd, LedgerStretch, PrunedTo, ReadLimits} from './ledger.ts';
import type {LedgerLimits} from './limits.ts';
import type {LedgerStore, StoredGroup} from './ports.ts';
import {ProvenGroups} from './proven-groups.ts';
import type {RecentGroups} from './recent-groups.ts';
import {StretchBuilder} from './stretch-builder.ts';

/** So few bytes that the store gives the one group that holds the position, and no more. */
const ONE_GROUP = 0;

/** Reads entries out of groups, proving each group and each joint between two before it answers. */
export class GroupReader {
  readonly #ledgerId: LedgerId;
  readonly #store: Pick<LedgerStore, 'readGroups'>;
  readonly #digest: Digest;
  readonly #recent: RecentGroups | undefined;
  readonly #proven: ProvenGroups;
  readonly #readBytes: number;
  #prunedTo: PrunedTo;

  constructor(parts: {
    readonly ledgerId: LedgerId;
    readonly store: Pick<LedgerStore, 'readGroups'>;
    readonly digest: Digest;
    readonly recent?: RecentGroups;
    readonly limits: Pick<LedgerLimits, 'readBytes' | 'provenGroupBytesMax'>;
    readonly prunedTo: PrunedTo;
  }) {
    this.#ledgerId = parts.ledgerId;
    this.#store = parts.store;
    this.#digest = parts.digest;
    this.#recent = parts.recent;
    this.#proven = new ProvenGroups(parts.limits.provenGroupBytesMax);
    this.#readBytes = parts.limits.readBytes;
    this.#prunedTo = parts.prunedTo;
  }

  get prunedTo(): PrunedTo {
    return this.#prunedTo;
  }

  /** From now on nothing up to here is read: it is about to be deleted. */
  prune(to: PrunedTo): void {
    this.#prunedTo = to;
  }

  /**
   * The entries after `position` that are still here, at most to `end`, as far as the limits allow
   * or the groups are whole: damage is a fault for whoever reads on from it.
   */
  async readAfter(
    stretch: {readonly position: number; readonly end: LedgerEnd},
    limits: ReadLimits,
  ): Promise<LedgerStretch> {
    const {end} = stretch;
    assert(
      stretch.position >= 0 && stretch.position <= end.position,
      'a reader is at or before the end',
    );
    const position = Math.max(stretch.position, this.#prunedTo.position);
    const ledgerId = this.#ledgerId;
    if (position === end.position) return {ledgerId, headBefore: end.head, entries: []};
    const builder = new StretchBuilder(position, limits);
    try {
      while (!builder.full && builder.last < end.position) {
        await this.#readInto(builder, {end, turns: limits.turns});
      }
    } catch (error) {
      if (!isFault(error, 'database/corrupt') || builder.entries.length === 0) throw error;
    }
    return {ledgerId, headBefore: builder.headBefore, entries: builder.entries};
  }

  async #readInto(
    builder: StretchBuilder,
    {end, turns}: {readonly end: LedgerEnd; readonly turns: Turns | undefined},
  ): Promise<void> {
    const proven = this.#proven.holding(builder.last + 1);
    if (proven) {
      if (!builder.take(proven)) throw this.#damage(positionsOf(proven), 'does not join');
      return;
    }
    for (const group of await this.groups(builder.last + 1)) {
      if (builder.full || builder.last >= end.position) return;
      if (!builder.take(await this.#openInTurns(group, turns)))
        throw this.#damage(group, 'does not join');
    }
  }

  /**
   * The groups that hold these positions, as they are without the personal data there. Empty where
   * none has any, or where all of it was deleted.
   */
  async groupsWithoutPersonal(positions: ReadonlySet<number>): Promise<readonly StoredGroup[]> {
    const groups = new Map<number, StoredGroup>();
    for (const position of positions) {
      if (position <= this.#prunedTo.position) continue;
      const [group] = await this.groups(position, ONE_GROUP);
      assert(group, 'a group holds the positions it names');
      if (groups.has(group.first)) continue;
      const stored = {ledgerId: this.#ledgerId, group};
      const left = withoutPersonal(this.#digest, stored, positions);
      if (left) groups.set(left.first, left);
    }
    return [...groups.values()];
  }

  /** What is read from now on is this: the store has it so. */
  replace(groups: readonly StoredGroup[]): void {
    for (const group of groups) {
      this.#recent?.replace(group);
      this.#proven.drop(group.first);
    }
  }

  /** The head after `position`; `undefined` beyond the end, and where it was deleted. */
  async headAt(position: number, end: LedgerEnd): Promise<Bytes | undefined> {
    assert(Number.isSafeInteger(position) && position >= 0, 'positions count from 1');
    if (position === 0) return GENESIS_HASH;
    if (position > end.position) return undefined;
    if (position === end.position) return end.head;
    if (position <= this.#prunedTo.position) {
      return position === this.#prunedTo.position ? this.#prunedTo.head : undefined;
    }
    const group = await this.#groupAt(position);
    return group.heads[position - group.first];
  }

  /** The entry at a position that is at most the end. Throws `ledger/pruned` for a deleted one. */
  async entryAt(position: number): Promise<LedgerEntry> {
    const group = await this.#groupAt(position);
    const entry = group.entries[position - group.first];
    assert(entry, 'a group holds the positions it names');
    return entry;
  }

  /**
   * Groups as they are stored, from the one that holds `from`, without a hole; few enough that no
   * commit waits long behind the read. Throws `ledger/pruned` where they were deleted.
   */
  async groups(from: number, bytesMax = this.#readBytes): Promise<readonly StoredGroup[]> {
    this.#assertThere(from);
    const stretch = {from, bytesMax};
    const recent = this.#recent?.read(stretch) ?? [];
    if (recent.length > 0) return recent;
    const groups = await this.#store.readGroups(stretch);
    this.#assertThere(from); // it may have been deleted meanwhile
    let next = from;
    for (const group of groups) {
      if (group.first > next || group.last < next) break;
      next = group.last + 1;
    }
    const joined = groups.filter(({last}) => last < next);
    if (joined.length === 0) throw this.#damage({first: from, last: from}, 'is missing');
    return joined;
  }

  async #groupAt(position: number): Promise<OpenGroup & {readonly first: number}> {
    this.#assertThere(position);
    const proven = this.#proven.holding(position);
    if (proven) return proven;
    const [stored] = await this.groups(position, ONE_GROUP);
    assert(stored, 'a group holds the positions it names');
    return {...this.#open(stored), first: stored.first};
  }

  #assertThere(position: number): void {
    if (position > this.#prunedTo.position) return;
    throw new Fault('ledger/pruned', {ledgerId: this.#ledgerId, position});
  }

  #open(group: StoredGroup): OpenGroup {
    const open = openGroup(this.#digest, {ledgerId: this.#ledgerId, group});
    this.#proven.add(group, open);
    return open;
  }

  async #openInTurns(group: StoredGroup, turns: Turns | undefined): Promise<OpenGroup> {
    const steps = openingGroup(this.#digest, {ledgerId: this.#ledgerId, group});
    for (;;) {
      const step = steps.next();
      if (step.done) {
        this.#proven.add(group, step.value);
        return step.value;
      }
      if (turns?.over()) await turns.rest();
    }
  }

  #damage({first, last}: {readonly first: number; readonly last: number}, reason: string): Fault {
    return damage({ledgerId: this.#ledgerId, first, last, reason});
  }
}

function positionsOf({first, entries}: OpenGroup & {readonly first: number}) {
  return {first, last: first + entries.length - 1};
}
