import {
  type Clock,
  type Digest,
  Fault,
  isFault,
  type Log,
  type Service,
  toBase64Url,
} from '@holdfast/std';
import {encodeHubBody, type LedgerId, prunedSchema, type SignedHeldStatement} from '@holdfast/wire';
import {CARRIED_OVER} from './carry-over.ts';
import {Coverage, type HeadOfficeWord} from './coverage.ts';
import {openGroup} from './group.ts';
import type {HubJournal} from './hub-journal.ts';
import {keptOf} from './kept-entry.ts';
import {ERASED} from './mirrored-erasures.ts';
import {holdOn, type PruneHold, type PruneRule, planPrune} from './plan-prune.ts';
import type {KeptEntry, LedgerIndex} from './ports.ts';
import {RETENTION_LIMITS, type RetentionLimits} from './retention-limits.ts';
import type {StoredLedger} from './stored-ledger.ts';
import type {SupersededLedger} from './superseded-ledger.ts';

/** What retention must be told by whoever runs it. */
export interface RetentionTerms {
  /** An entry stays at least so long after the hub recorded it. */
  readonly retentionMs: number;
  /** `undefined` until head office has been heard in this run: until then nothing is deleted. */
  readonly word: () => HeadOfficeWord | undefined;
  readonly isGenuine: (statement: SignedHeldStatement) => Promise<boolean>;
  /**
   * Whether what a sink still lacks has to stay for it. By default every sink that was ever given
   * anything.
   */
  readonly isAwaited?: (sink: string) => boolean;
  readonly limits?: Partial<RetentionLimits>;
}

export interface RetentionParts extends RetentionTerms {
  readonly current: StoredLedger;
  /** Oldest first. */
  readonly superseded: readonly SupersededLedger[];
  readonly hubJournal: HubJournal;
  readonly index: LedgerIndex;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly log: Log;
}

/** What retention has done, and why it does no more: for status pages and metrics. */
export interface RetentionState {
  /** Since the start. */
  readonly entriesDeleted: number;
  readonly ledgersDeleted: number;
  /** By ledger: why what is left of it stays. Empty before the first sweep. */
  readonly holds: ReadonlyMap<LedgerId, PruneHold>;
}

/**
 * Deletes what a statement permits and age decides, behind the ack path: whole commit groups from
 * the old end of the current ledger, whole files of ledgers before it.
 *
 *   plan ─► say so in the hub's journal, synced ─► delete, a piece at a time, while nobody waits
 *
 * Killed anywhere, the ledger begins where some piece ended, and what was said covers it. An entry
 * is old only if two clocks say so: the hub's, and the newest signature of head office. The hub's
 * own entries among what goes are kept beside the ledger, for good.
 */
export class Retention implements Service {
  readonly name = 'retention';
  readonly #parts: RetentionParts;
  readonly #limits: RetentionLimits;
  readonly #holds = new Map<LedgerId, PruneHold>();
  readonly #superseded: Set<SupersededLedger>;
  #entriesDeleted = 0;
  #ledgersDeleted = 0;

  /** Throws `config/invalid` for a retention below the least. */
  constructor(parts: RetentionParts) {
    this.#parts = parts;
    this.#limits = {...RETENTION_LIMITS, ...parts.limits};
    this.#superseded = new Set(parts.superseded);
    const {retentionMinMs} = RETENTION_LIMITS;
    if (parts.retentionMs >= retentionMinMs) return;
    throw new Fault('config/invalid', {field: 'retentionMs', reason: `is below ${retentionMinMs}`});
  }

  get state(): RetentionState {
    return {
      entriesDeleted: this.#entriesDeleted,
      ledgersDeleted: this.#ledgersDeleted,
      holds: this.#holds,
    };
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {clock, log} = this.#parts;
    const {firstAfterMs, unheardEveryMs, everyMs, moreAfterMs} = this.#limits;
    ready();
    await clock.sleep(firstAfterMs, signal);
    while (!signal.aborted) {
      let again = everyMs;
      try {
        const outcome = await this.sweep(signal);
        if (outcome === 'unheard') again = unheardEveryMs;
        if (outcome === 'more') again = moreAfterMs;
      } catch (error) {
        // Damage, or a full disk, is told where it harms; here it only keeps things longer.
        if (!isFault(error)) throw error;
        log.warn('retention.failed', {code: error.code});
      }
      await clock.sleep(again, signal);
    }
  }

  /** Looks once, and deletes what may go, up to the limit of one sweep. */
  async sweep(signal: AbortSignal): Promise<'done' | 'more' | 'unheard'> {
    const {current, word: heard, isGenuine} = this.#parts;
    const word = heard();
    if (!word) {
      for (const {ledgerId, position} of this.#beginnings()) {
        this.#holds.set(ledgerId, {kind: 'unheard', position});
      }
      return 'unheard';
    }
    const coverage = await Coverage.of({ledger: current, word, isGenuine});
    for (const ledger of [...this.#superseded]) {
      if (signal.aborted) return 'done';
      await this.#sweepSuperseded(ledger, {coverage, word, signal});
    }
    return await this.#sweepCurrent({coverage, word, signal});
  }

  *#beginnings() {
    for (const {reader} of [...this.#superseded, {reader: this.#parts.current}]) {
      yield {ledgerId: reader.ledgerId, position: reader.prunedTo().position + 1};
    }
  }

  #ruleFor(
    ledger: {readonly ledgerId: LedgerId; watermarks(): ReadonlyMap<string, number>},
    {coverage, word}: {readonly coverage: Coverage; readonly word: HeadOfficeWord},
  ): PruneRule {
    const {clock, retentionMs, isAwaited = () => true} = this.#parts;
    const nowMs = Math.min(clock.wallMs(), coverage.newestAtMs);
    const watermarks = [...ledger.watermarks()].filter(
      ([sink]) => sink !== CARRIED_OVER && sink !== ERASED && isAwaited(sink),
    );
    const heldUpTo = Math.min(
      word.heldUpTo(ledger.ledgerId),
      ...watermarks.map(([, position]) => position),
    );
    return {coverage, recordedUpToMs: nowMs - retentionMs, heldUpTo};
  }

