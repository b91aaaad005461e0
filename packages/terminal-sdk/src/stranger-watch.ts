import {Wakeup} from '@holdfast/std';
import {formatAddress, mayBe} from './hub-ladder.ts';
import {TERMINAL_LIMITS} from './limits.ts';
import {meetStranger, type StrangerTools} from './meet-stranger.ts';
import type {HubAddress, HubCandidate, Pairing} from './ports.ts';

interface Stranger {
  readonly address: HubAddress;
  readonly tries: number;
}

/**
 * Goes to see hubs that say they are of this store and are not the pinned one, also while that one
 * answers: of two hubs in one store the higher must be found, and the lower must be told.
 */
export class StrangerWatch {
  readonly #tools: StrangerTools;
  readonly #strangers = new Map<string, Stranger>();
  readonly #seen = new Wakeup();

  constructor(tools: StrangerTools) {
    this.#tools = tools;
  }

  /** Discovery nominates somebody. Another hub than the pinned one, of the same store, is met. */
  nominated(hub: HubCandidate, {hubId, retailStoreId}: Pairing): void {
    if (hub.storeId !== retailStoreId || mayBe(hub, hubId)) return;
    if (this.#strangers.size >= TERMINAL_LIMITS.strangersMax) return;
    this.#strangers.set(formatAddress(hub.address), {address: hub.address, tries: 0});
    this.#seen.notify();
  }

  /** Another hub is followed from now on: the one before is told so, where it can be reached. */
  left(before: Pairing, next: Pairing): void {
    const {lastAddress: address} = before;
    const place = formatAddress(address);
    if (place === formatAddress(next.lastAddress)) return;
    this.#strangers.set(place, {address, tries: 0});
    this.#seen.notify();
  }

  /** Works until `signal` aborts. Throws only what `follow` throws. */
  async run(
    signal: AbortSignal,
    on: {
      readonly pairing: () => Pairing | undefined;
      readonly follow: (pairing: Pairing) => Promise<void>;
    },
  ): Promise<void> {
    while (!signal.aborted) {
      for (const [place, {address, tries}] of [...this.#strangers]) {
        const pairing = on.pairing();
        if (!pairing || signal.aborted) break;
        const found = await meetStranger(this.#tools, {pairing, address, signal});
        const done = found !== undefined || tries + 1 >= TERMINAL_LIMITS.strangerTriesMax;
        if (done) this.#strangers.delete(place);
        else this.#strangers.set(place, {address, tries: tries + 1});
        if (found && !signal.aborted) await on.follow(found);
      }
      const durationMs =
        this.#strangers.size > 0 ? TERMINAL_LIMITS.strangerEveryMs : TERMINAL_LIMITS.refusedRetryMs;
      await this.#seen.waitAtMost({clock: this.#tools.clock, durationMs}, signal);
    }
  }
}
