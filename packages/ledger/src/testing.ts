import {assert, type Clock, type Digest, silentLog} from '@holdfast/std';
import {VirtualClock} from '@holdfast/std/testing';
import {type LedgerId, ledgerIdSchema} from '@holdfast/wire';
import {IndexFeeder} from './index-feeder.ts';
import {LEDGER_LIMITS, type LedgerLimits} from './limits.ts';
import {recoverLedger} from './recover-ledger.ts';
import {StoredLedger} from './stored-ledger.ts';
import {MemoryLedgerIndex} from './testing/memory-ledger-index.ts';
import {MemoryDisk, MemoryLedgerStore} from './testing/memory-ledger-store.ts';

export {MemoryLedgerIndex} from './testing/memory-ledger-index.ts';
export {MemoryDisk, MemoryLedgerStore} from './testing/memory-ledger-store.ts';
export {accepted, TestLane} from './testing/test-lane.ts';

const SOME_LEDGER: LedgerId = ledgerIdSchema.parse(`${'0'.repeat(32)}.${'1'.repeat(16)}`);

/** A real ledger over a disk in memory. */
export interface MemoryLedger {
  readonly ledger: StoredLedger;
  /** Its disk: `hold` and `release` its syncs, or `failNextWrite`. */
  readonly store: MemoryLedgerStore;
  readonly clock: Clock;
  /** Its index, which {@link index} feeds. */
  readonly memoryIndex: MemoryLedgerIndex;
  /** Indexes all there is. Until then, what `recentEntriesMax` no longer holds is `indexBehind`. */
  index(): Promise<void>;
  /** A crash: the ledger again, from its disk. What was not synced is gone, and so is the index. */
  reopen(): Promise<MemoryLedger>;
}

/**
 * A ledger for tests of whatever stands on one: the real decisions, group commit and reading, over
 * a store in memory. Empty at first: the first entry appended stands at position 1.
 */
export async function openMemoryLedger(options: {
  readonly digest: Digest;
  readonly clock?: Clock;
  readonly ledgerId?: LedgerId;
  readonly limits?: Partial<LedgerLimits>;
  readonly disk?: MemoryDisk;
}): Promise<MemoryLedger> {
  const {digest, clock = new VirtualClock(), disk = new MemoryDisk()} = options;
  const limits = {...LEDGER_LIMITS, ...options.limits};
  disk.ledgerId ??= options.ledgerId ?? SOME_LEDGER;
  const store = new MemoryLedgerStore(disk);
  const recovered = await recoverLedger({store, contents: await store.contents(), digest});
  assert(!recovered.damaged, 'a disk in memory keeps what it holds');
  const index = new MemoryLedgerIndex(digest);
  const ledger = new StoredLedger({
    recovered,
    store,
    index,
    previous: [],
    digest,
    clock,
    log: silentLog,
    limits,
  });
  const feeder = new IndexFeeder({sources: [ledger], index, clock, log: silentLog, limits});
  const always = new AbortController().signal;
  await feeder.catchUp(always);
  return {
    ledger,
    store,
    clock,
    memoryIndex: index,
    async index() {
      await feeder.catchUp(always);
    },
    reopen: () => openMemoryLedger({...options, clock, disk: store.crash()}),
  };
}
