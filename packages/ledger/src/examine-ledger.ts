import {type Digest, equalBytes, isFault} from '@holdfast/std';
import {
  ENTRY_KINDS,
  type JournalEntry,
  type LedgerOpened,
  ledgerOpenedSchema,
  parseHubBody,
} from '@holdfast/wire';
import {type Anchor, type AnchorReading, readAnchor} from './anchor.ts';
import {GroupReader} from './group-reader.ts';
import {readAllKept} from './kept-entry.ts';
import {LEDGER_LIMITS} from './limits.ts';
import type {AnchorAgreement} from './opening-report.ts';
import type {FolderLedger, LedgerStore, StoreContents} from './ports.ts';
import {type RecoveredLedger, recoverLedger} from './recover-ledger.ts';

/** One ledger's files, opened, and what they turned out to hold. */
export interface ExaminedLedger {
  readonly files: FolderLedger;
  readonly recovered: RecoveredLedger;
  readonly anchor: AnchorReading;
  readonly agreement: AnchorAgreement;
  /** Its first entry's body, where that can be read. */
  readonly opening: LedgerOpened | undefined;
}

/** Reads a founded ledger's end, and holds it against its anchor. */
export async function examineLedger(parts: {
  readonly files: FolderLedger;
  readonly contents: StoreContents;
  readonly digest: Digest;
  /** The ledger ends before this position, whatever stands there. */
  readonly distrustFrom: number | undefined;
}): Promise<ExaminedLedger> {
  const {files, contents, digest, distrustFrom} = parts;
  const {store} = files;
  const recover = (from: number | undefined) =>
    recoverLedger({
      store,
      contents,
      digest,
      ...(from === undefined ? {} : {distrustFrom: from}),
    });
  let recovered = await recover(distrustFrom);
  const {ledgerId} = recovered;
  const {prunedTo} = recovered;
  const reader = new GroupReader({ledgerId, store, digest, limits: LEDGER_LIMITS, prunedTo});
  const anchor = readAnchor(digest, await files.anchor.read());
  let agreement: AnchorAgreement = 'damaged';
  if (anchor.kind !== 'read') agreement = anchor.kind;
  else {
    const compared = await compare({reader, recovered, anchor: anchor.anchor});
    agreement = compared.agreement;
    if (compared.distrustFrom !== undefined) recovered = await recover(compared.distrustFrom);
  }
  const opening = await readOpening({store, digest, reader, recovered});
  return {files, recovered, anchor, agreement, opening};
}

async function compare(parts: {
  readonly reader: GroupReader;
  readonly recovered: RecoveredLedger;
  readonly anchor: Anchor;
}): Promise<{
  readonly agreement: AnchorAgreement;
  readonly distrustFrom?: number;
}> {
  const {reader, recovered, anchor} = parts;
  const {tail, ledgerId} = recovered;
  if (anchor.ledgerId !== ledgerId) return {agreement: 'damaged'};
  if (anchor.position > tail.position) return {agreement: 'ahead'};
  // It stopped being written long ago: there is nothing left that it could be compared with.
  if (anchor.position < recovered.prunedTo.position) return {agreement: 'missing'};
  try {
    const head = await reader.headAt(anchor.position, tail);
    return {agreement: head && equalBytes(head, anchor.head) ? 'agrees' : 'differs'};
  } catch (error) {
    if (!isFault(error, 'database/corrupt')) throw error;
    return {agreement: 'ahead', distrustFrom: anchor.position};
  }
}

async function readOpening(parts: {
  readonly store: LedgerStore;
  readonly digest: Digest;
  readonly reader: GroupReader;
  readonly recovered: RecoveredLedger;
}): Promise<LedgerOpened | undefined> {
  const {recovered} = parts;
  if (recovered.tail.position === 0) return undefined;
  try {
    const entry =
      recovered.prunedTo.position > 0
        ? await keptOpening(parts)
        : (await parts.reader.entryAt(1)).entry;
    if (entry?.header.kindCode !== ENTRY_KINDS.ledgerOpened || !entry.body) return undefined;
    const read = parseHubBody(ledgerOpenedSchema, entry.body);
    return read.ok ? read.value : undefined;
  } catch (error) {
    if (isFault(error, 'database/corrupt')) return undefined;
    throw error;
  }
}

/** The opening of a shortened ledger is the first of its kept entries. */
async function keptOpening(parts: {
  readonly store: LedgerStore;
  readonly digest: Digest;
  readonly recovered: RecoveredLedger;
}): Promise<JournalEntry | undefined> {
  const {store, digest, recovered} = parts;
  const kept = await readAllKept({store, digest});
  return kept.find(
    ({ledgerId, entry}) => ledgerId === recovered.ledgerId && entry.line.position === 1,
  )?.entry.entry;
}
