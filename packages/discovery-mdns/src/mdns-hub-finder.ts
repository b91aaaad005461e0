import type {HubFinder} from '@holdfast/terminal-sdk';
import {CandidateBook} from './candidate-book.ts';
import {type FindHubsOptions, findHubs} from './find-hubs.ts';

/**
 * The terminal's way to find hubs, over {@link findHubs}: each address and port is one candidate.
 */
export function mdnsHubFinder(options: Omit<FindHubsOptions, 'signal'>): HubFinder {
  return {
    async *find(signal) {
      const book = new CandidateBook();
      for await (const event of findHubs({...options, signal})) yield* book.apply(event);
    },
  };
}
