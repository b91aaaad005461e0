import type {ConsoleView, TimelinePeriod} from '@holdfast/hub/console';
import type {ConsoleMessages} from '@holdfast/messages/console';
import {type StateLook, sinceText} from '@holdfast/ui';
import type {Looks} from './looks.tsx';

export type PeriodState = TimelinePeriod['state'];

/** How each state looks: the shapes of the tills, so that both pages say the same. */
export const LOOK_OF: Readonly<Record<PeriodState, StateLook>> = {
  online: 'good',
  degraded: 'warn',
  offline: 'bad',
  recovering: 'busy',
  stopped: 'alone',
};

export function stateWord(state: PeriodState, say: ConsoleMessages): string {
  const words: Readonly<Record<PeriodState, string>> = {
    online: say.wordOnline,
    degraded: say.wordDegraded,
    offline: say.wordOffline,
    recovering: say.wordRecovering,
    stopped: say.wordStopped,
  };
  return words[state];
}

/** The one line on every page, and what to do about it. */
export function bannerOf(
  {status}: ConsoleView,
  {say, language}: Looks,
): {readonly look: StateLook; readonly text: string; readonly advice: string} {
  const {state, sinceMs, ledger, timeMs} = status;
  const count = ledger.unsent;
  const time = sinceText(sinceMs, {language, nowMs: timeMs});
  const look = LOOK_OF[state];
  switch (state) {
    case 'online': {
      const text = count === 0 ? say.stateOnline : say.stateOnlineWaiting({count});
      return {look, text, advice: say.nowOnline};
    }
    case 'degraded':
      return {look, text: say.stateDegraded, advice: say.nowDegraded};
    case 'offline':
      return {look, text: say.stateOffline({time}), advice: say.nowOffline};
    case 'recovering':
      return {look, text: say.stateRecovering({count}), advice: say.nowRecovering};
  }
}
