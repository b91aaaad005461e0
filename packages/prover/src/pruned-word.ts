import {base32, hex, unbase64url} from './verify/bytes.ts';

/** What a hub says in its own journal before it deletes: docs/protocol.md, `pruned`. */
export interface PrunedWord {
  readonly ledgerId: string;
  readonly position: number;
  /** Hexadecimal. */
  readonly head: string;
}

/** The word, if the body of a hub's entry is one. */
export function readPrunedWord(body: Uint8Array): readonly PrunedWord[] {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return [];
  }
  const {ledgerId, position, head, prunedAtMs} = json;
  if (typeof ledgerId !== 'string' || typeof position !== 'number') return [];
  if (typeof head !== 'string' || typeof prunedAtMs !== 'number') return [];
  return [{ledgerId, position, head: hex(unbase64url(head))}];
}

/** As people and bodies name a ledger: the hub's id, a dot, what was drawn. */
export function nameOfLedger(bytes: Uint8Array): string {
  return `${base32(bytes.subarray(0, 20))}.${base32(bytes.subarray(20))}`;
}
