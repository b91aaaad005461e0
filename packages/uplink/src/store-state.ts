import {LAN_PROTOCOL_VERSION, type StoreStatus} from '@holdfast/wire';
import type {UplinkSnapshot} from './snapshot.ts';

const STORE_STATE_LIMITS = {
  /** After the last signed answer, and with every way down. */
  offlineAfterMs: 10_000,
  /** An entry unsent for longer is a backlog. */
  behindAfterMs: 30_000,
  /** What is younger than this is on its way, not left over. */
  drainedBelowMs: 10_000,
  /** The way back must have held this long before the store counts as recovered. */
  stableAfterMs: 15_000,
  slowP95Ms: 800,
  budgetLowShare: 0.9,
} as const;

/** What the state of the store is told from. */
export interface StoreView {
  readonly uplinks: readonly UplinkSnapshot[];
  /** Entries that head office does not hold, and the age of the oldest. */
  readonly backlog: StoreStatus['backlog'];
  readonly forwarding: 'idle' | 'sending' | 'waiting' | 'stuck' | 'diverged';
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/**
 * The state of the way to head office, why, and since when; what is needed to step on is in it too.
 */
export interface StoreState {
  readonly state: StoreStatus['state'];
  /** Wall milliseconds. */
  readonly sinceMs: number;
  /** Stable codes, worst first. An online store may have some: they concern IT, not the cashier. */
  readonly causes: readonly string[];
  /** Monotonic: since when head office can be reached; absent while it cannot. */
  readonly reachedSinceMs?: number;
}

/**
 * The store's state after `view`. Shown late, hidden at once: `offline` only ten seconds after the
 * last signed answer; `recovering` from the first sign of life until what piled up is held and the
 * way has been stable.
 */
export function storeState(before: StoreState | undefined, view: StoreView): StoreState {
  const reached = view.uplinks.some(({state, paused}) => state === 'healthy' && !paused);
  const reachedSinceMs = reached ? (before?.reachedSinceMs ?? view.monotonicMs) : undefined;
  const state = reached
    ? reachedState(before, view, view.monotonicMs - (reachedSinceMs ?? 0))
    : unreachedState(before, view);
  const causes = causesOf(view);
  const since = reachedSinceMs === undefined ? {} : {reachedSinceMs};
  const same = before?.state === state;
  if (same && before.reachedSinceMs === reachedSinceMs && equal(before.causes, causes)) {
    return before;
  }
  return {state, sinceMs: same ? before.sinceMs : view.wallMs, causes, ...since};
}

function reachedState(
  before: StoreState | undefined,
  view: StoreView,
  stableMs: number,
): StoreStatus['state'] {
  const {backlog, forwarding} = view;
  const {behindAfterMs, drainedBelowMs, stableAfterMs} = STORE_STATE_LIMITS;
  const draining = forwarding === 'sending' && backlog.oldestMs >= behindAfterMs;
  const left = backlog.entries > 0 && backlog.oldestMs >= drainedBelowMs;
  const returning = before?.state === 'offline' || before?.state === 'recovering';
  if (isHindered(view) && !draining) return 'degraded';
  if (draining || (returning && (left || stableMs < stableAfterMs))) return 'recovering';
  return isDegraded(view) ? 'degraded' : 'online';
}

/**
 * No way is healthy. Some may come back by the next answer: until it is sure, nobody is alarmed.
 */
function unreachedState(before: StoreState | undefined, view: StoreView): StoreStatus['state'] {
  const answeredAtMs = Math.max(0, ...view.uplinks.map(way => way.answeredAtMs ?? 0));
  const silent = view.wallMs - answeredAtMs >= STORE_STATE_LIMITS.offlineAfterMs;
  const allDown = view.uplinks.every(({state, paused}) => state === 'down' || paused);
  if (allDown && silent) return 'offline';
  if (before?.state === 'offline') return 'offline';
  return before?.state === 'recovering' ? 'recovering' : 'degraded';
}

function isHindered({backlog, forwarding}: StoreView): boolean {
  const behind = backlog.oldestMs >= STORE_STATE_LIMITS.behindAfterMs;
  return (
    forwarding === 'stuck' || forwarding === 'diverged' || (forwarding === 'waiting' && behind)
  );
}

function isDegraded(view: StoreView): boolean {
  return view.uplinks.filter(isFreeAndHealthy).length === 0 || isSlow(view);
}

function isSlow({uplinks}: StoreView): boolean {
  const ways = uplinks.filter(isFreeAndHealthy);
  return ways.length > 0 && ways.every(({rttP95Ms = 0}) => rttP95Ms > STORE_STATE_LIMITS.slowP95Ms);
}

function isFreeAndHealthy({state, metered, paused}: UplinkSnapshot): boolean {
  return state === 'healthy' && !metered && !paused;
}

/** Why a store is not simply online: every code there is, worst first. */
export const STORE_CAUSES = [
  'uplink/none',
  'uplink/all-paused',
  'uplink/all-down',
  'ledger/diverged',
  'ledger/stuck',
  'ledger/behind',
  'uplink/unsure',
  'uplink/metered',
  'uplink/slow',
  'uplink/over-budget',
  'uplink/budget-low',
  'uplink/untrusted',
  'uplink/some-down',
  'uplink/source-changed',
] as const;
type StoreCause = (typeof STORE_CAUSES)[number];

/** Worst first. */
function causesOf(view: StoreView): string[] {
  const {uplinks, forwarding} = view;
  const used = uplinks.filter(({paused}) => !paused);
  const healthy = used.filter(({state}) => state === 'healthy');
  const share = ({usedBytes, budgetBytes}: UplinkSnapshot) =>
    budgetBytes === undefined ? 0 : usedBytes / Math.max(1, budgetBytes);
  const lowest = Math.max(0, ...used.map(share));
  const candidates: readonly [code: StoreCause, holds: boolean][] = [
    ['uplink/none', uplinks.length === 0],
    ['uplink/all-paused', uplinks.length > 0 && used.length === 0],
    ['uplink/all-down', used.length > 0 && used.every(({state}) => state === 'down')],
    ['ledger/diverged', forwarding === 'diverged'],
    ['ledger/stuck', forwarding === 'stuck'],
    ['ledger/behind', isHindered(view) && forwarding === 'waiting'],
    ['uplink/unsure', healthy.length === 0 && used.some(({state}) => state !== 'down')],
    ['uplink/metered', healthy.length > 0 && healthy.every(({metered}) => metered)],
    ['uplink/slow', isSlow(view)],
    ['uplink/over-budget', lowest >= 1],
    ['uplink/budget-low', lowest >= STORE_STATE_LIMITS.budgetLowShare && lowest < 1],
    ['uplink/untrusted', used.some(({fault}) => fault?.code === 'gateway/untrusted')],
    ['uplink/some-down', healthy.length > 0 && used.some(({state}) => state === 'down')],
    ['uplink/source-changed', used.some(({sourceChanged}) => sourceChanged)],
  ];
  return candidates.flatMap(([code, holds]) => (holds ? [code] : []));
}

function equal(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item, at) => item === right[at]);
}

/** As the terminals are told. */
export function storeStatusOf({state, sinceMs, causes}: StoreState, view: StoreView): StoreStatus {
  return {
    v: LAN_PROTOCOL_VERSION,
    type: 'storeStatus',
    state,
    sinceMs,
    causes: causes.slice(0, 16),
    uplinks: view.uplinks
      .slice(0, 16)
      .map(({name, state: health, metered}) => ({name: name.slice(0, 32), health, metered})),
    backlog: view.backlog,
  };
}
