import {assert} from '@holdfast/std';
import {UPLINK_LIMITS} from './limits.ts';

/**
 * Whether a way reaches head office. Only a signed answer to a fresh request counts as `answered`.
 *
 *   probing ──answered × needed──► healthy ──late × n, failed──► suspect ──failed × n──► down
 *      ▲  └──failed × n, once if it returns──► down ◄──────────────┘ │                     │
 *      │                                healthy ◄─────answered───────┘                     │
 *      └───────────────────────────────answered (and once more)────────────────────────────┘
 *
 * `suspect` exists because one lost packet on LTE is weather, not climate: keep the way, prefer
 * another. A way that was down proves itself twice, so that a flapping one does not flap the store.
 */
export type UplinkHealth =
  | {
      readonly state: 'probing';
      readonly sinceMs: number;
      /** Signed answers still needed to trust it. */
      readonly answersNeeded: number;
      /** Failures that it may still have. */
      readonly failuresLeft: number;
    }
  | {readonly state: 'healthy'; readonly sinceMs: number; readonly lates: number}
  | {readonly state: 'suspect'; readonly sinceMs: number; readonly failures: number}
  /** `failures` counts on while it is down: its probes become rarer. */
  | {readonly state: 'down'; readonly sinceMs: number; readonly failures: number};

export type HealthEvent =
  /** A signed answer came. */
  | {readonly type: 'answered'; readonly atMs: number}
  /** No answer in the time this way usually takes; it may still come. */
  | {readonly type: 'late'; readonly atMs: number}
  /** No answer at all, or one that nobody signed. */
  | {readonly type: 'failed'; readonly atMs: number}
  /** A person resumed it: what was known is old. */
  | {readonly type: 'resumed'; readonly atMs: number};

export function newHealth(atMs: number): UplinkHealth {
  return {
    state: 'probing',
    sinceMs: atMs,
    answersNeeded: 1,
    failuresLeft: UPLINK_LIMITS.failuresMax,
  };
}

/** The health after `event`; the same object where nothing changes. */
export function step(health: UplinkHealth, event: HealthEvent): UplinkHealth {
  assert(event.atMs >= health.sinceMs, 'events arrive in time order');
  if (event.type === 'resumed') return newHealth(event.atMs);
  switch (health.state) {
    case 'probing':
      return stepProbing(health, event);
    case 'healthy':
      return stepHealthy(health, event);
    case 'suspect':
      return stepSuspect(health, event);
    case 'down':
      return stepDown(health, event);
  }
}

type Passing = Exclude<HealthEvent, {readonly type: 'resumed'}>;
type In<State extends UplinkHealth['state']> = Extract<UplinkHealth, {readonly state: State}>;

function stepProbing(health: In<'probing'>, {type, atMs}: Passing): UplinkHealth {
  const {answersNeeded, failuresLeft} = health;
  if (type === 'late') return health;
  if (type === 'answered') {
    return answersNeeded > 1
      ? {...health, answersNeeded: answersNeeded - 1}
      : {state: 'healthy', sinceMs: atMs, lates: 0};
  }
  return failuresLeft > 1
    ? {...health, failuresLeft: failuresLeft - 1}
    : {state: 'down', sinceMs: atMs, failures: 0};
}

function stepHealthy(health: In<'healthy'>, {type, atMs}: Passing): UplinkHealth {
  if (type === 'answered') return health.lates === 0 ? health : {...health, lates: 0};
  if (type === 'failed') return {state: 'suspect', sinceMs: atMs, failures: 1};
  const lates = health.lates + 1;
  return lates < UPLINK_LIMITS.latesMax
    ? {...health, lates}
    : {state: 'suspect', sinceMs: atMs, failures: 0};
}

function stepSuspect(health: In<'suspect'>, {type, atMs}: Passing): UplinkHealth {
  if (type === 'late') return health;
  if (type === 'answered') return {state: 'healthy', sinceMs: atMs, lates: 0};
  const failures = health.failures + 1;
  return failures < UPLINK_LIMITS.failuresMax
    ? {...health, failures}
    : {state: 'down', sinceMs: atMs, failures: 0};
}

function stepDown(health: In<'down'>, {type, atMs}: Passing): UplinkHealth {
  if (type === 'late') return health;
  if (type === 'failed') return {...health, failures: health.failures + 1};
  return {
    state: 'probing',
    sinceMs: atMs,
    answersNeeded: UPLINK_LIMITS.answersToReturn - 1,
    failuresLeft: 1,
  };
}
