import {formatReceiptNumber, parseBody, workstationIdSchema} from '@holdfast/domain';
import type {DecisionRecord, HeldTransaction} from '@holdfast/fleet';
import {type Bytes, toBase64Url, toHex, utf8Decode} from '@holdfast/std';
import {entryKindOf, hubIdOfLedger, transactionKeyOf} from '@holdfast/wire';

/**
 * A held transaction as one line of JSON. `body` is what the terminal wrote, spliced in and not
 * re-encoded, so that numbers and unknown fields stay as they are; only a line break between its
 * tokens becomes a blank. Whoever wants the very bytes, to hash them, gets them from `/body`. A
 * body that is not JSON stands in `bodyBase64`; one that a hub withheld, because card data was
 * found in it, is null.
 */
export function transactionJson({cursor, held, entry, body}: HeldTransaction): string {
  const {header} = entry;
  const {disposition, description} = held;
  const facts = {
    cursor,
    type: 'transaction',
    key: transactionKeyOf(header),
    receiptNumber: formatReceiptNumber({
      ...header,
      workstationId: workstationIdSchema.parse(header.workstationId),
    }),
    kind: entryKindOf(header.kindCode) ?? `unknown-${header.kindCode}`,
    standing: held.standing,
    ...(disposition.kind === 'quarantined'
      ? {quarantine: {reason: disposition.reason, detail: disposition.detail}}
      : {}),
    ...(description
      ? {businessDayDate: description.businessDayDate, transactionType: description.transactionType}
      : {}),
    hubId: hubIdOfLedger(held.ledgerId),
    ledgerId: held.ledgerId,
    position: held.position,
    recordedAtMs: held.recordedAtMs,
    clockOffsetMs: held.clockOffsetMs,
    heldAtMs: held.heldAtMs,
    entryHash: toHex(held.entryHash),
    bodySha256: toHex(header.bodySha256),
    bodyBytes: header.bodyBytes,
  };
  return `${JSON.stringify(facts).slice(0, -1)},${bodyJson(body)}}`;
}

function bodyJson(body: Bytes | undefined): string {
  if (!body) return '"body":null';
  if (!parseBody(body).ok) return `"body":null,"bodyBase64":"${toBase64Url(body)}"`;
  // Inside a JSON string a line break is always escaped: the raw ones stand between tokens.
  return `"body":${utf8Decode(body).replaceAll(/[\r\n]/g, ' ')}`;
}

/** A decision on a quarantined transaction, in the same stream: its `standing` changed. */
export function decisionJson(decision: DecisionRecord): string {
  return JSON.stringify({
    cursor: decision.cursor,
    type: 'decision',
    journalId: decision.journalId,
    sequenceNumber: decision.sequenceNumber,
    entryHash: toHex(decision.entryHash),
    decision: decision.decision,
    reason: decision.reason,
    decidedBy: decision.decidedBy,
    decidedAtMs: decision.decidedAtMs,
    hubId: hubIdOfLedger(decision.ledgerId),
    ledgerId: decision.ledgerId,
    position: decision.position,
  });
}
