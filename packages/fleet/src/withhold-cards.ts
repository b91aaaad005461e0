import {findCardData, holdsCardBytes, mayHoldCardBytes, parseBody} from '@holdfast/domain';
import {Fault} from '@holdfast/std';
import {encodeLedgerLine, type JournalEntry, type LedgerEntry} from '@holdfast/wire';
import type {SegmentTools} from './ports.ts';
import {repackSegment} from './repack-segment.ts';
import type {VerifiedSegment} from './verify-segment.ts';

const NO_HEAD = new Uint8Array(32);

/**
 * A hub's own scan is not believed either: an older one had none. What is chained and signed
 * stands, and stays chained; of an entry that holds card data the body and the personal part are
 * left out before anything is stored, as the hub would have done.
 *
 * Throws `gateway/refused` for card data in a header or in a line, which nobody can leave out: a
 * hub takes no such entry, so this one is no hub of ours.
 */
export async function withholdCards(
  tools: SegmentTools,
  verified: VerifiedSegment,
): Promise<VerifiedSegment> {
  const {envelope, hub} = verified;
  const entries: LedgerEntry[] = [];
  let withheld = 0;
  for (const found of verified.entries) {
    refuseCardInLine(found, hub);
    const holds = bodyHoldsCard(found.entry);
    if (holds) withheld += 1;
    entries.push(holds ? {...found, entry: withoutBody(found.entry)} : found);
    if (tools.turns?.over()) await tools.turns.rest();
  }
  if (withheld === 0) return verified;
  return {...verified, ...(await repackSegment(tools, envelope, entries))};
}

function refuseCardInLine(
  {line, entry}: LedgerEntry,
  {hubId}: Pick<VerifiedSegment['hub'], 'hubId'>,
): void {
  const {headerBytes, signature} = entry;
  const kept = [headerBytes, signature, encodeLedgerLine(NO_HEAD, line)];
  if (!kept.some(bytes => bytes !== undefined && holdsCardBytes(bytes))) return;
  const {position} = line;
  const reason = 'a header or line holds what looks like a card number';
  throw new Fault('gateway/refused', {reason, hubId, position});
}

function bodyHoldsCard({body, personal}: JournalEntry): boolean {
  return [body, personal].some(
    bytes => bytes !== undefined && mayHoldCardBytes(bytes) && holds(bytes),
  );
}

function holds(bytes: Uint8Array): boolean {
  const value = parseBody(bytes);
  return value.ok ? findCardData(value.value) !== undefined : holdsCardBytes(bytes);
}

function withoutBody({personal: _, ...entry}: JournalEntry): JournalEntry {
  return {...entry, body: undefined};
}
