import {assert} from '@holdfast/std';
import type {JournalId, PairingClosedReason} from '@holdfast/wire';

export const CODE_LIMITS = {
  windowMs: 5 * 60_000,
  /** Wrong guesses that a window survives one less than. Each is right with a chance of 10⁻⁸. */
  triesMax: 5,
  /** After the first wrong guess; twice as long after each further one. */
  firstPauseMs: 1_000,
  /** Wrong guesses within {@link CODE_LIMITS.dayMs}, over all windows: then codes rest. */
  dayTriesMax: 20,
  dayMs: 24 * 60 * 60_000,
} as const;

/** The till that knew the code, as the manager is shown it. */
export interface CodeTill {
  readonly workstationId: string;
  readonly journalId: JournalId;
  readonly name: string;
  readonly address: string;
}

interface Living {
  readonly closesAtMs: number;
  readonly triesLeft: number;
  /** No conversation begins sooner. */
  readonly notBeforeMs: number;
}

/**
 *   open ──proved──► claimed ──approved──► approved ──admitted──► paired
 *     │                 │ └──declined──► closed       │              │
 *     └──── the last try, the time, the day's limit, another window ─┴──► closed
 *
 * A window lets one till in. Whoever knows the code first claims it, and from then on it is that
 * journal's alone: a till whose line broke comes back with the same digits, nobody else does.
 */
export type CodeWindow =
  | (Living & {readonly state: 'open'})
  | (Living & {readonly state: 'claimed' | 'approved' | 'paired'; readonly till: CodeTill})
  | {readonly state: 'closed'; readonly reason: PairingClosedReason | 'done'};

export type CodeWindowEvent =
  | {readonly type: 'guessFailed'; readonly atMs: number; readonly dayTriesLeft: number}
  | {readonly type: 'proved'; readonly atMs: number; readonly till: CodeTill}
  | {
      readonly type: 'approved' | 'declined' | 'admitted' | 'superseded' | 'tick';
      readonly atMs: number;
    };

export function openCodeWindow(atMs: number): CodeWindow {
  return {
    state: 'open',
    closesAtMs: atMs + CODE_LIMITS.windowMs,
    triesLeft: CODE_LIMITS.triesMax,
    notBeforeMs: atMs,
  };
}

/**
 * Whether this till may talk to the window: anybody until it is claimed, then that till alone, and
 * under the name that the manager was shown.
 */
export function mayTalk(window: CodeWindow, asking: Omit<CodeTill, 'address'>): boolean {
  if (window.state === 'closed') return false;
  if (window.state === 'open') return true;
  const {journalId, workstationId, name} = window.till;
  return (
    asking.journalId === journalId && asking.workstationId === workstationId && asking.name === name
  );
}

/** What does not fit the state changes nothing: the same window comes back. */
export function stepCodeWindow(window: CodeWindow, event: CodeWindowEvent): CodeWindow {
  if (window.state === 'closed') return window;
  if (event.atMs >= window.closesAtMs) return closedBy(window, 'expired');
  switch (event.type) {
    case 'tick':
      return window;
    case 'superseded':
      return closedBy(window, 'superseded');
    case 'guessFailed':
      return afterGuess(window, event);
    case 'proved':
      assert(mayTalk(window, event.till), 'a window is proved to by its own till');
      return window.state === 'open' ? {...window, state: 'claimed', till: event.till} : window;
    case 'approved':
      return window.state === 'claimed' ? {...window, state: 'approved'} : window;
    case 'declined':
      return window.state === 'claimed' ? {state: 'closed', reason: 'declined'} : window;
    case 'admitted':
      return window.state === 'approved' ? {...window, state: 'paired'} : window;
  }
}

function afterGuess(
  window: Exclude<CodeWindow, {state: 'closed'}>,
  {atMs, dayTriesLeft}: {readonly atMs: number; readonly dayTriesLeft: number},
): CodeWindow {
  const triesLeft = window.triesLeft - 1;
  if (triesLeft <= 0) return closedBy(window, 'tries');
  if (dayTriesLeft <= 0) return closedBy(window, 'locked');
  const failed = CODE_LIMITS.triesMax - triesLeft;
  const pauseMs = CODE_LIMITS.firstPauseMs * 2 ** (failed - 1);
  return {...window, triesLeft, notBeforeMs: atMs + pauseMs};
}

/** One that has let its till in has done its work, however it ends. */
function closedBy(window: CodeWindow, reason: PairingClosedReason): CodeWindow {
  return {state: 'closed', reason: window.state === 'paired' ? 'done' : reason};
}
