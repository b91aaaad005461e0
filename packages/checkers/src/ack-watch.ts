import {type Finding, keyOf} from './finding.ts';

/** One entry's place in a ledger. */
export interface RecordedPlace {
  readonly ledgerId: string;
  readonly position: number;
  readonly journalId: string;
  readonly sequenceNumber: number;
}

/**
 * Looks on while a hub works: what it acknowledges must be on its disk by then, where it says (I6),
 * and what was on its disk once is there again after each start (I4). Fed by whoever sees disk and
 * answers.
 */
export class AckWatch {
  readonly #durable = new Map<string, Map<number, string>>();
  readonly #written = new Map<string, Map<number, string>>();

  /** The sync that covers it is done. */
  durable(place: RecordedPlace): void {
    note(this.#durable, place);
  }

  /**
   * It was handed to a disk whose power may go before anybody is told. Whether it is durable, the
   * next {@link reopened} shows.
   */
  written(place: RecordedPlace): void {
    note(this.#written, place);
  }

  /** Whether it is known to have been durable before. */
  isDurable({ledgerId, position, ...entry}: RecordedPlace): boolean {
    return this.#durable.get(ledgerId)?.get(position) === keyOf(entry);
  }

  /** The hub has said `recorded`. */
  acknowledged(ack: RecordedPlace): Finding | undefined {
    const {ledgerId, position, ...entry} = ack;
    const there = this.#durable.get(ledgerId)?.get(position);
    const key = keyOf(entry);
    if (there === key) return undefined;
    const stands = there === undefined ? 'nothing durable stands' : `${there} stands`;
    const detail = `acknowledged at ${ledgerId}@${position}, where ${stands}`;
    return {invariant: 'I6', kind: 'early', side: 'hub', entry: key, detail};
  }

  /** A hub has opened a ledger again, and found its end there. */
  reopened(ledger: {readonly ledgerId: string; readonly position: number}): Finding | undefined {
    const {ledgerId, position} = ledger;
    const last = Math.max(0, ...(this.#durable.get(ledgerId)?.keys() ?? []));
    const durable = this.#durable.get(ledgerId) ?? new Map<number, string>();
    for (const [at, key] of this.#written.get(ledgerId) ?? []) {
      if (at <= position && !durable.has(at)) durable.set(at, key);
    }
    this.#durable.set(ledgerId, durable);
    this.#written.delete(ledgerId);
    if (position >= last) return undefined;
    const detail = `opened again it ends at ${position}, and ${last} was durable`;
    return {invariant: 'I4', kind: 'lost', side: 'hub', entry: `${ledgerId}@${last}`, detail};
  }

  /** The disk was damaged from outside beyond this position: nobody can expect it back. */
  damaged(ledger: {readonly ledgerId: string; readonly lastPosition: number}): void {
    const known = this.#durable.get(ledger.ledgerId);
    for (const position of [...(known?.keys() ?? [])]) {
      if (position > ledger.lastPosition) known?.delete(position);
    }
  }

  /** The last durable position of every ledger seen. */
  ends(): ReadonlyMap<string, number> {
    return new Map(
      [...this.#durable].map(([ledgerId, places]) => [ledgerId, Math.max(0, ...places.keys())]),
    );
  }
}

function note(
  ledgers: Map<string, Map<number, string>>,
  {ledgerId, position, ...entry}: RecordedPlace,
): void {
  const ledger = ledgers.get(ledgerId) ?? new Map<number, string>();
  ledgers.set(ledgerId, ledger.set(position, keyOf(entry)));
}
