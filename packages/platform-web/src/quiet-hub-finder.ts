import {aborted} from '@holdfast/std';
import type {HubFinder} from '@holdfast/terminal-sdk';

/**
 * A browser has no mDNS, so it finds nobody: what is left of the ladder are the last known address,
 * the configured ones (the page's own, where the hub serves the page) and the pairing link's.
 */
export const quietHubFinder: HubFinder = {
  find: signal => ({
    [Symbol.asyncIterator]: () => ({
      async next() {
        await aborted(signal);
        return {done: true, value: undefined};
      },
    }),
  }),
};
