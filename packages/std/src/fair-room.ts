import {assert} from './assert.ts';

/**
 * Places for guests of whom nothing is known yet but their address. An address has its share; in a
 * full room the newcomer takes the place of the oldest guest of the address that has most. So
 * whoever floods the door from few addresses turns out its own guests, never the one guest of
 * another address.
 */
export class FairRoom<G> {
  readonly #limits: {readonly placesMax: number; readonly perAddressMax: number};
  /** In the order of their coming. */
  readonly #guests = new Map<G, string>();
  readonly #byAddress = new Map<string, number>();

  constructor(limits: {readonly placesMax: number; readonly perAddressMax: number}) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#guests.size;
  }

  /**
   * Lets a guest in and answers who must go for it; the guest itself where there is no place for
   * it, and nobody where there was one free.
   */
  enter(guest: G, address: string): G | undefined {
    assert(!this.#guests.has(guest), 'a guest enters once');
    const {placesMax, perAddressMax} = this.#limits;
    const before = this.#byAddress.get(address) ?? 0;
    if (before >= perAddressMax) return guest;
    const out = this.size < placesMax ? undefined : this.#oldestOfMost(before);
    if (this.size >= placesMax && out === undefined) return guest;
    if (out !== undefined) this.leave(out);
    this.#guests.set(guest, address);
    this.#byAddress.set(address, before + 1);
    return out;
  }

  /** Gives a guest's place back: it went, or it is a stranger no more. */
  leave(guest: G): void {
    const address = this.#guests.get(guest);
    if (address === undefined) return;
    this.#guests.delete(guest);
    const left = (this.#byAddress.get(address) ?? 0) - 1;
    assert(left >= 0, 'an address has no fewer than no guests');
    if (left === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, left);
  }

  /** Of the address that has most, and more than the newcomer's. */
  #oldestOfMost(newcomers: number): G | undefined {
    const most = Math.max(...this.#byAddress.values());
    if (most <= newcomers) return undefined;
    for (const [guest, address] of this.#guests) {
      if (this.#byAddress.get(address) === most) return guest;
    }
    return undefined;
  }
}
