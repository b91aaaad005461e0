import {
  holdsCardBytes,
  parseBody,
  parseValue,
  proveTotals,
  type Transaction,
  transactionSchema,
} from '@holdfast/domain';
import {type Digest, formatIssue, fromBase64Url, isFault, utf8Encode} from '@holdfast/std';
import {
  type Disposition,
  entryContradiction,
  entryKindOf,
  isHubKind,
  type JournalEntry,
  openEntry,
  type QuarantineReason,
  type RecordTransaction,
  WIRE_LIMITS,
} from '@holdfast/wire';
import {findCardPlace} from './find-card-place.ts';

export type Judgement =
  | {
      readonly kind: 'judged';
      readonly entry: JournalEntry & {readonly signature: Uint8Array<ArrayBuffer>};
      readonly disposition: Disposition;
      /** What the body says, where it is accepted. */
      readonly transaction?: Transaction;
    }
  /** Not an entry of this session's journal: nothing is stored. */
  | {readonly kind: 'refused'; readonly reason: RefusalReason; readonly detail: string};

type RefusalReason =
  | 'malformedHeader'
  | 'wrongJournal'
  | 'hashMismatch'
  | 'tooLarge'
  | 'reservedKind';

/** Whose entries a session may bring. */
export interface LaneIdentity {
  readonly retailStoreId: string;
  readonly workstationId: string;
  readonly journalId: string;
}

/**
 * Everything that is checked before an entry goes to the ledger, but its place in the chain, which
 * the ledger decides. What has no valid header, journal or hash is refused; what is wrong in its
 * body is recorded and set aside, so that the queue behind it moves on.
 */
export function judgeEntry(
  digest: Digest,
  {message, lane}: {readonly message: RecordTransaction; readonly lane: LaneIdentity},
): Judgement {
  const entry = readEntry(digest, message);
  if (typeof entry === 'string') return refused('malformedHeader', entry);
  const {header} = entry;
  if (
    header.journalId !== lane.journalId ||
    header.workstationId !== lane.workstationId ||
    header.retailStoreId !== lane.retailStoreId ||
    header.sequenceNumber !== message.sequenceNumber
  ) {
    return refused(
      'wrongJournal',
      'the header names another store, workstation, journal or sequence',
    );
  }
  const {body} = entry;
  if (!body || body.length > WIRE_LIMITS.bodyBytesMax) {
    return refused(
      'tooLarge',
      `a body may be ${WIRE_LIMITS.bodyBytesMax} bytes; this is ${body?.length}`,
    );
  }
  const contradiction = entryContradiction(digest, entry);
  if (contradiction) return refused('hashMismatch', contradiction);
  // Without these the chain would break, so such an entry is not taken at all.
  if (holdsCardBytes(entry.headerBytes) || holdsCardBytes(entry.signature)) {
    return refused('malformedHeader', 'it holds what looks like a card number');
  }
  if (isHubKind(header.kindCode)) return refused('reservedKind', 'only a hub writes this kind');
  return judgeBody({...entry, body});
}

type SignedEntry = JournalEntry & {readonly signature: Uint8Array<ArrayBuffer>};

function readEntry(digest: Digest, message: RecordTransaction): SignedEntry | string {
  const headerBytes = fromBase64Url(message.header);
  const signature = fromBase64Url(message.signature);
  const personal = message.personal === undefined ? undefined : fromBase64Url(message.personal);
  if (!headerBytes || !signature) return 'header or signature is not base64url';
  const body = utf8Encode(message.body);
  try {
    return {
      ...openEntry(digest, {headerBytes, body, ...(personal ? {personal} : {})}),
      signature,
    };
  } catch (error) {
    if (isFault(error, 'wire/malformed')) return String(error.fields['reason'] ?? 'malformed');
    throw error;
  }
}

function judgeBody(entry: SignedEntry & {readonly body: Uint8Array<ArrayBuffer>}): Judgement {
  const value = parseBody(entry.body);
  const {body, personal} = entry;
  const cardField = findCardPlace({body, personal, value});
  if (cardField !== undefined) {
    // The digits must not reach any file of ours: the header and the reason stay, the body does
    // not.
    const {personal: _, ...bare} = entry;
    return quarantined(
      {...bare, body: undefined},
      'cardData',
      `${cardField}: looks like a card number`,
    );
  }
  if (!value.ok) return quarantined(entry, 'malformedBody', formatIssue(value.issue));
  const kind = entryKindOf(entry.header.kindCode);
  if (kind === undefined) {
    return quarantined(entry, 'unknownKind', `kind ${entry.header.kindCode} is of a newer version`);
  }
  const transaction = parseValue(transactionSchema, value.value);
  if (!transaction.ok) return quarantined(entry, 'malformedBody', formatIssue(transaction.issue));
  if (transaction.value.kind === 'RetailTransaction') {
    const proved = proveTotals(transaction.value);
    if (!proved.ok) return quarantined(entry, 'totalsDoNotTie', formatIssue(proved.issue));
  }
  const disposition = {kind: 'accepted'} as const;
  return {kind: 'judged', entry, disposition, transaction: transaction.value};
}

function quarantined(entry: SignedEntry, reason: QuarantineReason, why: string): Judgement {
  return {kind: 'judged', entry, disposition: {kind: 'quarantined', reason, detail: clip(why)}};
}

function refused(reason: RefusalReason, detail: string): Judgement {
  return {kind: 'refused', reason, detail: clip(detail)};
}

/** At most the wire's limit in bytes, cut at a whole character. */
function clip(text: string): string {
  let clipped = text.slice(0, WIRE_LIMITS.reasonBytesMax);
  while (utf8Encode(clipped).length > WIRE_LIMITS.reasonBytesMax) clipped = clipped.slice(0, -1);
  return clipped;
}
