import {
  formatReceiptNumber,
  journalIdSchema,
  parseBody,
  workstationIdSchema,
} from '@holdfast/domain';
import type {
  ArrivedTransaction,
  DecisionRecord,
  FoundTransaction,
  HeldTransaction,
} from '@holdfast/fleet';
import {type Bytes, toBase64Url, toHex, utf8Decode} from '@holdfast/std';
import {
  type Disposition,
  type EntryHeader,
  entryKindOf,
  hubIdOfLedger,
  type JournalEntry,
  supersededBy,
} from '@holdfast/wire';

/**
 * A held transaction as one line of JSON. `body` is what the terminal wrote, spliced in and not
 * re-encoded, so that numbers and unknown fields stay as they are; only a line break between its
 * tokens becomes a blank. Whoever wants the very bytes, to hash them, gets them from `/body`. A
 * body that is not JSON stands in `bodyBase64`; one that a hub withheld, because card data was
 * found in it, is null; so is one whose stored bytes are `damaged`.
 */
export function heldJson({cursor, held, entry, body}: HeldTransaction): string {
  const {description, ledgerId} = held;
  return spliced(body, {
    cursor,
    type: 'transaction',
    custody: 'held',
    ...naming(held),
    standing: held.standing,
    ...quarantine(held.disposition),
    ...(description
      ? {businessDayDate: description.businessDayDate, transactionType: description.transactionType}
      : {}),
    ...{hubId: hubIdOfLedger(ledgerId), ledgerId, position: held.position},
    recordedAtMs: held.recordedAtMs,
    clockOffsetMs: held.clockOffsetMs,
    heldAtMs: held.heldAtMs,
    entryHash: toHex(held.entryHash),
    ...(entry ? bodyFacts(entry) : {damaged: true}),
  });
}

/** One that has come as far as head office's disk, and is in no stream and no total yet. */
function arrivedJson({found}: ArrivedTransaction): string {
  const {line, entry} = found;
  return spliced(entry.body, {
    type: 'transaction',
    custody: 'arrived',
    ...naming(entry.header),
    ...quarantine(line.disposition),
    ...{position: line.position, recordedAtMs: line.recordedAtMs},
    entryHash: toHex(entry.entryHash),
    ...bodyFacts(entry),
  });
}

export function foundJson(found: FoundTransaction): string {
  return found.custody === 'held' ? heldJson(found.transaction) : arrivedJson(found.transaction);
}

/** A decision on a quarantined transaction, in the same stream: its `standing` changed. */
export function decisionJson(decision: DecisionRecord): string {
  const {cursor, journalId, sequenceNumber, ledgerId, position} = decision;
  return JSON.stringify({
    cursor,
    type: 'decision',
    ...{journalId, sequenceNumber, entryHash: toHex(decision.entryHash)},
    decision: decision.decision,
    reason: decision.reason,
    decidedBy: decision.decidedBy,
    decidedAtMs: decision.decidedAtMs,
    ...{hubId: hubIdOfLedger(ledgerId), ledgerId, position},
  });
}

type Named = Pick<
  EntryHeader,
  'retailStoreId' | 'workstationId' | 'journalId' | 'sequenceNumber' | 'kindCode'
>;

function naming(named: Named) {
  const {retailStoreId, workstationId, journalId, sequenceNumber, kindCode} = named;
  const key = {retailStoreId, workstationId, journalId, sequenceNumber};
  const receiptNumber = receiptNumberOf(named);
  return {key, receiptNumber, kind: entryKindOf(kindCode) ?? `unknown-${kindCode}`};
}

function receiptNumberOf(named: Pick<Named, 'workstationId' | 'journalId' | 'sequenceNumber'>) {
  return formatReceiptNumber({
    workstationId: workstationIdSchema.parse(named.workstationId),
    journalId: journalIdSchema.parse(named.journalId),
    sequenceNumber: named.sequenceNumber,
  });
}

function quarantine(disposition: Disposition) {
  if (disposition.kind === 'accepted') return {};
  const {reason, detail} = disposition;
  return {quarantine: {reason, detail}};
}

function bodyFacts({header}: JournalEntry) {
  const superseded = supersededBy(header).map(({journalId, sequenceNumber}) => ({
    ...{journalId, sequenceNumber},
    receiptNumber: receiptNumberOf({...header, journalId, sequenceNumber}),
  }));
  return {
    ...{bodySha256: toHex(header.bodySha256), bodyBytes: header.bodyBytes},
    ...(superseded.length > 0 ? {supersedes: superseded} : {}),
  };
}

function spliced(body: Bytes | undefined, facts: object): string {
  return `${JSON.stringify(facts).slice(0, -1)},${bodyJson(body)}}`;
}

function bodyJson(body: Bytes | undefined): string {
  if (!body) return '"body":null';
  if (!parseBody(body).ok) return `"body":null,"bodyBase64":"${toBase64Url(body)}"`;
  // Inside a JSON string a line break is always escaped: the raw ones stand between tokens.
  return `"body":${utf8Decode(body).replaceAll(/[\r\n]/g, ' ')}`;
}
