import {isFault, type PublicKey, toHex} from '@holdfast/std';
import {entrySigningMessage, type JournalId} from '@holdfast/wire';
import type {WaitingEntry} from './entry-record.ts';
import type {FleetDraft} from './fleet-draft.ts';
import type {JournalRecord} from './journal-record.ts';
import {FLEET_LIMITS} from './limits.ts';
import type {FleetPorts} from './ports.ts';

/** What a look at a journal's waiting entries came to. */
export interface JournalStep {
  /** In sequence, the entries that are held from now on. */
  readonly held: readonly WaitingEntry[];
  /** Others that stood for a sequence which is now held: the journal has two histories. */
  readonly forked: readonly WaitingEntry[];
  /** Signed by something, but not by the journal's key. */
  readonly badlySigned: readonly WaitingEntry[];
  /** The first entry whose bytes no longer prove themselves: nothing moves while it is so. */
  readonly damaged: WaitingEntry | undefined;
  /** There is more to look at than one commit takes. */
  readonly more: boolean;
}

const NOTHING: JournalStep = {
  held: [],
  forked: [],
  badlySigned: [],
  damaged: undefined,
  more: false,
};

/**
 * Moves a journal on as far as a valid signature reaches: over every entry that chains, one by one,
 * from the last held one to the newest whose signature verifies. What is above waits; a wrong
 * signature is set aside for good, and a later valid one covers its entry all the same.
 */
export async function holdJournal(
  scene: {readonly draft: FleetDraft; readonly ports: Pick<FleetPorts, 'verifier'>},
  journal: JournalRecord,
): Promise<JournalStep> {
  const {draft, ports} = scene;
  const {journalId, publicKey, heldSequence, firstWaiting} = journal;
  const next = heldSequence + 1;
  const mayMove =
    firstWaiting === next ||
    draft.waiting.known(journalId).some(({sequenceNumber}) => sequenceNumber === next);
  if (!publicKey || !mayMove) return NOTHING;
  const waiting = await draft.waiting.load(journal);
  const chain = new Chain(journal, waiting);
  const {vouched, badlySigned, tired} = await newestVouched(ports, {publicKey, chain});
  for (const entry of badlySigned) draft.waiting.put({...entry, signature: undefined});
  if (!vouched) return {...NOTHING, badlySigned, more: tired};
  const held = chain.downTo(vouched);
  const damaged = await firstDamaged(draft, held);
  if (damaged) return {...NOTHING, badlySigned, damaged};
  const names = new Set(held.map(({entryHash}) => toHex(entryHash)));
  const passed = waiting.filter(({sequenceNumber}) => sequenceNumber <= vouched.sequenceNumber);
  for (const entry of passed) draft.waiting.remove(entry);
  const forked = passed.filter(({entryHash}) => !names.has(toHex(entryHash)));
  return {...NOTHING, held, forked, badlySigned, more: draft.waiting.hasMore(journalId)};
}

async function firstDamaged(
  draft: FleetDraft,
  held: readonly WaitingEntry[],
): Promise<WaitingEntry | undefined> {
  for (const entry of held) {
    try {
      await draft.entryAt(entry);
    } catch (error) {
      if (isFault(error, 'fleet/damaged')) return entry;
      throw error;
    }
  }
  return undefined;
}

async function newestVouched(
  ports: Pick<FleetPorts, 'verifier'>,
  claim: {readonly publicKey: PublicKey; readonly chain: Chain},
): Promise<{
  readonly vouched: WaitingEntry | undefined;
  readonly badlySigned: readonly WaitingEntry[];
  readonly tired: boolean;
}> {
  const badlySigned: WaitingEntry[] = [];
  const signed = claim.chain.signedNewestFirst();
  for (const entry of signed.slice(0, FLEET_LIMITS.signaturesTriedMax)) {
    const {entryHash, signature} = entry;
    const message = entrySigningMessage(entryHash);
    const valid =
      signature && (await ports.verifier.verify({publicKey: claim.publicKey, message, signature}));
    if (valid) return {vouched: entry, badlySigned, tired: false};
    badlySigned.push(entry);
  }
  return {vouched: undefined, badlySigned, tired: signed.length > badlySigned.length};
}

/**
 * The waiting entries that hang, link by link, on what is held: a line, or a tree where it is
 * forked.
 */
class Chain {
  readonly #parents = new Map<WaitingEntry, WaitingEntry | undefined>();

  constructor(
    held: {
      readonly journalId: JournalId;
      readonly heldSequence: number;
      readonly heldHash: Uint8Array;
    },
    waiting: readonly WaitingEntry[],
  ) {
    const byPrev = Map.groupBy(waiting, ({prevHash}) => toHex(prevHash));
    const follow = (hash: Uint8Array, sequence: number) =>
      (byPrev.get(toHex(hash)) ?? []).filter(({sequenceNumber}) => sequenceNumber === sequence + 1);
    const open = follow(held.heldHash, held.heldSequence);
    for (const entry of open) this.#parents.set(entry, undefined);
    for (let entry = open.pop(); entry; entry = open.pop()) {
      for (const child of follow(entry.entryHash, entry.sequenceNumber)) {
        this.#parents.set(child, entry);
        open.push(child);
      }
    }
  }

  signedNewestFirst(): WaitingEntry[] {
    return [...this.#parents.keys()]
      .filter(({signature}) => signature)
      .sort((a, b) => b.sequenceNumber - a.sequenceNumber);
  }

  /** From the first waiting entry to this one. */
  downTo(last: WaitingEntry): WaitingEntry[] {
    const entries: WaitingEntry[] = [];
    for (let at: WaitingEntry | undefined = last; at; at = this.#parents.get(at)) entries.push(at);
    return entries.reverse();
  }
}
