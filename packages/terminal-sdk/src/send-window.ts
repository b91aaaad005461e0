import {assert} from '@holdfast/std';

export interface WindowLimits {
  readonly inFlightMax: number;
  readonly inFlightBytesMax: number;
}

interface InFlight {
  readonly bytes: number;
  readonly sentMs: number;
}

/**
 * What to send next, in order, with a bounded number of entries on the road. No I/O and no clock.
 *
 * Every entry chains on the one before, so once the hub has not taken one, all behind it come back
 * unwanted too: the window then waits until the road is empty and goes back to one place.
 */
export class SendWindow {
  readonly #limits: WindowLimits;
  readonly #inFlight = new Map<number, InFlight>();
  readonly #recorded = new Set<number>();
  #next: number;
  #recordedThrough: number;
  #rewind: {readonly to: number; readonly notBeforeMs: number} | undefined;
  #rewindsInVain = 0;

  constructor(limits: WindowLimits, start: {readonly next: number}) {
    this.#limits = limits;
    this.#next = start.next;
    this.#recordedThrough = start.next - 1;
  }

  /** The hub has everything up to here. */
  get recordedThrough(): number {
    return this.#recordedThrough;
  }

  /** Rewinds since the hub last took something. */
  get rewindsInVain(): number {
    return this.#rewindsInVain;
  }

  /** When the oldest unanswered entry was sent; `undefined` on an empty road. */
  get waitingSinceMs(): number | undefined {
    for (const {sentMs} of this.#inFlight.values()) return sentMs;
    return undefined;
  }

  /**
   * How many entries, and bytes of them, may be sent now from which place on; or when to ask again.
   */
  room(
    nowMs: number,
  ):
    | {readonly from: number; readonly entriesMax: number; readonly bytesMax: number}
    | {readonly askAgainMs: number} {
    if (this.#rewind) {
      if (this.#inFlight.size > 0) return {askAgainMs: Number.POSITIVE_INFINITY};
      const {to, notBeforeMs} = this.#rewind;
      if (nowMs < notBeforeMs) return {askAgainMs: notBeforeMs};
      this.#rewind = undefined;
      this.#next = to;
    }
    const entriesMax = this.#limits.inFlightMax - this.#inFlight.size;
    let bytesMax = this.#limits.inFlightBytesMax;
    for (const {bytes} of this.#inFlight.values()) bytesMax -= bytes;
    if (entriesMax <= 0 || bytesMax <= 0) return {askAgainMs: Number.POSITIVE_INFINITY};
    return {from: this.#next, entriesMax, bytesMax};
  }

  sent(sequenceNumber: number, flight: InFlight): void {
    assert(sequenceNumber === this.#next, 'entries are sent in order');
    this.#inFlight.set(sequenceNumber, flight);
    this.#next += 1;
  }

  /** `false` for an answer to nothing that was asked. */
  answered(sequenceNumber: number): boolean {
    return this.#inFlight.delete(sequenceNumber);
  }

  recorded(sequenceNumber: number): void {
    this.#rewindsInVain = 0;
    this.#recorded.add(sequenceNumber);
    while (this.#recorded.delete(this.#recordedThrough + 1)) this.#recordedThrough += 1;
  }

  /** Head office holds everything up to here: the hub need not have it. */
  heldThrough(sequenceNumber: number): void {
    if (sequenceNumber <= this.#recordedThrough) return;
    this.#rewindsInVain = 0;
    this.#recordedThrough = sequenceNumber;
    for (const one of this.#recorded) if (one <= sequenceNumber) this.#recorded.delete(one);
    while (this.#recorded.delete(this.#recordedThrough + 1)) this.#recordedThrough += 1;
    if (this.#next <= sequenceNumber) this.#next = sequenceNumber + 1;
    if (this.#rewind && this.#rewind.to <= sequenceNumber) {
      this.#rewind = {...this.#rewind, to: sequenceNumber + 1};
    }
  }

  /** The hub lacks what begins here. The lowest place asked for counts. */
  rewind(to: number): void {
    if (!this.#rewind) this.#rewindsInVain += 1;
    this.#goBack({to, notBeforeMs: 0});
  }

  /** The hub has no room now, and will take what begins here later. */
  pause(to: number, untilMs: number): void {
    this.#goBack({to, notBeforeMs: untilMs});
  }

  #goBack({to, notBeforeMs}: {readonly to: number; readonly notBeforeMs: number}): void {
    if (this.#rewind && this.#rewind.to <= to) return;
    this.#rewind = {to, notBeforeMs};
    this.#recorded.clear();
    this.#recordedThrough = Math.min(this.#recordedThrough, to - 1);
  }
}
