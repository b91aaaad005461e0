import {type Digest, equalBytes, isFault} from '@holdfast/std';
import {ENTRY_KINDS, type LedgerOpened, ledgerOpenedSchema, parseHubBody} from '@holdfast/wire';
import {type Anchor, type AnchorReading, readAnchor} from './anchor.ts';
import {GroupReader} from './group-reader.ts';
import {LEDGER_LIMITS} from './limits.ts';
import type {AnchorAgreement} from './opening-report.ts';
import type {FolderLedger, StoreContents} from './ports.ts';
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
  const reader = new GroupReader({ledgerId, store, digest, limits: LEDGER_LIMITS});
  const anchor = readAnchor(digest, await files.anchor.read());
  let agreement: AnchorAgreement = 'damaged';
  if (anchor.kind !== 'read') agreement = anchor.kind;
  else {
    const compared = await compare({reader, recovered, anchor: anchor.anchor});
    agreement = compared.agreement;
    if (compared.distrustFrom !== undefined) recovered = await recover(compared.distrustFrom);
  }
  return {files, recovered, anchor, agreement, opening: await readOpening(reader, recovered)};
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
  try {
    const head = await reader.headAt(anchor.position, tail);
    return {agreement: head && equalBytes(head, anchor.head) ? 'agrees' : 'differs'};
  } catch (error) {
    if (!isFault(error, 'database/corrupt')) throw error;
    return {agreement: 'ahead', distrustFrom: anchor.position};
  }
}

async function readOpening(
  reader: GroupReader,
  {tail}: RecoveredLedger,
): Promise<LedgerOpened | undefined> {
  if (tail.position === 0) return undefined;
  try {
    const {header, body} = (await reader.entryAt(1)).entry;
    if (header.kindCode !== ENTRY_KINDS.ledgerOpened || !body) return undefined;
    const read = parseHubBody(ledgerOpenedSchema, body);
    return read.ok ? read.value : undefined;
  } catch (error) {
    if (isFault(error, 'database/corrupt')) return undefined;
    throw error;
  }
}
