import type {MirrorState} from '@holdfast/hub/client';
import type {Look} from './style.ts';

/** How mirroring stands, for a person: what it is called, and whether that is well. */
export const MIRROR_WORDS: Readonly<
  Record<MirrorState, {readonly look: Look; readonly words: string}>
> = {
  none: {look: 'dim', words: 'is not there'},
  mirrored: {look: 'good', words: 'has all that the hub recorded'},
  catchingUp: {look: 'busy', words: 'is catching up'},
  away: {look: 'warn', words: 'does not talk to the hub'},
  stuck: {look: 'bad', words: 'does not take what it is sent'},
  diverged: {look: 'bad', words: 'holds another history than the hub'},
};
