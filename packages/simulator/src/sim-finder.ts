import type {DiscoveryEvent, HubFinder} from '@holdfast/terminal-sdk';
import {FakeFinder} from '@holdfast/terminal-sdk/testing';

/** Finds what it is told, and what it was told before anybody looked. */
export class SimFinder implements HubFinder {
  readonly #finder = new FakeFinder();
  readonly #before: DiscoveryEvent[] = [];
  #isLooking = false;

  get isLooking(): boolean {
    return this.#isLooking;
  }

  tell(event: DiscoveryEvent): void {
    if (this.#isLooking) this.#finder.tell(event);
    else this.#before.push(event);
  }

  async *find(signal: AbortSignal): AsyncIterable<DiscoveryEvent> {
    for (let event = this.#before.shift(); event; event = this.#before.shift()) yield event;
    this.#isLooking = true;
    yield* this.#finder.find(signal);
  }
}
