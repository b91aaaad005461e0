import {assert} from '@holdfast/std';
import type {HubId, StoreStatus} from '@holdfast/wire';
import {TERMINAL_LIMITS} from './limits.ts';
import type {HubAddress, HubCandidate} from './ports.ts';
import type {BlockedByHub} from './session-end.ts';

/** The hub a terminal talks to, and the rung of the ladder it was found on. */
export interface HubRef {
  readonly hubId: HubId;
  readonly name: string;
  readonly address: HubAddress;
  readonly via: HubCandidate['via'];
}

/**
 * Why nobody gets through to a person's help: the hub will not take this terminal's transactions,
 * or (`journalFull`, `diskFull`, `journalFailed`) this disk will not take any more.
 */
export type BlockedCode = BlockedByHub | 'journalFull' | 'diskFull' | 'journalFailed';

interface StatusBase {
  /** Wall clock since when it is so. */
  readonly sinceMs: number;
  /** Stable codes of what is wrong, worst first. Empty when nothing is. */
  readonly causes: readonly string[];
  readonly backlog: {
    /** On this terminal's disk only. */
    readonly terminal: number;
    /** In the store, not at head office; `undefined` while no hub says. */
    readonly hub: number | undefined;
    /** Waiting for a person's decision. */
    readonly quarantined: number;
  };
  /**
   * How far the store's clock is ahead of this one; `undefined` until the hub has told the time.
   */
  readonly clock: {readonly offsetMs: number | undefined};
}

/**
 * The state of a till, the same for cashier, log and API. It sells in every one of them but
 * `starting`, `unpaired`, and `blocked` where `sells` is false.
 */
export type TerminalStatus = StatusBase &
  (
    | {readonly kind: 'starting' | 'unpaired'}
    | {readonly kind: 'online' | 'degraded' | 'offline'; readonly hub: HubRef}
    /** The hub answers and gets what it missed, or the store does. */
    | {
        readonly kind: 'recovering';
        readonly hub: HubRef;
        readonly progress: {readonly done: number; readonly total: number};
      }
    /** Alone: three heartbeats missed. `lastHub` is where it was last heard. */
    | {readonly kind: 'hub-lost'; readonly lastHub: HubRef | undefined}
    | {
        readonly kind: 'blocked';
        readonly code: BlockedCode;
        readonly detail: string;
        /** Whether transactions are still taken into the journal. */
        readonly sells: boolean;
      }
  );

/** Everything the status is made of. Each part of the terminal reports its own. */
export interface StatusFacts {
  readonly journal: 'opening' | 'open' | 'journalFull' | 'diskFull' | 'journalFailed';
  readonly journalDetail: string;
  readonly persistence: 'persistent' | 'evictable';
  readonly paired: boolean;
  /** near: a session is open, or was within the last three heartbeats. */
  readonly hub: 'sought' | 'near' | 'lost';
  readonly hubRef: HubRef | undefined;
  readonly blocked: {readonly code: BlockedByHub; readonly detail: string} | undefined;
  /** Why the last try to reach the hub failed. */
  readonly searchCauses: readonly string[];
  readonly store: StoreStatus | undefined;
  /** What the hub lacked when it came back; 0 when nothing is being caught up with. */
  readonly catchUpTotal: number;
  readonly backlog: number;
  readonly quarantined: number;
  readonly clockOffsetMs: number | undefined;
}

/**
 * The one place that decides what a cashier sees: the root cause, never two banners. `sinceMs`
 * counts where this terminal found the state itself; of its own states the hub knows better.
 */
export function deriveStatus(facts: StatusFacts, sinceMs: number): TerminalStatus {
  const base: StatusBase = {
    sinceMs,
    causes: causesOf(facts),
    backlog: {
      terminal: facts.backlog,
      hub: facts.hub === 'near' ? facts.store?.backlog.entries : undefined,
      quarantined: facts.quarantined,
    },
    clock: {offsetMs: facts.clockOffsetMs},
  };
  const {journal, blocked, hubRef, store} = facts;
  if (journal === 'opening') return {...base, kind: 'starting'};
  if (journal !== 'open') {
    return {...base, kind: 'blocked', code: journal, detail: facts.journalDetail, sells: false};
  }
  if (!facts.paired) return {...base, kind: 'unpaired'};
  if (blocked) return {...base, kind: 'blocked', ...blocked, sells: true};
  if (facts.hub === 'sought') return {...base, kind: 'starting'};
  if (facts.hub === 'lost') return {...base, kind: 'hub-lost', lastHub: hubRef};
  assert(hubRef, 'a hub that is near has an address');
  if (facts.catchUpTotal > 0) {
    const done = Math.max(0, facts.catchUpTotal - facts.backlog);
    const progress = {done, total: facts.catchUpTotal};
    return {...base, kind: 'recovering', hub: hubRef, progress};
  }
  if (!store) return {...base, kind: 'starting'};
  if (store.state === 'recovering') {
    const progress = {done: 0, total: store.backlog.entries};
    return {...base, sinceMs: store.sinceMs, kind: 'recovering', hub: hubRef, progress};
  }
  if (store.state === 'online' && ownCauses(facts).length > 0) {
    return {...base, kind: 'degraded', hub: hubRef};
  }
  return {...base, sinceMs: store.sinceMs, kind: store.state, hub: hubRef};
}

function causesOf(facts: StatusFacts): readonly string[] {
  const fromHub = facts.hub === 'near' ? (facts.store?.causes ?? []) : facts.searchCauses;
  return [...fromHub, ...ownCauses(facts)];
}

/** What is wrong with this terminal itself, though it sells. */
function ownCauses({persistence, clockOffsetMs = 0}: StatusFacts): readonly string[] {
  const causes: string[] = [];
  if (persistence === 'evictable') causes.push('journal/evictable');
  if (Math.abs(clockOffsetMs) > TERMINAL_LIMITS.clockOffsetMaxMs) causes.push('clock/offset');
  return causes;
}
