import type {LedgerId} from '@holdfast/wire';
import type {Trouble} from './trouble.ts';

/** What head office answered of a ledger. */
export interface HeldWord {
  readonly ledgerId: LedgerId;
  readonly heldPosition: number;
}

/**
 * Holds a hub to what head office really said: what it counts as held there may one day be deleted,
 * so no portal's word may count, and none of its own (I8).
 */
export class HeldWatch {
  readonly #said = new Map<LedgerId, number>();

  /** Head office said this, in whatever answer, whether it arrived or not. */
  answered({ledgerId, heldPosition}: HeldWord): void {
    this.#said.set(ledgerId, Math.max(heldPosition, this.#said.get(ledgerId) ?? 0));
  }

  /** The hub is about to write down that head office holds its ledger up to here. */
  counted({ledgerId, heldPosition}: HeldWord): Trouble | undefined {
    const said = this.#said.get(ledgerId) ?? 0;
    if (heldPosition <= said) return undefined;
    const detail = `counts ${ledgerId}@${heldPosition} as held; head office never said more than ${said}`;
    return {invariant: 'I8', at: 'hub', detail};
  }
}
