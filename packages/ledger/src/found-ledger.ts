import {type Bytes, type Digest, type SigningKey, toBase64Url} from '@holdfast/std';
import {
  encodeHeldStatement,
  encodeHubBody,
  GENESIS_HASH,
  hubJournalKeyMessage,
  type JournalEntry,
  type LedgerId,
  type LedgerOpened,
  ledgerOpenedSchema,
  type SignedHeldStatement,
} from '@holdfast/wire';
import {touchedBy} from './durable-lanes.ts';
import {closeGroup} from './group.ts';
import {makeHubEntry} from './hub-journal.ts';
import type {RecordedTail} from './lane-table.ts';
import type {LedgerStore} from './ports.ts';

export interface NewLedger {
  readonly ledgerId: LedgerId;
  readonly reason: LedgerOpened['reason'];
  readonly openedAtMs: number;
  readonly predecessor:
    | {readonly ledgerId: LedgerId; readonly position: number; readonly head: Bytes}
    | undefined;
  /** Where the lanes end in the ledgers before: they go on from there. */
  readonly lanes: readonly RecordedTail[];
  readonly statements: readonly SignedHeldStatement[];
}

export interface FoundingKeys {
  readonly digest: Digest;
  /** The hub's own; certifies the journal's. */
  readonly identity: SigningKey;
  /** Of the hub's journal in this ledger: a new one a ledger. */
  readonly journalKey: SigningKey;
  readonly retailStoreId: string;
}

/**
 * Begins a ledger on a blank store: its first entry, all lanes and statements known, or nothing of
 * it.
 */
export async function foundLedger(
  store: LedgerStore,
  founding: NewLedger & FoundingKeys,
): Promise<void> {
  const {digest, ledgerId, openedAtMs} = founding;
  const entry = await openingEntry(founding);
  const unplaced = {
    entry,
    recordedAtMs: openedAtMs,
    clockOffsetMs: 0,
    disposition: {kind: 'accepted'} as const,
  };
  const {group} = closeGroup(digest, {
    tail: {position: 0, head: GENESIS_HASH, recordedAtMs: 0},
    entries: [unplaced],
    laneTable: 'all',
    lanes: [...founding.lanes, ...touchedBy([unplaced]).values()],
  });
  const heldStatements = founding.statements.map(statement => ({
    journalId: statement.journalId,
    bytes: encodeHeldStatement(statement),
  }));
  await store.found({ledgerId, write: {group, heldStatements}});
  await store.checkpoint(); // so that a log that is lost later does not take the beginning with it
}

async function openingEntry(founding: NewLedger & FoundingKeys): Promise<JournalEntry> {
  const {ledgerId, reason, openedAtMs, predecessor, identity, journalKey} = founding;
  const journalPublicKey = journalKey.publicKey;
  const certificate = await identity.sign(hubJournalKeyMessage({ledgerId, journalPublicKey}));
  const body = encodeHubBody(ledgerOpenedSchema, {
    v: 1,
    ledgerId,
    reason,
    openedAtMs,
    ...(predecessor ? {predecessor: {...predecessor, head: toBase64Url(predecessor.head)}} : {}),
    journalPublicKey: {
      algorithm: journalPublicKey.algorithm,
      bytes: toBase64Url(journalPublicKey.bytes),
    },
    identitySignature: toBase64Url(certificate),
  });
  return await makeHubEntry({
    digest: founding.digest,
    key: journalKey,
    retailStoreId: founding.retailStoreId,
    after: {sequenceNumber: 0, entryHash: GENESIS_HASH},
    kind: 'ledgerOpened',
    body,
  });
}
