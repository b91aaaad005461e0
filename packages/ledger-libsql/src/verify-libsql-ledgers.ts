import {copyFileSync, existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {
  type AnchorReading,
  KnownKeys,
  type LedgerVerdict,
  readAnchor,
  verifyLedger,
} from '@holdfast/ledger';
import {nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {equalBytes, Fault, isFault} from '@holdfast/std';
import {onDisk} from './disk-fault.ts';
import type {LedgerKeys} from './ledger-keys.ts';
import {LibsqlLedgerFolder} from './libsql-ledger-folder.ts';
import {refuseInUse} from './refuse-in-use.ts';

/** One ledger's file, read whole; `unreadable` where nothing of it could be. */
export interface VerifiedLedger {
  /** `ledger-0001.db` */
  readonly file: string;
  readonly verdict: LedgerVerdict | {readonly unreadable: string};
}

/**
 * Reads every ledger of a directory from its first byte to its last, oldest first, and holds the
 * newest against its anchor. The hub must have stopped: its files have one holder
 * (`database/in-use`). Nothing is written but what opening writes.
 */
export async function verifyLibsqlLedgers(options: {
  readonly directory: string;
  readonly signatures: boolean;
  readonly keys?: LedgerKeys;
}): Promise<readonly VerifiedLedger[]> {
  const {directory} = options;
  const sealing = options.keys ? {keys: options.keys} : {};
  const folder = new LibsqlLedgerFolder({directory, shell: 'inline', ...sealing});
  const keys = new KnownKeys(nodeDigest);
  const signatures = options.signatures ? {verifier: nodeSignatureVerifier, keys} : undefined;
  const verified: VerifiedLedger[] = [];
  try {
    const numbers = await folder.numbers();
    for (const number of numbers) {
      const file = `ledger-${String(number).padStart(4, '0')}.db`;
      refuseInUse(join(directory, file));
      const newest = number === numbers.at(-1);
      verified.push({file, verdict: await verifyOne(folder, {number, newest, signatures})});
    }
    return verified;
  } finally {
    await folder.close();
  }
}

/**
 * Reads one ledger's file, with the log and the anchor beside it, from a copy: evidence, or a file
 * on a disk that was pulled out, stays as it was found. Throws `database/missing` where there is
 * none, `database/in-use` while a hub has it open.
 */
export async function verifyLibsqlLedgerFile(options: {
  readonly path: string;
  readonly signatures: boolean;
}): Promise<VerifiedLedger> {
  const {path, signatures} = options;
  if (!existsSync(path)) throw new Fault('database/missing', {path});
  refuseInUse(path);
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  try {
    onDisk(path, () => {
      for (const ending of ['', '-wal', '.anchor']) {
        if (!existsSync(path + ending)) continue;
        copyFileSync(path + ending, join(directory, `ledger-0001.db${ending}`));
      }
    });
    const [verified] = await verifyLibsqlLedgers({directory, signatures});
    const verdict = verified?.verdict ?? {unreadable: 'is not there'};
    return {file: basename(path), verdict};
  } finally {
    rmSync(directory, {recursive: true});
  }
}

async function verifyOne(
  folder: LibsqlLedgerFolder,
  ledger: {
    readonly number: number;
    readonly newest: boolean;
    readonly signatures: Parameters<typeof verifyLedger>[0]['signatures'];
  },
): Promise<VerifiedLedger['verdict']> {
  const {number, newest, signatures} = ledger;
  try {
    const {store, anchor} = await folder.open(number);
    const {ledgerId, firstPosition, lastPosition} = await store.contents();
    if (ledgerId === undefined) return {unreadable: 'was never founded'};
    const verdict = await verifyLedger({
      ledgerId,
      store,
      firstPosition,
      lastPosition,
      digest: nodeDigest,
      ...(signatures ? {signatures} : {}),
    });
    // An older ledger that lost its end was followed by the next one for that very reason.
    return newest ? vouched(verdict, readAnchor(nodeDigest, await anchor.read())) : verdict;
  } catch (error) {
    if (isFault(error, 'database/corrupt') || isFault(error, 'database/missing')) {
      return {unreadable: error.message};
    }
    throw error;
  }
}

/** A ledger that ends whole may have lost its end: the anchor knows how far it had come. */
function vouched(verdict: LedgerVerdict, reading: AnchorReading): LedgerVerdict {
  if (verdict.broken || reading.kind !== 'read') return verdict;
  const {ledgerId, position, head} = reading.anchor;
  if (ledgerId !== verdict.ledgerId || position < verdict.position) return verdict;
  if (position > verdict.position) {
    const reason = `is missing: the anchor knows it up to ${position}`;
    return {...verdict, broken: {position: verdict.position + 1, reason}};
  }
  if (equalBytes(head, verdict.head)) return verdict;
  return {...verdict, broken: {position, reason: 'has another head than the anchor'}};
}
