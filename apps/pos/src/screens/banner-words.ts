import type {Messages} from '@holdfast/messages';
import {unreachable} from '@holdfast/std';
import type {TerminalStatus} from '@holdfast/terminal-sdk';
import type {StateLook} from '@holdfast/ui';

export interface BannerWords {
  readonly look: StateLook;
  readonly text: string;
  readonly advice: string;
}

/** What the state of a till is called, and what to do in it. `time` writes since when. */
export function bannerWords(
  status: TerminalStatus,
  {
    say,
    time,
    unsent,
  }: {
    readonly say: Messages;
    readonly time: (wallMs: number) => string;
    /** Sales of this till that head office does not hold, and those only here. */
    readonly unsent: {readonly here: number; readonly inHub: number};
  },
): BannerWords {
  switch (status.kind) {
    case 'unpaired':
      return {look: 'busy', text: say.stateUnpaired, advice: say.pairLede};
    case 'starting':
      return {look: 'busy', text: say.stateStarting, advice: say.nowStarting};
    case 'online': {
      const count = unsent.here + unsent.inHub;
      const text = count === 0 ? say.stateOnline : say.stateOnlineWaiting({count});
      return {look: 'good', text, advice: say.nowOnline};
    }
    case 'degraded':
      return {look: 'warn', text: degradedText(status.causes, say), advice: say.nowDegraded};
    case 'offline': {
      const text = say.stateOffline({time: time(status.sinceMs)});
      return {look: 'bad', text, advice: say.nowOffline};
    }
    case 'recovering':
      return {look: 'busy', text: say.stateRecovering(status.progress), advice: say.nowRecovering};
    case 'hub-lost': {
      const since = {time: time(status.sinceMs)};
      const count = unsent.here;
      const text = count === 0 ? say.stateAlone(since) : say.stateAloneUnsent({...since, count});
      return {look: 'alone', text, advice: say.nowAlone};
    }
    case 'blocked':
      return {look: 'alone', text: say.stateBlocked, advice: say.nowBlocked};
    default:
      return unreachable(status);
  }
}

/** The first cause that people can do something about, worst first as they come. */
function degradedText(causes: readonly string[], say: Messages): string {
  const known: Readonly<Record<string, string>> = {
    'clock/offset': say.stateClock,
    'journal/evictable': say.stateEvictable,
    'uplink/metered': say.stateBackup,
    'uplink/unsure': say.stateUnsure,
  };
  const found = causes.map(cause => known[cause]).find(text => text !== undefined);
  return found ?? say.stateDegraded;
}