  async #sweepCurrent(swept: {
    readonly coverage: Coverage;
    readonly word: HeadOfficeWord;
    readonly signal: AbortSignal;
  }): Promise<'done' | 'more'> {
    const {current, digest, log} = this.#parts;
    const {signal} = swept;
    const {ledgerId} = current;
    const newest = await current.laneTableBefore(current.end().position);
    const keepFrom = newest === undefined ? 0 : await current.laneTableBefore(newest - 1);
    const plan = await planPrune(current, {
      ...{digest, signal, keepFrom: keepFrom ?? 0},
      rule: this.#ruleFor(current, swept),
      entriesMax: this.#limits.sweepEntriesMax,
    });
    if (plan.hold) this.#holds.set(ledgerId, plan.hold);
    else this.#holds.delete(ledgerId);
    const last = plan.stops.at(-1);
    if (!last || signal.aborted) return 'done';
    await this.#say({ledgerId, ...last});
    for (const stop of plan.stops) {
      if (signal.aborted) return 'done';
      await this.#pruneTo(stop);
      await this.#parts.clock.sleep(this.#limits.restMs, signal);
    }
    log.info('retention.pruned', {ledger: ledgerId, upTo: last.position});
    return plan.hold ? 'done' : 'more';
  }

  async #pruneTo(stop: {readonly position: number; readonly head: KeptEntry['bytes']}) {
    const {current, index} = this.#parts;
    const {ledgerId} = current;
    const from = current.prunedTo().position;
    const kept: KeptEntry[] = [];
    for await (const entries of entriesOf(current, {
      digest: this.#parts.digest,
      upTo: stop.position,
    }))
      kept.push(...keptOf(ledgerId, entries));
    await current.prune(stop, kept);
    this.#entriesDeleted += stop.position - from;
    await index.forget({ledgerId, upTo: stop.position});
  }

  /** A whole file, once every entry of it may go. */
  async #sweepSuperseded(
    ledger: SupersededLedger,
    swept: {
      readonly coverage: Coverage;
      readonly word: HeadOfficeWord;
      readonly signal: AbortSignal;
    },
  ): Promise<void> {
    const {current, digest, index, log} = this.#parts;
    const {reader} = ledger;
    const {ledgerId} = reader;
    const {position, head} = reader.end();
    const from = reader.prunedTo().position;
    if (ledger.isEvidence) {
      this.#holds.set(ledgerId, {kind: 'evidence', position: from + 1});
      return;
    }
    const rule = this.#ruleFor(reader, swept);
    const kept: KeptEntry[] = [];
    for await (const entries of entriesOf(reader, {digest, upTo: position})) {
      if (swept.signal.aborted) return;
      const hold = entries.map(entry => holdOn(entry, rule)).find(held => held !== undefined);
      if (hold) {
        this.#holds.set(ledgerId, hold);
        return;
      }
      kept.push(...keptOf(ledgerId, entries));
    }
    const before = await ledger.keptBefore();
    await this.#say({ledgerId, position, head});
    await current.prune(current.prunedTo(), [...before, ...kept]);
    await ledger.remove();
    this.#superseded.delete(ledger);
    this.#holds.delete(ledgerId);
    this.#entriesDeleted += position - from;
    this.#ledgersDeleted += 1;
    await index.forget({ledgerId, upTo: position});
    log.info('retention.ledger-deleted', {ledger: ledgerId, upTo: position});
  }

  /** Durable before anything is deleted: who finds a ledger that begins late, finds why. */
  async #say(to: {
    readonly ledgerId: LedgerId;
    readonly position: number;
    readonly head: KeptEntry['bytes'];
  }): Promise<void> {
    const {hubJournal, clock} = this.#parts;
    const {ledgerId, position, head} = to;
    const said = {v: 1, ledgerId, position, head: toBase64Url(head), prunedAtMs: clock.wallMs()};
    await hubJournal.append('pruned', encodeHubBody(prunedSchema, said));
  }
}

/** What is still there of a ledger, group by group. */
async function* entriesOf(
  ledger: Pick<StoredLedger, 'ledgerId' | 'prunedTo' | 'groups'>,
  to: {readonly digest: Digest; readonly upTo: number},
) {
  const {ledgerId} = ledger;
  for (let next = ledger.prunedTo().position + 1; next <= to.upTo; ) {
    for (const group of await ledger.groups(next)) {
      if (group.first > to.upTo) return;
      yield openGroup(to.digest, {ledgerId, group}).entries;
      next = group.last + 1;
    }
  }
}
