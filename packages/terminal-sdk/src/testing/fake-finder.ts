import {Topic} from '@holdfast/std';
import type {DiscoveryEvent, HubFinder} from '../ports.ts';
import {MessageQueue} from './message-queue.ts';

/** Finds what a test tells it to find. */
export class FakeFinder implements HubFinder {
  readonly #told = new Topic<DiscoveryEvent>();

  tell(event: DiscoveryEvent): void {
    this.#told.publish(event);
  }

  async *find(signal: AbortSignal): AsyncIterable<DiscoveryEvent> {
    const queue = new MessageQueue<DiscoveryEvent>();
    const leave = this.#told.subscribe(event => queue.push(event));
    const end = () => queue.end();
    signal.addEventListener('abort', end, {once: true});
    if (signal.aborted) end();
    yield* queue;
    leave();
  }
}
